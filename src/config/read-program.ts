import { compareNames } from "../plan/plan-steps.ts";
import type { ProcessConfig } from "./configuration.ts";
import { type Expansions, environmentNames } from "./ini/expansions.ts";
import { findEntry, type IniSection } from "./ini/ini-document.ts";
import { nestChannels } from "./nest-channels.ts";
import type { OptionValues } from "./options/option.ts";
import { processOptions, programOptions } from "./options/program.ts";
import { readChannel, redirectedChannel } from "./read-channel.ts";
import { readOptions } from "./read-options.ts";
import type { Reading } from "./reading.ts";
import { shareEqual } from "./share-equal.ts";
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
    readOwnOptions(reading, section, { number: 0, numprocs: 1 }, expansions);
    return undefined;
  }
  if (!checkProgram(reading, section, program)) return undefined;
  const { numprocs } = program;
  const processes: ProcessConfig[] = [];
  for (let index = 0; index < numprocs; index++) {
    const number = program.numprocs_start + index;
    const own = readOwnOptions(reading, section, { number, numprocs }, expansions);
    if (own === undefined) return undefined;
    const config = putTogether(reading, section, place, { ...own, ...program });
    reading.model ??= config;
    processes.push(shareEqual(reading.model, config));
  }
  return processes.sort((a, b) => compareNames(a.name, b.name));
}

type Program = OptionValues<typeof programOptions>;
type OwnValues = OptionValues<typeof processOptions>;

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

/** Reads what may differ from process to process. Undefined after a fault, which is recorded. */
function readOwnOptions(
  reading: Reading,
  section: IniSection,
  { number, numprocs }: { readonly number: number; readonly numprocs: number },
  programExpansions: Expansions,
): OwnValues | undefined {
  const numbered = programExpansions.with([
    ["process_num", number],
    ["numprocs", numprocs],
  ]);
  const { environment: environmentOption, ...otherOptions } = processOptions;
  const first = readOptions(reading, section, { environment: environmentOption }, numbered);
  const names = numbered.with(environmentNames(first?.environment ?? {}));
  const others = readOptions(reading, section, otherOptions, names);
  if (first === undefined || others === undefined) return undefined;
  const name = parseProcessName(others.process_name);
  if (!name.ok) {
    reading.refuseKey(section, "process_name", name.reason, name.hint);
    return undefined;
  }
  return { ...first, ...others, process_name: name.value };
}

/** What each option says becomes the process's own, but for those that say more together than alone. */
function putTogether(
  reading: Reading,
  section: IniSection,
  place: ProgramPlace,
  values: OwnValues & Program,
): ProcessConfig {
  const { process_name, numprocs: _count, numprocs_start: _start, stdout, stderr, ...plain } = nestChannels(values);
  return {
    ...plain,
    name: process_name,
    killasgroup: plain.killasgroup ?? plain.stopasgroup,
    environment: { ...place.environment, ...plain.environment },
    stdout: readChannel(reading, section, "stdout", stdout),
    stderr: plain.redirect_stderr
      ? redirectedChannel(reading, section, stderr)
      : readChannel(reading, section, "stderr", stderr),
  };
}
