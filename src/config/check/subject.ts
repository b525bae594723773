import type { Files, PortListener } from "../../system/system.ts";
import type { ProcessConfig } from "../configuration.ts";
import { findEntry, type IniDocument, type IniEntry, type IniSection } from "../ini/ini-document.ts";
import type { ConfigurationResult } from "../read-configuration.ts";
import type { SupervisorctlResult } from "../read-supervisorctl.ts";
import type { ValueLookups } from "../values/value-type.ts";
import { type Finding, findingAt, type Remark, type Severity } from "./finding.ts";
import type { RuleName } from "./rules.ts";

/** What the checks look at beyond the configuration: the machine on which they run. */
export interface CheckLookups extends ValueLookups {
  readonly files: Pick<Files, "stat" | "list" | "readText">;
  /** The file that a command starts, as seen from here, or why it could not be started. */
  resolve(process: ProcessConfig): ResolvedCommand;
  /** A program on the search path of a process; undefined if there is none. */
  findOnPath(program: string, process: ProcessConfig): string | undefined;
  /** The first few kilobytes of a file; undefined if it may not be read. */
  readStart(path: string): Uint8Array | undefined;
  /** Who listens on a TCP port of this machine, as far as it tells. */
  portListeners(port: number): readonly PortListener[];
  /** The pid of a supervisord that runs this very configuration now. */
  readonly runningDaemon: number | undefined;
  readSupervisorctl(): SupervisorctlResult;
  /** Why a factory cannot be used; undefined if it can. */
  refuseEntryPoint(name: string): string | undefined;
  /** As Node names it, e.g. "x64". */
  readonly architecture: string;
}

export type ResolvedCommand =
  | { readonly ok: true; readonly file: string }
  | { readonly ok: false; readonly reason: string };

export type ReadConfiguration = Extract<ConfigurationResult, { ok: true }>;

/** A configuration that was read without faults, and where it shall run. */
export interface CheckSubject {
  readonly read: ReadConfiguration;
  readonly lookups: CheckLookups;
  /** Each section of programs, with its processes: at least one. */
  readonly programs: ReadonlyMap<IniSection, readonly ProcessConfig[]>;
}

export function subjectOf(read: ReadConfiguration, lookups: CheckLookups): CheckSubject {
  const programs = new Map<IniSection, ProcessConfig[]>();
  for (const process of read.configuration.groups.flatMap((group) => group.processes)) {
    const section = read.sources.get(process);
    if (section === undefined) continue;
    const known = programs.get(section);
    if (known === undefined) programs.set(section, [process]);
    else known.push(process);
  }
  return { read, lookups, programs };
}

/** Where an option is written, or else its section. */
export function placeOf(document: IniDocument, section: IniSection, key: string) {
  const { file, line } = findEntry(document, section, key) ?? section;
  return { key, file, line };
}

/** A finding about an option of a section. */
export function about(
  { read }: Pick<CheckSubject, "read">,
  rule: RuleName,
  severity: Severity,
  section: IniSection,
  key: string,
  remark: Remark,
): Finding {
  return findingAt(rule, severity, section, placeOf(read.document, section, key), remark);
}

/** The command of a program as it is written, where it is. */
export function commandOf({ read }: CheckSubject, section: IniSection): IniEntry | undefined {
  return findEntry(read.document, section, "command");
}
