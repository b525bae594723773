import { isRunningState, type StateName } from "../process/state.ts";
import { type Caller, change } from "./caller.ts";
import type { ControlledProcess } from "./control.ts";
import { nameOf } from "./find.ts";
import { awaitEnd, type Judge, type Part, type Progress } from "./progress.ts";
import { Refusal } from "./refusal.ts";

/**
 * Starts one process. The checks and their order are a contract: the command comes before the state, so that a program
 * whose file is gone says so even while it runs.
 * @param seconds to wait until it is RUNNING: see `awaitEnd`. A spawn that fails at once is told without waiting, too
 * @param name as the client named it; stands in the refusals
 */
export function startProcess(
  caller: Caller,
  process: ControlledProcess,
  seconds: number,
  name: string = nameOf(process),
): Progress {
  return change(caller, (): Progress => {
    const refusal = refuseCommand(process);
    if (refusal !== undefined) return refusal;
    if (isRunningState(process.state.name)) return new Refusal("ALREADY_STARTED", name);
    if (process.state.name === "UNKNOWN") {
      return new Refusal("FAILED", `${nameOf(process)} is in an unknown process state`);
    }
    process.start();
    const judge = startJudge(name);
    const atOnce = judge(process, process.state.name);
    if (atOnce instanceof Refusal && atOnce.reason === "SPAWN_ERROR") return atOnce;
    return awaitEnd(caller, process, seconds, judge);
  });
}

/** Starts those of several that are not up, all at once. */
export function startProcesses(
  caller: Caller,
  processes: readonly ControlledProcess[],
  seconds: number,
): readonly Part[] {
  const idle = processes.filter(({ state }) => !isRunningState(state.name));
  return idle.map((process) => ({ process, progress: startProcess(caller, process, seconds) }));
}

/** Why its command cannot be executed; undefined: it can. */
export function refuseCommand(process: ControlledProcess): Refusal | undefined {
  const refusal = process.checkCommand();
  return refusal && new Refusal(refusal.fault, refusal.reason);
}

/** A retry is under way in BACKOFF, yet the start that was asked for has failed. */
export function startJudge(name: string): Judge {
  return (process: ControlledProcess, state: StateName) => {
    if (state === "RUNNING") return "done";
    if (state === "STARTING" || process.startPending) return undefined;
    return new Refusal(process.spawnError === undefined ? "ABNORMAL_TERMINATION" : "SPAWN_ERROR", name);
  };
}
