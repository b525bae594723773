import { compareNames } from "../plan/plan-steps.ts";
import type { ChannelConfig, LogTarget, ProcessConfig } from "./configuration.ts";
import { type Expansions, environmentNames } from "./ini/expansions.ts";
import { findEntry, type IniSection } from "./ini/ini-document.ts";
import type { OptionValues } from "./options/option.ts";
import { processOptions, programOptions } from "./options/program.ts";
import { readOptions } from "./read-options.ts";
import type { Reading } from "./reading.ts";
import { parseProcessName } from "./values/process-name.ts";

/** Far beyond what a system can run; it keeps a slip of the finger from filling the memory. */
const maxProcesses = 65_536;

export interface ProgramPlace {
  readonly programName: string;
  readonly groupName: string;
  /** [supervisord] environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Reads the processes of a section [program:x], [eventlistener:x] or [fcgi-program:x], sorted by name. Undefined after
 * a fault, which is recorded.
 */
export function readProgram(
  reading: Reading,
  section: IniSection,
  place: ProgramPlace,
  daemonExpansions: Expansions,
): ProcessConfig[] | undefined {
  const expansions = daemonExpansions.with([
    ["program_name", place.programName],
    ["group_name", place.groupName],
  ]);
  const program = readOptions(reading, section, programOptions, expansions);
  // The options of a process are looked at even then, with a number that always exists, for all faults at once.
  if (program === undefined) {
    readProcess(reading, section, place, fallbackProgram, 0, expansions);
    return undefined;
  }
  if (!checkProgram(reading, section, program)) return undefined;
  const processes: ProcessConfig[] = [];
  for (let index = 0; index < program.numprocs; index++) {
    const number = program.numprocs_start + index;
    const process = readProcess(reading, section, place, program, number, expansions);
    if (process === undefined) return undefined;
    processes.push(process);
  }
  return processes.sort((a, b) => compareNames(a.name, b.name));
}

type Program = OptionValues<typeof programOptions>;

function checkProgram(reading: Reading, section: IniSection, program: Program): boolean {
  const refuse = (key: string, message: string, hint: string) => {
    reading.refuseKey(section, key, message, hint);
    return false;
  };
  if (program.stopasgroup && program.killasgroup === false) {
    return refuse("killasgroup", "Cannot set stopasgroup=true and killasgroup=false", "remove killasgroup=false");
  }
  if (program.numprocs > maxProcesses) {
    return refuse("numprocs", `${program.numprocs} is too many`, `at most ${maxProcesses} are possible`);
  }
  const name = findEntry(reading.document, section, "process_name");
  if (program.numprocs > 1 && !(name?.value ?? processOptions.process_name.default).includes("%(process_num)")) {
    return refuse(
      name === undefined ? "numprocs" : "process_name",
      "%(process_num) must be present within process_name when numprocs > 1",
      "write process_name=%(program_name)s_%(process_num)02d",
    );
  }
  return true;
}

function readProcess(
  reading: Reading,
  section: IniSection,
  place: ProgramPlace,
  program: Program,
  number: number,
  programExpansions: Expansions,
): ProcessConfig | undefined {
  const numbered = programExpansions.with([
    ["process_num", number],
    ["numprocs", program.numprocs],
  ]);
  const { environment: environmentOption, ...otherOptions } = processOptions;
  const own = readOptions(reading, section, { environment: environmentOption }, numbered);
  const values = readOptions(reading, section, otherOptions, numbered.with(environmentNames(own?.environment ?? {})));
  if (own === undefined || values === undefined) return undefined;
  const name = parseProcessName(values.process_name);
  if (!name.ok) {
    reading.refuseKey(section, "process_name", name.reason, name.hint);
    return undefined;
  }
  const { redirect_stderr } = program;
  return {
    name: name.value,
    command: values.command,
    priority: program.priority,
    autostart: program.autostart,
    autorestart: program.autorestart,
    startsecs: program.startsecs,
    startretries: program.startretries,
    exitcodes: program.exitcodes,
    stopsignal: program.stopsignal,
    stopwaitsecs: program.stopwaitsecs,
    stopasgroup: program.stopasgroup,
    killasgroup: program.killasgroup ?? program.stopasgroup,
    user: program.user,
    umask: program.umask,
    directory: values.directory === "" ? undefined : values.directory,
    environment: { ...place.environment, ...own.environment },
    serverurl: program.serverurl.toUpperCase() === "AUTO" ? undefined : program.serverurl,
    redirect_stderr,
    stdout: {
      ...readLogTarget(reading, section, "stdout", values.stdout_logfile, values.stdout_logfile_maxbytes),
      ...(values.stdout_syslog ? { syslog: true } : {}),
      logfile_maxbytes: values.stdout_logfile_maxbytes,
      logfile_backups: values.stdout_logfile_backups,
      capture_maxbytes: program.stdout_capture_maxbytes,
      events_enabled: program.stdout_events_enabled,
    },
    stderr: {
      ...(redirect_stderr
        ? readRedirectedTarget(reading, section, values.stderr_logfile)
        : readLogTarget(reading, section, "stderr", values.stderr_logfile, values.stderr_logfile_maxbytes)),
      ...(values.stderr_syslog ? { syslog: true } : {}),
      logfile_maxbytes: values.stderr_logfile_maxbytes,
      logfile_backups: values.stderr_logfile_backups,
      capture_maxbytes: program.stderr_capture_maxbytes,
      events_enabled: program.stderr_events_enabled,
    },
  };
}

type ChannelTarget = Pick<ChannelConfig, "logfile" | "syslog">;

function readLogTarget(
  reading: Reading,
  section: IniSection,
  channel: "stdout" | "stderr",
  target: LogTarget,
  maxBytes: number,
): ChannelTarget {
  if (target.kind === "syslog") {
    reading.addNotice(
      "warn",
      `For [${section.name}], ${channel}_logfile=syslog but this is deprecated and will be removed.  Use ${channel}_syslog=true to enable syslog instead.`,
    );
    return { logfile: { kind: "none" }, syslog: true };
  }
  if (target.kind === "auto" && maxBytes === 0) {
    reading.addNotice(
      "warn",
      `For [${section.name}], AUTO logging used for ${channel}_logfile without rollover, set maxbytes > 0 to avoid filling up filesystem unintentionally`,
    );
  }
  return { logfile: target, syslog: false };
}

/** With redirect_stderr the standard error has no log of its own. */
function readRedirectedTarget(reading: Reading, section: IniSection, target: LogTarget): ChannelTarget {
  if (target.kind === "syslog") return readLogTarget(reading, section, "stderr", target, 0);
  if (target.kind === "file") {
    reading.addNotice(
      "warn",
      `For [${section.name}], redirect_stderr=true but stderr_logfile has also been set to a filename, the filename has been ignored`,
    );
  }
  return { logfile: { kind: "none" }, syslog: false };
}

/** Stands in for a program whose own options have faults, while those of its processes are checked. */
const fallbackProgram: Program = {
  numprocs: 1,
  numprocs_start: 0,
  priority: 999,
  autostart: true,
  autorestart: "unexpected",
  startsecs: 1,
  startretries: 3,
  exitcodes: [0],
  stopsignal: 15,
  stopwaitsecs: 10,
  stopasgroup: false,
  killasgroup: undefined,
  redirect_stderr: false,
  stdout_capture_maxbytes: 0,
  stdout_events_enabled: false,
  stderr_capture_maxbytes: 0,
  stderr_events_enabled: false,
  user: undefined,
  umask: undefined,
  serverurl: "AUTO",
};
