import type { IniSection } from "./ini/ini-document.ts";
import { type SectionKind, sectionKinds } from "./options/sections.ts";

/**
 * The name that an unknown section most likely should have: [programs:web], [Program:web], [program web] and
 * [progam.web] mean [program:web], and so does a [web] that has a command.
 */
export function meantSection(
  { name, entries }: IniSection,
  suggest: (word: string, candidates: readonly string[]) => string | undefined,
): string | undefined {
  const hasCommand = entries.has("command");
  const kinds = hasCommand ? sectionKinds.filter(({ options }) => Object.hasOwn(options, "command")) : sectionKinds;
  const [, word = name, rest = ""] = split(name, kinds);
  const near =
    suggest(
      word,
      kinds.map((kind) => kind.name),
    ) ?? kinds.find((kind) => kind.name === word)?.name;
  if (near !== undefined) return completed(near, rest, kinds);
  return hasCommand ? `program:${processName(name)}` : undefined;
}

/** The kind, as it is written, and the name behind it, whatever stands between them. */
function split(name: string, kinds: readonly SectionKind[]): readonly string[] {
  const known = kinds.map((kind) => kind.name).sort((a, b) => b.length - a.length);
  const exact = new RegExp(`^(${known.join("|")})(?:$|[\\s:._-]+(.*)$)`, "i").exec(name);
  return exact ?? /^([^\s:.]*)[\s:.]+(.*)$/.exec(name) ?? [name, name];
}

function completed(kind: string, rest: string, kinds: readonly SectionKind[]): string {
  if (kinds.find(({ name }) => name === kind)?.naming !== "named") return rest === "" ? kind : `${kind}:${rest}`;
  return `${kind}:${rest === "" ? "name" : processName(rest)}`;
}

/** Names of programs have no white space, colons and slashes. */
function processName(text: string): string {
  return text.trim().replace(/[\s:/]+/g, "-");
}
