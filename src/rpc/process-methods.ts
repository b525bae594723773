/** Starting, stopping, signalling: one process, a group, or all. */
import { isRunningState, isSignallableState } from "../process/state.ts";
import type { Control, ControlledGroup, ControlledProcess } from "./control.ts";
import { Fault, type FaultName } from "./faults.ts";
import { findTarget, inOrder, nameOf } from "./find-process.ts";
import { forEachProcess } from "./for-each-process.ts";
import { defineMethod, type Method, type MethodResult } from "./method.ts";
import { flag, looseText, text } from "./params.ts";
import { signalProcess } from "./signal-process.ts";
import { startProcess } from "./start-process.ts";
import { isStoppable, stopProcess } from "./stop-process.ts";

type Result = MethodResult | Promise<MethodResult>;

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
    run: ({ control }, name, wait) =>
      onTarget(
        control,
        name,
        (process) => startProcess(process, name, wait),
        (group) => startAll(inOrder([group]), wait),
      ),
  }),
  ...defineMethod({
    name: "supervisor.startProcessGroup",
    doc: "Starts all processes of a group that are not running, in the order of their priorities.",
    params: [groupName, waitForStart],
    returns: perProcess,
    faults: ["BAD_NAME"],
    run: ({ control }, name, wait) => onGroup(control, name, (group) => startAll(inOrder([group]), wait)),
  }),
  ...defineMethod({
    name: "supervisor.startAllProcesses",
    doc: "Starts all processes that are not running, in the order of their groups' and their own priorities.",
    params: [waitForStart],
    returns: perProcess,
    run: ({ control }, wait) => startAll(inOrder(control.groups.values()), wait),
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
    run: ({ control }, name, wait) =>
      onTarget(
        control,
        name,
        (process) => stopProcess(process, name, wait),
        (group) => stopAll(inOrder([group]), wait),
      ),
  }),
  ...defineMethod({
    name: "supervisor.stopProcessGroup",
    doc: "Stops all running processes of a group, all at once.",
    params: [groupName, waitForStop],
    returns: perProcess,
    faults: ["BAD_NAME"],
    run: ({ control }, name, wait) => onGroup(control, name, (group) => stopAll(inOrder([group]), wait)),
  }),
  ...defineMethod({
    name: "supervisor.stopAllProcesses",
    doc: "Stops all running processes, all at once.",
    params: [waitForStop],
    returns: perProcess,
    run: ({ control }, wait) => stopAll(inOrder(control.groups.values()), wait),
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
    run: ({ control }, name, signalText) =>
      onTarget(
        control,
        name,
        (process) => signalProcess(process, name, signalText),
        (group) => signalAll(inOrder([group]), signalText),
      ),
  }),
  ...defineMethod({
    name: "supervisor.signalProcessGroup",
    doc: "Sends a signal to all processes of a group that are alive.",
    params: [groupName, signal],
    returns: perProcess,
    faults: ["BAD_NAME"],
    run: ({ control }, name, signalText) => onGroup(control, name, (group) => signalAll(inOrder([group]), signalText)),
  }),
  ...defineMethod({
    name: "supervisor.signalAllProcesses",
    doc: "Sends a signal to all processes that are alive.",
    params: [signal],
    returns: perProcess,
    run: ({ control }, signalText) => signalAll(inOrder(control.groups.values()), signalText),
  }),
];

function onTarget(
  control: Control,
  name: string,
  single: (process: ControlledProcess) => Result,
  whole: (group: ControlledGroup) => Result,
): Result {
  const target = findTarget(control, name);
  if (target instanceof Fault) return target;
  return target.kind === "process" ? single(target.process) : whole(target.group);
}

function onGroup(control: Control, name: string, act: (group: ControlledGroup) => Result): Result {
  const group = control.groups.get(name);
  return group === undefined ? new Fault("BAD_NAME", name) : act(group);
}

function startAll(processes: readonly ControlledProcess[], wait: boolean): Result {
  const idle = processes.filter(({ state }) => !isRunningState(state.name));
  return forEachProcess(idle, (process) => startProcess(process, nameOf(process), wait));
}

function stopAll(processes: readonly ControlledProcess[], wait: boolean): Result {
  const running = processes.filter(isStoppable);
  return forEachProcess(running, (process) => stopProcess(process, nameOf(process), wait));
}

function signalAll(processes: readonly ControlledProcess[], signalText: string): Result {
  const alive = processes.filter(({ state }) => isSignallableState(state.name));
  return forEachProcess(alive, (process) => signalProcess(process, nameOf(process), signalText));
}
