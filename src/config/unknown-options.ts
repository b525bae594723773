import type { IniEntry, IniSection } from "./ini/ini-document.ts";
import { sectionKindOf, sectionKinds } from "./options/sections.ts";
import type { Reading } from "./reading.ts";

/** Enough to see what is going on; the rest is counted. */
const maxShown = 50;

/** Warns of sections and options that nothing reads, which Supervisor ignores without a word. */
export function noteUnknownOptions(reading: Reading): void {
  let found = 0;
  for (const note of unknownOptions(reading)) {
    if (++found <= maxShown) reading.addNotice("warn", note());
  }
  if (found > maxShown) {
    reading.addNotice("warn", `${found - maxShown} more unknown sections and options are ignored`);
  }
}

function* unknownOptions(reading: Reading): Iterable<() => string> {
  for (const section of reading.document.sections.values()) {
    const kind = sectionKindOf(section.name);
    if (kind === undefined) {
      yield () => describeSection(reading, section);
      continue;
    }
    if (kind.open) continue;
    for (const entry of section.entries.values()) {
      if (Object.hasOwn(kind.options, entry.key)) continue;
      yield () => describeOption(reading, section, entry, Object.keys(kind.options));
    }
  }
  const everywhere = new Set(sectionKinds.flatMap((kind) => Object.keys(kind.options)));
  for (const entry of reading.document.defaults.entries.values()) {
    if (everywhere.has(entry.key)) continue;
    yield () => describeOption(reading, reading.document.defaults, entry, everywhere);
  }
}

function describeSection(reading: Reading, section: IniSection): string {
  const colon = section.name.indexOf(":");
  const kind = colon === -1 ? section.name : section.name.slice(0, colon);
  const near =
    reading.suggest(
      kind,
      sectionKinds.map(({ name }) => name),
    ) ?? (sectionKinds.some(({ name }) => name === kind) ? kind : undefined);
  const meant = near === undefined ? "" : `; did you mean [${sectionForm(near, section.name.slice(kind.length))}]?`;
  return `${section.file}:${section.line}: unknown section [${section.name}] is ignored${meant}`;
}

function sectionForm(kind: string, rest: string): string {
  const named = sectionKinds.find(({ name }) => name === kind)?.naming === "named";
  return named && !rest.startsWith(":") ? `${kind}:name` : kind + rest;
}

function describeOption(reading: Reading, section: IniSection, entry: IniEntry, known: Iterable<string>): string {
  const near = reading.suggest(entry.key, known);
  const meant = entry.key.startsWith("[")
    ? "; if it should begin a section, its closing bracket is missing, and what follows went to the section above"
    : near === undefined
      ? ""
      : `; did you mean ${near}?`;
  return `${entry.file}:${entry.line}: [${section.name}] unknown option ${entry.key} is ignored${meant}`;
}
