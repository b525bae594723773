import { isRunningState, isStoppedState } from "../process/state.ts";
import type { ControlledProcess } from "./control.ts";
import { Fault } from "./faults.ts";
import { nameOf } from "./find-process.ts";
import type { Progress } from "./for-each-process.ts";

/** It runs, or will by itself. */
export function isStoppable({ state, startPending }: ControlledProcess): boolean {
  return isRunningState(state.name) || startPending;
}

/**
 * Stops one process; a process that is stopping already is "not running".
 * @param name as the client named it; stands in the faults
 */
export function stopProcess(process: ControlledProcess, name: string, wait: boolean): Progress {
  if (!isStoppable(process)) return new Fault("NOT_RUNNING", name);
  const { pid } = process;
  process.stop();
  const state = process.state.name;
  if (state === "UNKNOWN") return new Fault("FAILED", `unknown problem killing ${nameOf(process)} (${pid})`);
  if (!wait || isStoppedState(state)) return true;
  return untilStopped(process);
}

function untilStopped(process: ControlledProcess): Promise<true> {
  return new Promise((resolve) => {
    const unsubscribe = process.onStateChange((_process, { to }) => {
      if (!isStoppedState(to)) return;
      unsubscribe();
      resolve(true);
    });
  });
}
