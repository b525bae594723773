import type { ActivityLog } from "../logging/logs.ts";

/**
 * Calls out to somebody who may throw (a plugin, a subscriber, the port) and goes on whatever comes of it: what the
 * daemon has to do besides must not be lost with it.
 * @param what stands in the log line, e.g. "a listener to state changes"
 */
export function contain(log: Pick<ActivityLog, "log">, what: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    try {
      log.log("error", `unexpected error in ${what}, going on: ${error instanceof Error ? error.stack : error}`);
    } catch {
      // Not even that can be told.
    }
  }
}
