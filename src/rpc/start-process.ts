import { isRunningState, type StateName } from "../process/state.ts";
import type { ControlledProcess } from "./control.ts";
import { Fault } from "./faults.ts";
import { nameOf } from "./find-process.ts";
import type { Progress } from "./for-each-process.ts";

/**
 * Starts one process. The checks and their order are a contract: the command comes before the state, so that a program
 * whose file is gone says so even while it runs.
 * @param name as the client named it; stands in the faults
 */
export function startProcess(process: ControlledProcess, name: string, wait: boolean): Progress {
  const refusal = process.checkCommand();
  if (refusal !== undefined) return new Fault(refusal.fault, refusal.reason);
  if (isRunningState(process.state.name)) return new Fault("ALREADY_STARTED", name);
  if (process.state.name === "UNKNOWN") return new Fault("FAILED", `${nameOf(process)} is in an unknown process state`);
  process.start();
  const outcome = judge(process, process.state.name, name);
  if (outcome instanceof Fault && outcome.name === "SPAWN_ERROR") return outcome;
  if (!wait) return true;
  return outcome ?? untilStarted(process, name);
}

/** Undefined: not decided yet. A retry is under way in BACKOFF, yet the start that was asked for has failed. */
function judge(process: ControlledProcess, state: StateName, name: string): true | Fault | undefined {
  if (state === "RUNNING") return true;
  if (state === "STARTING" || process.startPending) return undefined;
  return new Fault(process.spawnError === undefined ? "ABNORMAL_TERMINATION" : "SPAWN_ERROR", name);
}

function untilStarted(process: ControlledProcess, name: string): Promise<true | Fault> {
  return new Promise((resolve) => {
    const unsubscribe = process.onStateChange((_process, { to }) => {
      const outcome = judge(process, to, name);
      if (outcome === undefined) return;
      unsubscribe();
      resolve(outcome);
    });
  });
}
