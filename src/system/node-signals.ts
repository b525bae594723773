import { constants } from "node:os";
import { outcome } from "./errno.ts";
import { loadAddon } from "./load-addon.ts";
import type { Errno } from "./system.ts";

/**
 * Makes this process ignore a signal, whoever handled it before. For SIGUSR1, at which Node opens its debugger's port: no
 * daemon that runs as root may do that. A listener of `process.on` for the same signal undoes it. Returns undefined on
 * success, else the errno.
 */
export function ignoreSignal(signal: NodeJS.Signals): Errno | undefined {
  return outcome(loadAddon().ignoreSignal(constants.signals[signal]));
}

/**
 * Makes this process the parent of its orphaned descendants, as PID 1 is by nature (Linux, FreeBSD). Returns undefined on
 * success, else the errno ("ENOSYS" elsewhere).
 */
export function becomeSubreaper(): Errno | undefined {
  return outcome(loadAddon().becomeSubreaper());
}
