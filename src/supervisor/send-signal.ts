import type { ActivityLog } from "../logging/logs.ts";
import type { Processes } from "../system/system.ts";

/** Who is to be signalled. */
export interface SignalTarget {
  /** A pid, or minus the number of a process group. */
  readonly target: number;
  /** Of the process, for the activity log. */
  readonly name: string;
}

/** False: the kernel refused. That the target is gone already is no refusal, its death is on its way. */
export function sendSignal(
  { target, name }: SignalTarget,
  signal: number,
  act: "killing" | "sending sig",
  processes: Pick<Processes, "kill">,
  log: Pick<ActivityLog, "log">,
): boolean {
  const errno = processes.kill(target, signal);
  if (errno === undefined) return true;
  const pid = Math.abs(target);
  if (errno === "ESRCH") {
    log.log("debug", `unable to signal ${name} (pid ${pid}), it probably just exited on its own: ${errno}`);
    return true;
  }
  log.log("critical", `unknown problem ${act} ${name} (${pid}):${errno}`);
  return false;
}
