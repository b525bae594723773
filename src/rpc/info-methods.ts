/** Asking about the daemon and its processes. */
import { type AutoLogPaths, configInfo } from "../config/config-info.ts";
import type { Control, ControlledProcess } from "../control/control.ts";
import { allProcesses, findProcess } from "../control/find.ts";
import { processLogPath } from "../control/logs.ts";
import { Refusal } from "../control/refusal.ts";
import type { Channel } from "../logging/log-record.ts";
import { compareNames } from "../plan/plan-steps.ts";
import { defineMethod, type Method } from "./method.ts";
import { text } from "./params.ts";
import { preparedProcessInfo, processInfo } from "./process-info.ts";

/** Of the XML-RPC interface; clients refuse to work with another. */
const apiVersion = "3.0";

/** Supervisor's numbers for what the daemon is doing. */
const moodCodes = { RUNNING: 1, RESTARTING: 0, SHUTDOWN: -1 } as const satisfies Record<Control["mood"], number>;

export const infoMethods: readonly Method[] = [
  ...defineMethod({
    name: "supervisor.getAPIVersion",
    aliases: ["supervisor.getVersion"],
    doc: "Gives the version of the RPC interface.",
    params: [],
    returns: { type: "string", doc: "Version of the interface" },
    run: () => apiVersion,
  }),
  ...defineMethod({
    name: "supervisor.getSupervisorVersion",
    doc: "Gives the version of the supervisor package that the daemon runs from.",
    params: [],
    returns: { type: "string", doc: "Version of the package" },
    run: ({ version }) => version,
  }),
  ...defineMethod({
    name: "supervisor.getIdentification",
    doc: "Gives the identifying string of the daemon (identifier= of its configuration).",
    params: [],
    returns: { type: "string", doc: "The identifier" },
    run: ({ control }) => control.identifier,
  }),
  ...defineMethod({
    name: "supervisor.getState",
    doc: "Gives the state of the daemon as a struct {statecode, statename}.",
    params: [],
    returns: { type: "struct", doc: "Its state: 1 and RUNNING" },
    run: ({ control }) => ({ statecode: moodCodes[control.mood], statename: control.mood }),
  }),
  ...defineMethod({
    name: "supervisor.getPID",
    doc: "Gives the process id of the daemon.",
    params: [],
    returns: { type: "int", doc: "Process id" },
    run: ({ control }) => control.ownPid,
  }),
  ...defineMethod({
    name: "supervisor.getProcessInfo",
    doc: "Gives all about one process.",
    params: [text("name", "Process name (or group:name)")],
    returns: { type: "struct", doc: "Its state, times, pid, log files and a description" },
    faults: ["BAD_NAME"],
    run: (caller, name) => {
      const process = findProcess(caller, name);
      return process instanceof Refusal ? process : processInfo(process, caller.control.nowWallMs);
    },
  }),
  ...defineMethod({
    name: "supervisor.getAllProcessInfo",
    doc: "Gives all about all processes, sorted by group and name.",
    params: [],
    returns: { type: "array", doc: "Structs as of getProcessInfo" },
    run: (caller) => {
      const { nowWallMs } = caller.control;
      return allProcesses(caller).map((process) => preparedProcessInfo(process, nowWallMs));
    },
  }),
  ...defineMethod({
    name: "supervisor.getAllConfigInfo",
    doc: "Gives the configuration of all processes as it was last read, sorted by name.",
    params: [],
    returns: { type: "array", doc: "Structs of options; inuse tells whether the group is active" },
    run: ({ control }) => {
      const members = control.pending.groups.flatMap((group) => group.processes.map((process) => ({ group, process })));
      members.sort((a, b) => compareNames(a.process.name, b.process.name));
      const active = new Map([...control.groups.values()].map(({ name, processes }) => [name, byName(processes)]));
      return members.map(({ group, process }) => {
        const logPaths = autoLogPaths(active.get(group.name)?.get(process.name));
        return { ...configInfo(process, group, { inuse: active.has(group.name), logPaths }) };
      });
    },
  }),
];

function byName(processes: readonly ControlledProcess[]): ReadonlyMap<string, ControlledProcess> {
  return new Map(processes.map((process) => [process.config.name, process]));
}

/** Where the automatic logs are that an active process has. */
function autoLogPaths(process: ControlledProcess | undefined): AutoLogPaths {
  if (process === undefined) return {};
  const pathOf = (channel: Channel): string | undefined =>
    process.config[channel].logfile.kind === "auto" ? processLogPath(process, channel) : undefined;
  return { stdout: pathOf("stdout"), stderr: pathOf("stderr") };
}
