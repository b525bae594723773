import { isRunningState, isStoppedState } from "../process/state.ts";
import { type Caller, change } from "./caller.ts";
import type { ControlledProcess } from "./control.ts";
import { nameOf } from "./find.ts";
import { awaitEnd, type Part, type Progress } from "./progress.ts";
import { Refusal } from "./refusal.ts";

/**
 * Stops one process; a process that is stopping already is "not running".
 * @param seconds to wait until it has ended: see `awaitEnd`
 * @param name as the client named it; stands in the refusals
 */
export function stopProcess(
  caller: Caller,
  process: ControlledProcess,
  seconds: number,
  name: string = nameOf(process),
): Progress {
  return change(caller, (): Progress => {
    if (!isStoppable(process)) return new Refusal("NOT_RUNNING", name);
    const { pid } = process;
    process.stop();
    if (process.state.name === "UNKNOWN") return cannotKill(process, pid);
    return awaitEnd(caller, process, seconds, (_process, state) => (isStoppedState(state) ? "done" : undefined));
  });
}

/** Stops those of several that are up or about to be, all at once. */
export function stopProcesses(
  caller: Caller,
  processes: readonly ControlledProcess[],
  seconds: number,
): readonly Part[] {
  const stoppable = processes.filter(isStoppable);
  return stoppable.map((process) => ({ process, progress: stopProcess(caller, process, seconds) }));
}

/** The kernel has refused the signal. */
export function cannotKill(process: ControlledProcess, pid: number): Refusal {
  return new Refusal("FAILED", `unknown problem killing ${nameOf(process)} (${pid})`);
}

/** It runs, or will by itself. */
function isStoppable({ state, startPending }: ControlledProcess): boolean {
  return isRunningState(state.name) || startPending;
}
