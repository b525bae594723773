import type { ActivityLog } from "../logging/logs.ts";
import type { Clock } from "../system/system.ts";
import { RepeatedNotice } from "./repeated-notice.ts";

const everyMs = 10_000;

/** Fit for JSON. */
export interface OverflowSnapshot {
  /** Events that were lost since the activity log was last told. */
  readonly discarded: number;
  readonly lastSerial: number;
  /** When it is told next, in monotonic milliseconds. */
  readonly noticeAt: number;
}

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
    if (this.#notice?.nextAt !== undefined) {
      this.#discarded++;
      return;
    }
    this.#log.log("error", `pool ${this.#pool} event buffer overflowed, discarding event ${serial}`);
    this.#sayLater(this.#clock.monotonicMs() + everyMs);
  }

  /** Undefined: there is nothing to be said. */
  snapshot(): OverflowSnapshot | undefined {
    const noticeAt = this.#notice?.nextAt;
    if (noticeAt === undefined) return undefined;
    return { discarded: this.#discarded, lastSerial: this.#lastSerial, noticeAt };
  }

  resume({ discarded, lastSerial, noticeAt }: OverflowSnapshot): void {
    this.#discarded = discarded;
    this.#lastSerial = lastSerial;
    this.#sayLater(noticeAt);
  }

  /** Falls silent. */
  release(): void {
    this.#notice?.cancel();
  }

  /** Says what has not been said, for a pool that goes. */
  end(): void {
    this.release();
    if (this.#discarded > 0) this.#sayMore();
  }

  #sayLater(firstAt: number): void {
    const say = (): boolean => {
      const isMore = this.#discarded > 0;
      if (isMore) this.#sayMore();
      return isMore;
    };
    this.#notice = new RepeatedNotice(this.#clock, everyMs, say, firstAt);
  }

  #sayMore(): void {
    const events = this.#discarded === 1 ? "1 more event" : `${this.#discarded} more events`;
    const last = `the last was event ${this.#lastSerial}`;
    this.#log.log("error", `pool ${this.#pool} event buffer overflowed, discarded ${events}, ${last}`);
    this.#discarded = 0;
  }
}
