import type { SupervisordConfig } from "./configuration.ts";
import type { Expansions } from "./ini/expansions.ts";
import type { IniSection } from "./ini/ini-document.ts";
import { supervisordOptions } from "./options/supervisord.ts";
import { readOptions } from "./read-options.ts";
import type { Reading } from "./reading.ts";
import type { LogTarget } from "./values/log-target.ts";

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
    logfile: absoluteLog(merged.logfile, reading, section),
    pidfile: reading.absolutePath(section, "pidfile", merged.pidfile),
  };
}

/** The variables of [supervisord] environment, for the expansions of the other sections; none after a fault. */
export function environmentOf(section: IniSection | undefined, reading: Reading, expansions: Expansions) {
  if (section === undefined) return {};
  const { environment } = supervisordOptions;
  return readOptions(reading, section, { environment }, expansions)?.environment ?? {};
}

/** The daemon's log has no automatic name but the default one. */
function absoluteLog(target: LogTarget, reading: Reading, section: IniSection): LogTarget {
  if (target.kind !== "auto" && target.kind !== "file") return target;
  const path = target.kind === "auto" ? supervisordOptions.logfile.default : target.path;
  return { kind: "file", path: reading.absolutePath(section, "logfile", path) };
}
