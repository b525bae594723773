import type { PastEvent } from "../../client/json-process-results.ts";
import type { ProcessInfo } from "../../client/results.ts";
import { showNamespec } from "../namespec.ts";

/** The last start and the last end of processes, which is all that Supervisor tells. In no order. */
export function rpcHistory(processes: readonly ProcessInfo[]): readonly PastEvent[] {
  return processes.flatMap((info) => [...startOf(info), ...endOf(info)]);
}

const unknown = { seconds: null, end: null, how: null, attempt: null } as const;

function startOf({ group, name, start }: ProcessInfo): readonly PastEvent[] {
  if (start === 0) return [];
  return [{ ...unknown, process: showNamespec(group, name), event: "started", at: moment(start) }];
}

function endOf({ group, name, start, stop, pid, exitstatus, statename }: ProcessInfo): readonly PastEvent[] {
  if (stop === 0) return [];
  // Once it has been started again, nothing is told of the end before but its time.
  const isTold = pid === 0 && stop >= start;
  return [
    {
      ...unknown,
      process: showNamespec(group, name),
      event: "ended",
      at: moment(stop),
      seconds: isTold ? stop - start : null,
      end: isTold && statename === "STOPPED" ? "stopped" : null,
      how: isTold && statename === "EXITED" ? howItEnded(exitstatus) : null,
    },
  ];
}

/** Supervisor keeps no more than the code, or that there was a signal. */
export function howItEnded(exitstatus: number): string {
  return exitstatus === -1 ? "terminated by a signal" : `exit status ${exitstatus}`;
}

function moment(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}
