import type { IniEntry, IniSection } from "./ini/ini-document.ts";
import { meantSection } from "./meant-section.ts";
import { sectionKindOf, sectionKinds } from "./options/sections.ts";
import type { ReadingWarning } from "./problem.ts";
import type { Reading } from "./reading.ts";

/** Enough to see what is going on; the rest is counted. */
const maxShown = 50;

/** Warns of sections and options that nothing reads, which Supervisor ignores without a word. */
export function noteUnknownOptions(reading: Reading): void {
  let found = 0;
  for (const warning of unknownOptions(reading)) {
    if (++found <= maxShown) reading.addWarning(warning());
  }
  if (found > maxShown) {
    reading.addNotice("warn", `${found - maxShown} more unknown sections and options are ignored`);
  }
}

function* unknownOptions(reading: Reading): Iterable<() => ReadingWarning> {
  for (const section of reading.document.sections.values()) {
    const kind = sectionKindOf(section.name);
    if (kind === undefined) {
      yield () => unknownSection(reading, section);
      continue;
    }
    if (kind.open) continue;
    for (const entry of section.entries.values()) {
      if (Object.hasOwn(kind.options, entry.key)) continue;
      yield () => unknownOption(reading, section, entry, Object.keys(kind.options));
    }
  }
  const everywhere = new Set(sectionKinds.flatMap((kind) => Object.keys(kind.options)));
  for (const entry of reading.document.defaults.entries.values()) {
    if (everywhere.has(entry.key)) continue;
    yield () => unknownOption(reading, reading.document.defaults, entry, everywhere);
  }
}

function unknownSection(reading: Reading, section: IniSection): ReadingWarning {
  const { file, line, name } = section;
  const meant = meantSection(section, (word, candidates) => reading.suggest(word, candidates));
  const consequence = section.entries.has("command") ? ", and its command is never run" : "";
  return {
    rule: "unknown-section",
    file,
    line,
    section: name,
    key: undefined,
    message: `unknown section [${name}] is ignored${consequence}`,
    hint: meant === undefined ? undefined : `did you mean [${meant}]?`,
  };
}

function unknownOption(
  reading: Reading,
  section: IniSection,
  { file, line, key }: IniEntry,
  known: Iterable<string>,
): ReadingWarning {
  const near = reading.suggest(key, known);
  const hint = key.startsWith("[")
    ? "if it should begin a section, its closing bracket is missing, and what follows went to the section above"
    : near === undefined
      ? undefined
      : `did you mean ${near}?`;
  const message = `[${section.name}] unknown option ${key} is ignored`;
  return { rule: "unknown-option", file, line, section: section.name, key, message, hint };
}
