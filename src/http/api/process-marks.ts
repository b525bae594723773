import type { ControlledProcess } from "../../control/control.ts";
import { describeStatus } from "./describe-lives.ts";

export type ProcessMark =
  | { readonly event: "started"; readonly pid: number }
  | { readonly event: "ended"; readonly pid: number; readonly exit: ReturnType<typeof describeStatus> | null };

/** Tells of each start and each end of a process from now on. Returns the way to stop that. */
export function watchLives(process: ControlledProcess, tell: (mark: ProcessMark) => void): () => void {
  let { pid } = process;
  let stopped = false;
  const compare = (): void => {
    if (stopped || process.pid === pid) return;
    const before = pid;
    pid = process.pid;
    const { lastExit } = process;
    if (before !== 0)
      tell({ event: "ended", pid: before, exit: lastExit === undefined ? null : describeStatus(lastExit) });
    if (pid !== 0) tell({ event: "started", pid });
  };
  const stop = process.onStateChange(() => {
    compare();
    // STARTING is told before the spawn.
    queueMicrotask(compare);
  });
  return () => {
    stopped = true;
    stop();
  };
}
