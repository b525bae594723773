import type { LogTarget, SupervisordConfig } from "./configuration.ts";
import type { Expansions } from "./ini/expansions.ts";
import type { IniSection } from "./ini/ini-document.ts";
import { supervisordOptions } from "./options/supervisord.ts";
import { readOptions } from "./read-options.ts";
import type { Reading } from "./reading.ts";
import { absolutePath } from "./values/path.ts";
import type { ValueLookups } from "./values/value-type.ts";

/** What the command line says of [supervisord]; it goes over the file. */
export type SupervisordOverrides = Partial<SupervisordConfig>;

/** Reads [supervisord]. Undefined after a fault, which is recorded. */
export function readSupervisord(
  reading: Reading,
  expansions: Expansions,
  overrides: SupervisordOverrides,
  temporaryDirectory: string,
): SupervisordConfig | undefined {
  const section = reading.document.sections.get("supervisord");
  if (section === undefined) {
    reading.addProblem({
      file: reading.path,
      line: undefined,
      section: undefined,
      key: undefined,
      message: ".ini file does not include supervisord section",
      hint: "add a line [supervisord]",
    });
    return undefined;
  }
  const values = readOptions(reading, section, supervisordOptions, expansions);
  if (values === undefined) return undefined;
  const { childlogdir = temporaryDirectory } = values;
  const merged = { ...values, childlogdir, ...overrides };
  return {
    ...merged,
    // Made absolute here, so that a later change of directory does not move them.
    logfile: absoluteLog(merged.logfile, reading.lookups),
    pidfile: absolutePath(merged.pidfile, reading.lookups),
  };
}

/** The variables of [supervisord] environment, for the expansions of the other sections; none after a fault. */
export function environmentOf(section: IniSection | undefined, reading: Reading, expansions: Expansions) {
  if (section === undefined) return {};
  const { environment } = supervisordOptions;
  return readOptions(reading, section, { environment }, expansions)?.environment ?? {};
}

/** The daemon's log has no automatic name but the default one. */
function absoluteLog(target: LogTarget, lookups: ValueLookups): LogTarget {
  if (target.kind === "auto") return { kind: "file", path: absolutePath(supervisordOptions.logfile.default, lookups) };
  return target.kind === "file" ? { kind: "file", path: absolutePath(target.path, lookups) } : target;
}
