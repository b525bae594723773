/** A name as users give it: a process, or with `group:` and `group:*` a whole group. */
export type Namespec =
  | { readonly kind: "process"; readonly group: string; readonly name: string }
  | { readonly kind: "group"; readonly group: string };

/** Takes a name apart at its first colon; `web` means process web of group web. */
export function parseNamespec(text: string): Namespec {
  const colon = text.indexOf(":");
  if (colon === -1) return { kind: "process", group: text, name: text };
  const group = text.slice(0, colon);
  const name = text.slice(colon + 1);
  return name === "" || name === "*" ? { kind: "group", group } : { kind: "process", group, name };
}

/** The name as it is shown: `group:name`, or `name` where both are the same. */
export function showNamespec(group: string, name: string): string {
  return group === name ? name : `${group}:${name}`;
}
