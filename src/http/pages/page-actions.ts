/** What `index.html?action=...` does, and the sentence that it answers with: both are known to Supervisor's clients. */
import type { Caller } from "../../control/caller.ts";
import type { ControlledProcess } from "../../control/control.ts";
import { everybody, findProcess, findTarget, inOrder } from "../../control/find.ts";
import { clearProcessLogs } from "../../control/logs.ts";
import type { Part, Progress } from "../../control/progress.ts";
import { Refusal, type RefusalReason } from "../../control/refusal.ts";
import { restartProcess } from "../../control/restart-process.ts";
import { startProcess, startProcesses } from "../../control/start-process.ts";
import { stopProcess, stopProcesses } from "../../control/stop-process.ts";
import { isRunningState } from "../../process/state.ts";
import { faultCodes } from "../../xmlrpc/fault-codes.ts";

export interface ActionRequest {
  readonly action: string;
  /** Undefined or "": none was named. */
  readonly processName: string | undefined;
}

const sentences: Readonly<Partial<Record<RefusalReason, string>>> = {
  NO_FILE: "no such file",
  NOT_EXECUTABLE: "file not executable",
  ABNORMAL_TERMINATION: "abnormal termination",
  SPAWN_ERROR: "spawn error",
  ALREADY_STARTED: "already started",
};

const aboutOne = ["start", "stop", "restart", "clearlog"];

/** Whether `action` is one at all. */
export function isAction({ action, processName }: ActionRequest): boolean {
  if (["refresh", "stopall", "restartall"].includes(action)) return true;
  return aboutOne.includes(action) && processName !== undefined && processName !== "";
}

/** A browser waits for as long as it takes. */
const patience = Number.POSITIVE_INFINITY;

/** Carries an action out and says how it went. */
export async function carryOut(
  caller: Caller,
  { action, processName: name = "" }: ActionRequest,
  now: () => Date,
): Promise<string> {
  switch (action) {
    case "stopall":
      await allOf(stopProcesses(caller, everybody(caller), patience));
      return `All stopped at ${ctime(now())}`;
    case "restartall":
      await restartAll(caller, everybody(caller));
      return `All restarted at ${ctime(now())}`;
    case "start": {
      const refusal = await onTarget(
        caller,
        name,
        (process) => startProcess(caller, process, patience, name),
        (members) => allOf(startProcesses(caller, members, patience)),
      );
      return refusal === undefined ? `Process ${name} started` : startFailure(name, refusal);
    }
    case "stop": {
      const refusal = await onTarget(
        caller,
        name,
        (process) => stopProcess(caller, process, patience, name),
        (members) => allOf(stopProcesses(caller, members, patience)),
      );
      return refusal === undefined ? `Process ${name} stopped` : otherFailure(name, refusal);
    }
    case "restart": {
      const refusal = await onTarget(
        caller,
        name,
        (process) => restartProcess(caller, process, patience, name),
        (members) => restartAll(caller, members),
      );
      if (refusal?.reason === "BAD_NAME") return otherFailure(name, refusal);
      // As Supervisor tells it, whatever came of the start; but what was not even stopped was not restarted.
      return refusal !== undefined && isUp(caller, name) ? startFailure(name, refusal) : `Process ${name} restarted`;
    }
    case "clearlog": {
      const process = findProcess(caller, name);
      const outcome = process instanceof Refusal ? process : clearProcessLogs(caller, process);
      return outcome instanceof Refusal ? otherFailure(name, outcome) : `Log for ${name} cleared`;
    }
    default:
      return `Page refreshed at ${ctime(now())}`;
  }
}

/** Does to one process, or to the members of a group, what is asked for; undefined: it was not refused. */
async function onTarget(
  caller: Caller,
  name: string,
  single: (process: ControlledProcess) => Progress,
  whole: (members: readonly ControlledProcess[]) => Promise<void>,
): Promise<Refusal | undefined> {
  const target = findTarget(caller, name);
  if (target instanceof Refusal) return target;
  if (target.kind === "group") {
    await whole(inOrder([target.group]));
    return undefined;
  }
  const ending = await single(target.process);
  return ending instanceof Refusal ? ending : undefined;
}

function isUp(caller: Caller, name: string): boolean {
  const process = findProcess(caller, name);
  return !(process instanceof Refusal) && isRunningState(process.state.name);
}

/** All are stopped before the first is started; who was at rest is started, too. */
async function restartAll(caller: Caller, processes: readonly ControlledProcess[]): Promise<void> {
  await allOf(stopProcesses(caller, processes, patience));
  await allOf(startProcesses(caller, processes, patience));
}

async function allOf(parts: readonly Part[]): Promise<void> {
  await Promise.all(parts.map(({ progress }) => progress));
}

function startFailure(name: string, refusal: Refusal): string {
  if (refusal.reason === "BAD_NAME") return otherFailure(name, refusal);
  return `ERROR: Process ${name}: ${sentences[refusal.reason] ?? unexpected(refusal)}`;
}

function otherFailure(name: string, refusal: Refusal): string {
  return refusal.reason === "BAD_NAME" ? `No such process named ${name}` : unexpected(refusal);
}

function unexpected({ reason, text }: Refusal): string {
  return `unexpected rpc fault [${faultCodes[reason]}] ${text}`;
}

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** As ctime(3) writes it, local time: `Sat Nov  7 02:09:05 2026`. */
export function ctime(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const day = String(date.getDate()).padStart(2, " ");
  return `${days[date.getDay()]} ${months[date.getMonth()]} ${day} ${clock} ${date.getFullYear()}`;
}
