import { eventTypeNames, isEventTypeName } from "../events/event-types.ts";
import { compareGroups } from "../plan/plan-steps.ts";
import type { FastCgiSocketConfig, GroupConfig, ProcessConfig } from "./configuration.ts";
import type { Expansions } from "./ini/expansions.ts";
import { type IniSection, sectionsStarting } from "./ini/ini-document.ts";
import { eventListenerOptions } from "./options/event-listener.ts";
import { groupOptions } from "./options/group.ts";
import { programOptions } from "./options/program.ts";
import type { ReadingWarning } from "./problem.ts";
import { readFcgiSocket } from "./read-fcgi-socket.ts";
import { readOptions } from "./read-options.ts";
import { readProgram } from "./read-program.ts";
import type { Reading } from "./reading.ts";
import { parseProcessName } from "./values/process-name.ts";

export interface GroupsRequest {
  readonly reading: Reading;
  /** Names for every section but [supervisord] and [include]. */
  readonly expansions: Expansions;
  /** [supervisord] environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Why a result handler of event listeners cannot be used; undefined if it can. */
  readonly refuseHandler: (name: string) => string | undefined;
}

/** Where each group and each process comes from. */
export type ConfigSources = Map<GroupConfig | ProcessConfig, IniSection>;

/** Reads all groups, in the order in which they start: by priority, then by name. Faults are recorded. */
export function readGroups(request: GroupsRequest, sources: ConfigSources): GroupConfig[] {
  const { document } = request.reading;
  const grouped = new Set<IniSection>();
  const groups: GroupConfig[] = [];
  const add = (section: IniSection, group: GroupConfig | undefined) => {
    if (group === undefined) return;
    sources.set(group, section);
    groups.push(group);
  };
  for (const section of sectionsStarting(document, "group:")) {
    add(section, readProgramGroup(request, section, grouped, sources));
  }
  for (const section of sectionsStarting(document, "program:")) {
    if (!grouped.has(section)) add(section, readOwnGroup(request, section, sources));
  }
  for (const section of sectionsStarting(document, "eventlistener:")) {
    add(section, readListenerPool(request, section, sources));
  }
  for (const section of sectionsStarting(document, "fcgi-program:")) {
    if (!grouped.has(section)) add(section, readFcgiGroup(request, section, sources));
  }
  groups.sort(compareGroups);
  return withoutNamesakes(request.reading, groups, sources);
}

/** [group:x]: the programs that it names, in that order. */
function readProgramGroup(
  request: GroupsRequest,
  section: IniSection,
  grouped: Set<IniSection>,
  sources: ConfigSources,
): GroupConfig | undefined {
  const { reading, expansions } = request;
  const values = readOptions(reading, section, groupOptions, expansions);
  const name = nameOf(reading, section);
  if (values === undefined) return undefined;
  const processes: ProcessConfig[] = [];
  for (const member of values.programs) {
    const memberSection = findMember(reading, section, member);
    if (memberSection === undefined) continue;
    grouped.add(memberSection);
    if (name === undefined) continue;
    const programName = nameOf(reading, memberSection);
    if (programName === undefined) continue;
    const read = readMember(request, memberSection, programName, name, sources);
    processes.push(...(read ?? []));
  }
  if (name === undefined) return undefined;
  const members = withoutTwins(reading, section, processes);
  return { kind: "program", name, priority: values.priority, processes: members };
}

/** A FastCGI program in a group keeps its socket: each of its processes carries it. */
function readMember(
  request: GroupsRequest,
  section: IniSection,
  programName: string,
  groupName: string,
  sources: ConfigSources,
): ProcessConfig[] | undefined {
  const processes = readProcesses(request, section, programName, groupName);
  if (processes === undefined) return undefined;
  const socket = section.name.startsWith("fcgi-program:")
    ? readSocket(request, section, programName, groupName, processes)
    : undefined;
  const members = socket === undefined ? processes : processes.map((process) => ({ ...process, socket }));
  for (const process of members) sources.set(process, section);
  return members;
}

function findMember(reading: Reading, section: IniSection, member: string): IniSection | undefined {
  const program = reading.document.sections.get(`program:${member}`);
  const fcgi = reading.document.sections.get(`fcgi-program:${member}`);
  if (program !== undefined && fcgi !== undefined) {
    reading.refuseKey(
      section,
      "programs",
      `[${section.name}] name ${member} is ambiguous (exists as program and fcgi-program)`,
      "rename one of them",
    );
    return undefined;
  }
  if (program === undefined && fcgi === undefined) {
    const names = [...reading.document.sections.keys()].flatMap(
      (name) => /^(?:fcgi-)?program:(.*)$/.exec(name)?.[1] ?? [],
    );
    const near = reading.suggest(member, names);
    reading.refuseKey(
      section,
      "programs",
      `[${section.name}] names unknown program or fcgi-program ${member}`,
      member === ""
        ? "remove the comma at the end"
        : near === undefined
          ? `add a section [program:${member}]`
          : `did you mean ${near}?`,
    );
  }
  return program ?? fcgi;
}

/** [program:x] that no group names is a group of its own. */
function readOwnGroup(request: GroupsRequest, section: IniSection, sources: ConfigSources): GroupConfig | undefined {
  const name = nameOf(request.reading, section);
  if (name === undefined) return undefined;
  const processes = readMember(request, section, name, name, sources);
  const priority = readPriority(request, section);
  if (processes === undefined || priority === undefined) return undefined;
  return { kind: "program", name, priority, processes: withoutTwins(request.reading, section, processes) };
}

