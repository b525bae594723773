import type { FactoryConfig } from "./configuration.ts";
import type { Expansions } from "./ini/expansions.ts";
import { findEntry, type IniSection, sectionsStarting } from "./ini/ini-document.ts";
import type { Option, OptionTable } from "./options/option.ts";
import { expandEntry, readOptions } from "./read-options.ts";
import type { Reading } from "./reading.ts";

/** Reads the sections that begin with `prefix`: a factory under `factoryKey`, and options that only it understands. */
export function readFactories(
  reading: Reading,
  prefix: string,
  factoryKey: string,
  table: OptionTable,
  expansions: Expansions,
): FactoryConfig[] {
  return sectionsStarting(reading.document, prefix).flatMap((section) => {
    const values = readOptions(reading, section, table, expansions);
    if (values === undefined) return [];
    const options = readOpenOptions(reading, section, factoryKey, table, expansions);
    const { file, line } = findEntry(reading.document, section, factoryKey) ?? section;
    const name = section.name.slice(prefix.length);
    const factory = reading.entryPoint(section, factoryKey, String(values[factoryKey]).trim());
    return [{ name, factory, source: { file, line }, options }];
  });
}

/** Only what stands in the section itself: a [DEFAULT] is not meant for a factory, which would refuse it. */
function readOpenOptions(
  reading: Reading,
  section: IniSection,
  factoryKey: string,
  table: OptionTable,
  expansions: Expansions,
): Record<string, string> {
  const { expansions: scope = "daemon" } = (table[factoryKey] ?? {}) as Partial<Option>;
  const pairs: [string, string][] = [];
  for (const [key, entry] of section.entries) {
    if (key === factoryKey) continue;
    const value = expandEntry(reading, section, entry, { expansions: scope }, expansions);
    if (value !== undefined) pairs.push([key, value]);
  }
  return Object.fromEntries(pairs);
}
