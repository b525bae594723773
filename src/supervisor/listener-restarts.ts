import type { ActivityLog } from "../logging/logs.ts";
import type { Clock, Timer } from "../system/system.ts";
import type { Process } from "./process.ts";

const firstDelayMs = 1000;
const longestDelayMs = 60_000;

/** Of one listener, fit for JSON. */
export interface RestartSnapshot {
  /** How long the next restart waits; absent: as long as the first. */
  readonly delayMs?: number;
  /** The restart that is due, in monotonic milliseconds; it concerns this run only. */
  readonly due?: { readonly at: number; readonly pid: number };
}

/**
 * Restarts listeners that broke the protocol (`restart_on_protocol_error=true`): each time in a row after twice the wait,
 * so that a listener that can never work does not keep the machine busy.
 */
export class ListenerRestarts {
  readonly #clock: Clock;
  readonly #log: ActivityLog;
  readonly #delays = new Map<Process, number>();
  readonly #due = new Map<Process, { readonly at: number; readonly pid: number; readonly timer: Timer }>();

  constructor(clock: Clock, log: ActivityLog) {
    this.#clock = clock;
    this.#log = log;
  }

  restart(process: Process): void {
    if (this.#due.has(process)) return;
    const delayMs = this.#delays.get(process) ?? firstDelayMs;
    this.#delays.set(process, Math.min(2 * delayMs, longestDelayMs));
    const seconds = delayMs / 1000;
    this.#log.log("info", `restarting listener ${process.config.name} in ${seconds} s, since it broke the protocol`);
    this.#restartAt(process, this.#clock.monotonicMs() + delayMs, process.pid);
  }

  /** The listener works again: the next wait is the shortest. */
  wentWell(process: Process): void {
    this.#delays.delete(process);
  }

  /** Undefined: it has nothing to remember. */
  snapshot(process: Process): RestartSnapshot | undefined {
    const delayMs = this.#delays.get(process);
    const due = this.#due.get(process);
    if (delayMs === undefined && due === undefined) return undefined;
    return { ...(delayMs !== undefined && { delayMs }), ...(due && { due: { at: due.at, pid: due.pid } }) };
  }

  resume(process: Process, { delayMs, due }: RestartSnapshot): void {
    if (delayMs !== undefined) this.#delays.set(process, delayMs);
    if (due !== undefined) this.#restartAt(process, due.at, due.pid);
  }

  dispose(): void {
    for (const { timer } of this.#due.values()) timer.cancel();
    this.#due.clear();
  }

  #restartAt(process: Process, at: number, pid: number): void {
    const timer = this.#clock.after(Math.max(0, at - this.#clock.monotonicMs()), () => {
      this.#due.delete(process);
      // Somebody else may have stopped or restarted it in the meantime.
      if (process.pid === pid && pid !== 0 && process.state.name !== "STOPPING") process.restart();
    });
    this.#due.set(process, { at, pid, timer });
  }
}