function readFcgiGroup(request: GroupsRequest, section: IniSection, sources: ConfigSources): GroupConfig | undefined {
  const name = nameOf(request.reading, section);
  if (name === undefined) return undefined;
  const processes = readProcesses(request, section, name, name);
  const priority = readPriority(request, section);
  const socket = readSocket(request, section, name, name, processes ?? []);
  if (processes === undefined || priority === undefined || socket === undefined) return undefined;
  const members = withoutTwins(request.reading, section, processes);
  for (const process of members) sources.set(process, section);
  return { kind: "fcgi-program", name, priority, processes: members, socket };
}

function readListenerPool(
  request: GroupsRequest,
  section: IniSection,
  sources: ConfigSources,
): GroupConfig | undefined {
  const { reading, expansions } = request;
  const name = nameOf(reading, section);
  const values = readOptions(reading, section, eventListenerOptions, expansions);
  const processes = name === undefined ? undefined : readProcesses(request, section, name, name);
  let valid = true;
  const refuse = (key: string, message: string, hint: string) => {
    reading.refuseKey(section, key, message, hint);
    valid = false;
  };
  const redirect = readOptions(reading, section, { redirect_stderr: programOptions.redirect_stderr }, expansions);
  if (redirect?.redirect_stderr) {
    refuse(
      "redirect_stderr",
      `[${section.name}] section sets redirect_stderr=true but this is not allowed because it will interfere with the eventlistener protocol`,
      "remove it",
    );
  }
  if (values === undefined) return undefined;
  const events = [...new Set(values.events.map((event) => event.toUpperCase()))];
  for (const event of events) {
    if (isEventTypeName(event)) continue;
    const near = reading.suggest(event, eventTypeNames);
    const hint = near === undefined ? `known are ${eventTypeNames.join(", ")}` : `did you mean ${near}?`;
    refuse("events", `Unknown event type ${event} in [${section.name}] events`, hint);
  }
  if (values.buffer_size < 1) {
    refuse("buffer_size", `[${section.name}] section sets invalid buffer_size (${values.buffer_size})`, "at least 1");
  }
  const { result_handler: written } = values;
  const handler = reading.entryPoint(section, "result_handler", written);
  const refusal = request.refuseHandler(handler);
  if (refusal !== undefined) {
    refuse(
      "result_handler",
      `${written} cannot be resolved within [${section.name}]: ${refusal}`,
      "write ./file.js:name or package:name, or remove the line; modules of Python cannot be loaded",
    );
  }
  if (!valid || name === undefined || processes === undefined) return undefined;
  const members = withoutTwins(reading, section, processes);
  for (const process of members) sources.set(process, section);
  return { ...values, kind: "eventlistener", name, processes: members, events, result_handler: handler };
}

function readProcesses(request: GroupsRequest, section: IniSection, programName: string, groupName: string) {
  const { reading, expansions, environment } = request;
  return readProgram(reading, section, { programName, groupName, environment }, expansions);
}

function readSocket(
  { reading, expansions }: GroupsRequest,
  section: IniSection,
  programName: string,
  groupName: string,
  processes: readonly ProcessConfig[],
): FastCgiSocketConfig | undefined {
  const names = expansions.with([
    ["program_name", programName],
    ["group_name", groupName],
  ]);
  return readFcgiSocket(reading, section, processes[0]?.user, names);
}

/** A program's priority is also that of the group that it forms alone. */
function readPriority({ reading, expansions }: GroupsRequest, section: IniSection): number | undefined {
  const name = section.name.slice(section.name.indexOf(":") + 1);
  const names = expansions.with([
    ["program_name", name],
    ["group_name", name],
  ]);
  return readOptions(reading, section, { priority: programOptions.priority }, names)?.priority;
}

/** The part after the colon of a section's name. Undefined after a fault, which is recorded. */
function nameOf(reading: Reading, section: IniSection): string | undefined {
  const name = parseProcessName(section.name.slice(section.name.indexOf(":") + 1));
  if (name.ok) return name.value;
  reading.refuseSection(section, name.reason, name.hint);
  return undefined;
}

/** Of processes with the same name only the last one counts, as in Supervisor, but not without a word. */
function withoutTwins(reading: Reading, section: IniSection, processes: readonly ProcessConfig[]): ProcessConfig[] {
  const byName = new Map<string, ProcessConfig>();
  for (const process of processes) {
    if (byName.has(process.name)) {
      const message = `[${section.name}] has more than one process named ${process.name}`;
      reading.addWarning(nameTwice(section, message, "only the last one counts"));
    }
    byName.set(process.name, process);
  }
  return [...byName.values()];
}

/** Of groups with the same name only the first one runs, as in Supervisor, but not without a word. */
function withoutNamesakes(reading: Reading, groups: readonly GroupConfig[], sources: ConfigSources): GroupConfig[] {
  const byName = new Map<string, GroupConfig>();
  for (const group of groups) {
    const first = byName.get(group.name);
    if (first === undefined) {
      byName.set(group.name, group);
      continue;
    }
    const section = sources.get(group);
    if (section === undefined) continue;
    const message = `[${section.name}] is ignored, since [${sources.get(first)?.name}] has the same name`;
    reading.addWarning(nameTwice(section, message, undefined));
  }
  return [...byName.values()];
}

function nameTwice({ file, line, name }: IniSection, message: string, hint: string | undefined): ReadingWarning {
  return { rule: "name-twice", file, line, section: name, key: undefined, message, hint };
}
