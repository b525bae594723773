/** Whether a name holds a pattern character: `*`, `?` or `[`. */
export function isGlob(text: string): boolean {
  return /[*?[]/.test(text);
}

/**
 * Whether a name matches a shell pattern: `*` any characters (colons too), `?` one, `[abc]`, `[a-z]`, `[!a]` one of a
 * set. A `[` without its `]` is a plain character.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  const parts = parseGlob(pattern);
  const characters = [...name];
  // Back to the last star on a mismatch: quadratic at worst, whatever the pattern.
  let at = 0;
  let part = 0;
  let starPart = -1;
  let starAt = 0;
  while (at < characters.length) {
    const character = characters[at] ?? "";
    const wanted = parts[part];
    if (wanted === "star") {
      starPart = part++;
      starAt = at;
    } else if (wanted?.(character)) {
      part++;
      at++;
    } else if (starPart >= 0) {
      part = starPart + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  while (parts[part] === "star") part++;
  return part === parts.length;
}

type GlobPart = "star" | ((character: string) => boolean);

function parseGlob(pattern: string): GlobPart[] {
  const parts: GlobPart[] = [];
  const set = /\[(!?)(\]?[^\]]*)\]/y;
  const characters = /[\s\S]/uy;
  for (let at = 0; at < pattern.length; ) {
    set.lastIndex = at;
    const [matched, negation, members] = pattern[at] === "[" ? (set.exec(pattern) ?? []) : [];
    if (matched !== undefined && members !== undefined && members !== "") {
      const inSet = setOf(members);
      parts.push((character) => inSet(character) !== (negation === "!"));
      at += matched.length;
      continue;
    }
    characters.lastIndex = at;
    const literal = characters.exec(pattern)?.[0] ?? "";
    at += literal.length;
    if (literal === "*") parts.push("star");
    else if (literal === "?") parts.push(() => true);
    else parts.push((character) => character === literal);
  }
  return parts;
}

function setOf(members: string): (character: string) => boolean {
  const ranges: [string, string][] = [];
  const characters = [...members];
  for (let at = 0; at < characters.length; at++) {
    const from = characters[at] ?? "";
    const to = characters[at + 1] === "-" ? characters[at + 2] : undefined;
    ranges.push([from, to ?? from]);
    if (to !== undefined) at += 2;
  }
  return (character) => ranges.some(([from, to]) => from <= character && character <= to);
}
