import type { IniEntry, IniSection } from "./ini/ini-document.ts";
import { sectionKindOf, sectionKinds } from "./options/sections.ts";
import type { Reading } from "./reading.ts";
import { suggest } from "./suggest.ts";

/** Warns of sections and options that nothing reads, which Supervisor ignores without a word. */
export function noteUnknownOptions(reading: Reading): void {
  for (const section of reading.document.sections.values()) {
    const kind = sectionKindOf(section.name);
    if (kind === undefined) {
      noteUnknownSection(reading, section);
      continue;
    }
    if (kind.open) continue;
    for (const entry of section.entries.values()) {
      if (!Object.hasOwn(kind.options, entry.key)) noteUnknown(reading, section, entry, Object.keys(kind.options));
    }
  }
  const everywhere = sectionKinds.flatMap((kind) => Object.keys(kind.options));
  for (const entry of reading.document.defaults.entries.values()) {
    if (!everywhere.includes(entry.key)) noteUnknown(reading, reading.document.defaults, entry, everywhere);
  }
}

function noteUnknownSection(reading: Reading, section: IniSection): void {
  const colon = section.name.indexOf(":");
  const kind = colon === -1 ? section.name : section.name.slice(0, colon);
  const near =
    suggest(
      kind,
      sectionKinds.map(({ name }) => name),
    ) ?? (sectionKinds.some(({ name }) => name === kind) ? kind : undefined);
  const meant = near === undefined ? "" : `; did you mean [${sectionForm(near, section.name.slice(kind.length))}]?`;
  reading.addNotice("warn", `${section.file}:${section.line}: unknown section [${section.name}] is ignored${meant}`);
}

function sectionForm(kind: string, rest: string): string {
  const named = sectionKinds.find(({ name }) => name === kind)?.naming === "named";
  return named && !rest.startsWith(":") ? `${kind}:name` : kind + rest;
}

function noteUnknown(reading: Reading, section: IniSection, entry: IniEntry, known: readonly string[]): void {
  const near = suggest(entry.key, known);
  const meant = near === undefined ? "" : `; did you mean ${near}?`;
  const place = `${entry.file}:${entry.line}: [${section.name}]`;
  reading.addNotice("warn", `${place} unknown option ${entry.key} is ignored${meant}`);
}
