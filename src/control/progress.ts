/** How an action fares, and waiting for its end: the one place where anybody waits for a process. */
import type { StateName } from "../process/state.ts";
import type { Caller } from "./caller.ts";
import type { ControlledProcess } from "./control.ts";
import type { Refusal } from "./refusal.ts";

/** "begun": how it ends is not known yet, or nobody wants to wait for it. */
export type Ending = "done" | "begun" | Refusal;

/** How an action fares: known at once, or later. */
export type Progress = Ending | Promise<Ending>;

/** One process' share of an action on several. */
export interface Part {
  readonly process: ControlledProcess;
  readonly progress: Progress;
}

/** Says by a process and the state that it has come to how an action ends; undefined: that is not decided yet. */
export type Judge = (process: ControlledProcess, state: StateName) => "done" | Refusal | undefined;

/**
 * How an action that was begun on a process ends.
 * @param seconds to wait at most: 0 is not at all, Infinity for as long as it takes
 */
export function awaitEnd(
  { clock }: Pick<Caller, "clock">,
  process: ControlledProcess,
  seconds: number,
  judge: Judge,
): Progress {
  if (seconds <= 0) return "begun";
  const known = judge(process, process.state.name);
  if (known !== undefined) return known;
  return new Promise((resolve) => {
    const timer =
      seconds === Number.POSITIVE_INFINITY ? undefined : clock.after(seconds * 1_000, () => settle("begun"));
    const unsubscribe = process.onStateChange((_process, { to }) => {
      const ending = judge(process, to);
      if (ending !== undefined) settle(ending);
    });
    function settle(ending: Ending): void {
      timer?.cancel();
      unsubscribe();
      resolve(ending);
    }
  });
}
