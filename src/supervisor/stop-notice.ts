import type { ActivityLog } from "../logging/logs.ts";
import type { Clock } from "../system/system.ts";
import { RepeatedNotice } from "./repeated-notice.ts";

/** How often the activity log says that a process is still being waited for. */
const everyMs = 2000;

/**
 * Says that a process is waited for, for as long as `isStopping` says so.
 * @param firstAt monotonic milliseconds; default: now
 */
export function stopNotice(
  name: string,
  isStopping: () => boolean,
  { clock, log }: { readonly clock: Clock; readonly log: Pick<ActivityLog, "log"> },
  firstAt?: number,
): RepeatedNotice {
  const say = (): boolean => {
    if (!isStopping()) return false;
    log.log("info", `waiting for ${name} to stop`);
    return true;
  };
  return new RepeatedNotice(clock, everyMs, say, firstAt);
}
