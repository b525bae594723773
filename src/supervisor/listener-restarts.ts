import type { ActivityLog } from "../logging/logs.ts";
import type { Clock, Timer } from "../system/system.ts";
import type { Process } from "./process.ts";

const firstDelayMs = 1000;
const longestDelayMs = 60_000;

/**
 * Restarts listeners that broke the protocol (`restart_on_protocol_error=true`): each time in a row after twice the wait,
 * so that a listener that can never work does not keep the machine busy.
 */
export class ListenerRestarts {
  readonly #clock: Clock;
  readonly #log: ActivityLog;
  readonly #delays = new Map<Process, number>();
  readonly #timers = new Map<Process, Timer>();

  constructor(clock: Clock, log: ActivityLog) {
    this.#clock = clock;
    this.#log = log;
  }

  restart(process: Process): void {
    if (this.#timers.has(process)) return;
    const delayMs = this.#delays.get(process) ?? firstDelayMs;
    this.#delays.set(process, Math.min(2 * delayMs, longestDelayMs));
    const seconds = delayMs / 1000;
    this.#log.log("info", `restarting listener ${process.config.name} in ${seconds} s, since it broke the protocol`);
    const { pid } = process;
    this.#timers.set(
      process,
      this.#clock.after(delayMs, () => {
        this.#timers.delete(process);
        // Somebody else may have stopped or restarted it in the meantime.
        if (process.pid === pid && pid !== 0 && process.state.name !== "STOPPING") process.restart();
      }),
    );
  }

  /** The listener works again: the next wait is the shortest. */
  wentWell(process: Process): void {
    this.#delays.delete(process);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }
}
