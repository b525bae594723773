import type { ActivityLog } from "../logging/logs.ts";
import type { Clock } from "../system/system.ts";
import { RepeatedNotice } from "./repeated-notice.ts";

const everyMs = 10_000;

/** Says that a pool loses events: the first of a burst at once, as Supervisor does; then only how many more. */
export class OverflowNotice {
  readonly #pool: string;
  readonly #clock: Clock;
  readonly #log: ActivityLog;
  #notice: RepeatedNotice | undefined;
  #discarded = 0;
  #lastSerial = 0;

  constructor(pool: string, clock: Clock, log: ActivityLog) {
    this.#pool = pool;
    this.#clock = clock;
    this.#log = log;
  }

  discarded(serial: number): void {
    this.#lastSerial = serial;
    if (this.#notice !== undefined) {
      this.#discarded++;
      return;
    }
    this.#log.log("error", `pool ${this.#pool} event buffer overflowed, discarding event ${serial}`);
    let first = true;
    const notice = new RepeatedNotice(this.#clock, everyMs, () => {
      if (first) {
        first = false;
        return true;
      }
      if (this.#discarded === 0) this.#notice = undefined;
      else this.#sayMore();
      return this.#notice !== undefined;
    });
    this.#notice = notice;
  }

  /** Says what has not been said, for a pool that goes. */
  end(): void {
    this.#notice?.cancel();
    this.#notice = undefined;
    if (this.#discarded > 0) this.#sayMore();
  }

  #sayMore(): void {
    const events = this.#discarded === 1 ? "1 more event" : `${this.#discarded} more events`;
    const last = `the last was event ${this.#lastSerial}`;
    this.#log.log("error", `pool ${this.#pool} event buffer overflowed, discarded ${events}, ${last}`);
    this.#discarded = 0;
  }
}
