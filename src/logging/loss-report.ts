import type { LogLevel } from "../config/values/log-level.ts";
import type { Clock, Timer } from "../system/system.ts";

/** Where the logging code says that something is wrong with a log: the activity log, once it is open. */
export type ReportTrouble = (level: LogLevel, message: string) => void;

/**
 * How long writing must succeed before a log counts as recovered. A disk that hovers at its limit refuses and takes
 * by turns; without this pause each turn would cost two lines in a log that may be on that very disk.
 */
export const recoveryMs = 1_000;

/** Counts the bytes that one target did not take: says so once when it begins, and once with the sum when it ends. */
export class LossReport {
  readonly #target: string;
  readonly #clock: Clock;
  readonly #report: ReportTrouble;
  #lostBytes = 0;
  #failing = false;
  #recovery: Timer | undefined;

  constructor(target: string, clock: Clock, report: ReportTrouble) {
    this.#target = target;
    this.#clock = clock;
    this.#report = report;
  }

  /** Whether an end of the trouble is still to be told. */
  get failing(): boolean {
    return this.#failing;
  }

  /** `reason` is an errno name or a few words. */
  failed(reason: string, lostBytes: number): void {
    this.#lostBytes += lostBytes;
    this.#recovery?.cancel();
    this.#recovery = undefined;
    if (this.#failing) return;
    // Set first: the report may go to this very target, fail there, and come back here.
    this.#failing = true;
    this.#report(
      "error",
      `could not write to '${this.#target}': ${reason}; its output is dropped until it can be written`,
    );
  }

  /** To be called after each write that succeeded as a whole. */
  succeeded(): void {
    if (!this.#failing || this.#recovery) return;
    this.#recovery = this.#clock.after(recoveryMs, () => this.#recovered());
  }

  #recovered(): void {
    const lostBytes = this.#lostBytes;
    this.#recovery = undefined;
    this.#failing = false;
    this.#lostBytes = 0;
    this.#report("warn", `'${this.#target}' can be written again: ${lostBytes} bytes of its output were lost`);
  }
}
