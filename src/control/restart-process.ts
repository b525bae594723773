import { isRunningState } from "../process/state.ts";
import { type Caller, change } from "./caller.ts";
import type { ControlledProcess } from "./control.ts";
import { nameOf } from "./find.ts";
import { awaitEnd, type Part, type Progress } from "./progress.ts";
import { refuseCommand, startJudge, startProcess } from "./start-process.ts";
import { cannotKill } from "./stop-process.ts";

/**
 * Stops a process and starts it again; one that is not up is started. Nothing is stopped whose command cannot be found any
 * more, and a stop that somebody asks for meanwhile is not undone.
 * @param seconds to wait until it is RUNNING again: see `awaitEnd`
 * @param name as the client named it; stands in the refusals
 */
export function restartProcess(
  caller: Caller,
  process: ControlledProcess,
  seconds: number,
  name: string = nameOf(process),
): Progress {
  if (!isRunningState(process.state.name)) return startProcess(caller, process, seconds, name);
  return change(caller, (): Progress => {
    const refusal = refuseCommand(process);
    if (refusal !== undefined) return refusal;
    const { pid } = process;
    process.restart();
    if (process.state.name === "UNKNOWN") return cannotKill(process, pid);
    const started = startJudge(name);
    return awaitEnd(caller, process, seconds, (_process, state) =>
      state === "UNKNOWN" ? cannotKill(process, pid) : started(process, state),
    );
  });
}

/** Restarts several, each on its own. */
export function restartProcesses(
  caller: Caller,
  processes: readonly ControlledProcess[],
  seconds: number,
): readonly Part[] {
  return processes.map((process) => ({ process, progress: restartProcess(caller, process, seconds) }));
}
