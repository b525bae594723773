import { cutQuoteHint, isQuoteCut } from "./cut-quote.ts";
import { type ExpansionValue, expand } from "./ini/expand.ts";
import type { Expansions } from "./ini/expansions.ts";
import { findEntry, type IniEntry, type IniSection } from "./ini/ini-document.ts";
import { pythonRepr } from "./ini/python-repr.ts";
import type { Option, OptionTable, OptionValues } from "./options/option.ts";
import type { Reading } from "./reading.ts";

/**
 * Reads the options of a table from a section: expanded, checked, defaulted. Every fault is recorded in `reading`;
 * undefined if there was any.
 */
export function readOptions<Table extends OptionTable>(
  reading: Reading,
  section: IniSection,
  table: Table,
  expansions: Expansions,
): OptionValues<Table> | undefined {
  const values: Record<string, unknown> = {};
  let complete = true;
  for (const [key, option] of Object.entries(table)) {
    const result = readOption(reading, section, key, option, expansions);
    if (result === undefined) complete = false;
    else values[key] = result.value;
  }
  // The loop went over all keys of the table and put a value of its option's type under each.
  return complete ? (values as OptionValues<Table>) : undefined;
}

/** Reads one option. Undefined after a fault, which is recorded. */
function readOption(
  reading: Reading,
  section: IniSection,
  key: string,
  option: Option,
  expansions: Expansions,
): { readonly value: unknown } | undefined {
  const entry = findEntry(reading.document, section, key);
  if (entry === undefined || (entry.value === "" && option.emptyIsMissing === true)) {
    if (option.required !== undefined) {
      // A line that could not be read may well be the missing one; it has been reported.
      if (section.brokenLines === 0) reading.refuseSection(section, option.required(section.name), `add ${key}=...`);
      return undefined;
    }
    if (option.default === undefined) return { value: undefined };
  }
  const source = entry ?? { key, value: option.default ?? "", file: "", line: 0, comment: undefined };
  const text = expandEntry(reading, section, source, option, expansions);
  if (text === undefined) return undefined;
  const parsed = option.type.parse(text, reading.lookups);
  if (!parsed.ok) {
    const reason = option.secret ? "the value is not valid" : (option.invalid?.(text) ?? parsed.reason);
    const hint = isQuoteCut(source) ? cutQuoteHint : (parsed.hint ?? `expected ${option.type.accepts}`);
    reading.refuseEntry(section, source, reason, hint);
    return undefined;
  }
  for (const warning of parsed.warnings ?? []) {
    const { file, line } = source;
    reading.addWarning({
      rule: "value-cut",
      file,
      line,
      section: section.name,
      key,
      message: warning,
      hint: undefined,
    });
  }
  return { value: parsed.value };
}

/** The value of an entry with its %(name)s replaced; undefined after a fault, which is recorded. */
export function expandEntry(
  reading: Reading,
  section: IniSection,
  entry: IniEntry,
  option: Pick<Option, "secret" | "expansions" | "expandedTwice">,
  expansions: Expansions,
): string | undefined {
  if (!entry.value.includes("%")) return entry.value;
  const lookUp = (name: string): ExpansionValue | undefined =>
    name === "here" ? reading.hereOf(entry.file) : expansions.get(name);
  let result = expand(entry.value, lookUp);
  if (result.ok && option.expandedTwice) {
    // Files may have %%%% where they mean one %. A second pass that fails on a stray % shows that the writer meant a
    // plain %%, and the first result stands.
    const second = expand(result.text, lookUp);
    if (second.ok || second.kind === "unknown") result = second;
  }
  if (result.ok) return result.text;
  const raw = option.secret ? "..." : pythonRepr(entry.value);
  const label = labelOf(section, entry.key, option);
  if (result.kind === "malformed") {
    reading.refuseEntry(
      section,
      entry,
      `Format string ${raw} for '${label}' is badly formatted: ${result.reason}`,
      hintForFormat(result.reason),
    );
  } else {
    const known = expansions.names().add("here");
    reading.refuseEntry(
      section,
      entry,
      `Format string ${raw} for '${label}' contains names ('${result.name}') which cannot be expanded. Available names: ${listNames(known)}`,
      hintForName(reading, result.name, known),
    );
  }
  return undefined;
}

/** What Supervisor calls an option in these messages. */
function labelOf(section: IniSection, key: string, option: Pick<Option, "expansions">): string {
  const isBare = option.expansions === "process" && (key === "environment" || key === "process_name");
  return isBare ? key : `${section.name}.${key}`;
}

/** The names of environment variables may be secrets themselves, and are many: they are only counted. */
function listNames(names: ReadonlySet<string>): string {
  const plain = [...names].filter((name) => !name.startsWith("ENV_")).sort();
  const variables = names.size - plain.length;
  return `${plain.join(", ")} and ${variables} environment variables as ENV_...`;
}

function hintForFormat(reason: string): string {
  if (reason === "incomplete format key") return "write %(name)s, or %% for a percent sign";
  if (/not str$/.test(reason) || reason === "%c requires int or char") {
    return "use the conversion s for a name that is no number, as in %(program_name)s";
  }
  return "write %% for a percent sign";
}

function hintForName(reading: Reading, name: string, known: ReadonlySet<string>): string {
  const prefix = name.startsWith("ENV_") ? "ENV_" : "";
  // Compared without the prefix, which would make short names look alike.
  const alike = [...known].filter((other) => other.startsWith("ENV_") === (prefix !== ""));
  const near = reading.suggest(
    name.slice(prefix.length),
    alike.map((other) => other.slice(prefix.length)),
  );
  if (near !== undefined) return `did you mean %(${prefix}${near})s?`;
  if (name === "process_num" || name === "numprocs") {
    return `${name} is known in command, process_name, directory, environment and the *_logfile* and *_syslog options only`;
  }
  if (prefix !== "") return `set ${name.slice(prefix.length)} in the environment of supervisord`;
  return "use one of these names, or write %% for a percent sign";
}
