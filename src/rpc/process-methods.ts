/** Starting, stopping, signalling: one process, a group, or all. */
import type { ControlledProcess } from "../control/control.ts";
import { everybody, findGroup, findTarget, inOrder } from "../control/find.ts";
import type { Part, Progress } from "../control/progress.ts";
import { Refusal } from "../control/refusal.ts";
import { signalProcess, signalProcesses } from "../control/signal-process.ts";
import { startProcess, startProcesses } from "../control/start-process.ts";
import { stopProcess, stopProcesses } from "../control/stop-process.ts";
import type { FaultName } from "./faults.ts";
import { memberResults } from "./member-results.ts";
import { defineMethod, type Method, type Returned, type RpcContext, trueUnlessRefused } from "./method.ts";
import { flag, looseText, text } from "./params.ts";

type Result = Returned | Promise<Returned>;

const processName = text("name", "Process name (or group:name, or group:* for the whole group)");
const groupName = text("name", "Group name");
const waitForStart = flag("wait", "Answer when the process is running, not already when it is spawned", true);
const waitForStop = flag("wait", "Answer when the process has stopped, not already when it is signalled", true);
const signal = looseText("signal", "Signal to send: a name (HUP or SIGHUP) or a number (1)");
const perProcess = { type: "array", doc: "A struct {name, group, status, description} for each process" } as const;
const startFaults: readonly FaultName[] = [
  "BAD_NAME",
  "NO_FILE",
  "NOT_EXECUTABLE",
  "ALREADY_STARTED",
  "FAILED",
  "SPAWN_ERROR",
  "ABNORMAL_TERMINATION",
];

export const processMethods: readonly Method[] = [
  ...defineMethod({
    name: "supervisor.startProcess",
    doc: "Starts a process.",
    params: [processName, waitForStart],
    returns: {
      type: "boolean",
      doc: "Always true unless there is a fault; for a group an array as of startProcessGroup",
    },
    faults: startFaults,
    run: (caller, name, wait) =>
      onTarget(
        caller,
        name,
        (process) => startProcess(caller, process, patience(wait), name),
        (members) => startProcesses(caller, members, patience(wait)),
      ),
  }),
  ...defineMethod({
    name: "supervisor.startProcessGroup",
    doc: "Starts all processes of a group that are not running, in the order of their priorities.",
    params: [groupName, waitForStart],
    returns: perProcess,
    faults: ["BAD_NAME"],
    run: (caller, name, wait) => onGroup(caller, name, (members) => startProcesses(caller, members, patience(wait))),
  }),
  ...defineMethod({
    name: "supervisor.startAllProcesses",
    doc: "Starts all processes that are not running, in the order of their groups' and their own priorities.",
    params: [waitForStart],
    returns: perProcess,
    run: (caller, wait) => memberResults(startProcesses(caller, everybody(caller), patience(wait))),
  }),
  ...defineMethod({
    name: "supervisor.stopProcess",
    doc: "Stops a process.",
    params: [processName, waitForStop],
    returns: {
      type: "boolean",
      doc: "Always true unless there is a fault; for a group an array as of stopProcessGroup",
    },
    faults: ["BAD_NAME", "NOT_RUNNING", "FAILED"],
    run: (caller, name, wait) =>
      onTarget(
        caller,
        name,
        (process) => stopProcess(caller, process, patience(wait), name),
        (members) => stopProcesses(caller, members, patience(wait)),
      ),
  }),
  ...defineMethod({
    name: "supervisor.stopProcessGroup",
    doc: "Stops all running processes of a group, all at once.",
    params: [groupName, waitForStop],
    returns: perProcess,
    faults: ["BAD_NAME"],
    run: (caller, name, wait) => onGroup(caller, name, (members) => stopProcesses(caller, members, patience(wait))),
  }),
  ...defineMethod({
    name: "supervisor.stopAllProcesses",
    doc: "Stops all running processes, all at once.",
    params: [waitForStop],
    returns: perProcess,
    run: (caller, wait) => memberResults(stopProcesses(caller, everybody(caller), patience(wait))),
  }),
  ...defineMethod({
    name: "supervisor.signalProcess",
    doc: "Sends a signal to a process.",
    params: [processName, signal],
    returns: {
      type: "boolean",
      doc: "Always true unless there is a fault; for a group an array as of signalProcessGroup",
    },
    faults: ["BAD_NAME", "BAD_SIGNAL", "NOT_RUNNING", "FAILED"],
    run: (caller, name, signalText) =>
      onTarget(
        caller,
        name,
        (process) => signalProcess(caller, process, signalText, name),
        (members) => signalProcesses(caller, members, signalText),
      ),
  }),
  ...defineMethod({
    name: "supervisor.signalProcessGroup",
    doc: "Sends a signal to all processes of a group that are alive.",
    params: [groupName, signal],
    returns: perProcess,
    faults: ["BAD_NAME"],
    run: (caller, name, signalText) => onGroup(caller, name, (members) => signalProcesses(caller, members, signalText)),
  }),
  ...defineMethod({
    name: "supervisor.signalAllProcesses",
    doc: "Sends a signal to all processes that are alive.",
    params: [signal],
    returns: perProcess,
    run: (caller, signalText) => memberResults(signalProcesses(caller, everybody(caller), signalText)),
  }),
];

/** Who waits does so for as long as it takes. In seconds. */
function patience(wait: boolean): number {
  return wait ? Number.POSITIVE_INFINITY : 0;
}

function onTarget(
  caller: RpcContext,
  name: string,
  single: (process: ControlledProcess) => Progress,
  whole: (members: readonly ControlledProcess[]) => readonly Part[],
): Result {
  const target = findTarget(caller, name);
  if (target instanceof Refusal) return target;
  if (target.kind === "process") return trueUnlessRefused(single(target.process));
  return memberResults(whole(inOrder([target.group])));
}

function onGroup(
  caller: RpcContext,
  name: string,
  act: (members: readonly ControlledProcess[]) => readonly Part[],
): Result {
  const group = findGroup(caller, name);
  return group instanceof Refusal ? group : memberResults(act(inOrder([group])));
}
