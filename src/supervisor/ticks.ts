import type { Clock, Timer } from "../system/system.ts";
import type { EventBus } from "./event-bus.ts";

const periods = [
  { type: "TICK_5", seconds: 5 },
  { type: "TICK_60", seconds: 60 },
  { type: "TICK_3600", seconds: 3600 },
] as const;

/** However rare the ticks that are wanted: a wall clock that was set is noticed within a minute. */
const longestSleepMs = 60_000;

/**
 * TICK events: published when the wall clock enters another period, with the period's first second. There is a timer only
 * while somebody subscribes to a tick.
 */
export class Ticks {
  readonly #bus: EventBus;
  readonly #clock: Clock;
  /** The period each tick was last seen in; the first look only takes note of it. */
  readonly #seen = new Map<number, number>();
  #timer: Timer | undefined;

  constructor(bus: EventBus, clock: Clock) {
    this.#bus = bus;
    this.#clock = clock;
    bus.onSubscriptionsChange(() => this.#look());
  }

  #look(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const now = this.#clock.wallMs();
    let sleepMs = longestSleepMs;
    let wanted = false;
    for (const { type, seconds } of periods) {
      if (!this.#bus.wants(type)) {
        this.#seen.delete(seconds);
        continue;
      }
      wanted = true;
      const periodMs = seconds * 1000;
      const period = Math.floor(now / periodMs);
      const seen = this.#seen.get(seconds);
      this.#seen.set(seconds, period);
      if (seen !== undefined && seen !== period) this.#bus.publish({ type, when: period * seconds });
      sleepMs = Math.min(sleepMs, (period + 1) * periodMs - now);
    }
    if (wanted) this.#timer = this.#clock.after(sleepMs, () => this.#look());
  }
}
