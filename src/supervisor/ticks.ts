import type { Clock, Timer } from "../system/system.ts";
import type { EventBus } from "./event-bus.ts";

const periods = [
  { type: "TICK_5", seconds: 5 },
  { type: "TICK_60", seconds: 60 },
  { type: "TICK_3600", seconds: 3600 },
] as const;

/** However rare the ticks that are wanted: a wall clock that was set is noticed within a minute. */
const longestSleepMs = 60_000;

/** Fit for JSON. */
export interface TicksSnapshot {
  /** The number of the period, counted from the epoch, that each tick was last seen in. */
  readonly seen: readonly (readonly [seconds: number, period: number])[];
  /** When the wall clock is looked at next, in monotonic milliseconds; absent while nobody wants ticks. */
  readonly lookAt?: number;
}

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
  #lookAt: number | undefined;
  #released = false;

  constructor(bus: EventBus, clock: Clock) {
    this.#bus = bus;
    this.#clock = clock;
    bus.onSubscriptionsChange(() => this.#look());
  }

  snapshot(): TicksSnapshot {
    return { seen: [...this.#seen], ...(this.#lookAt !== undefined && { lookAt: this.#lookAt }) };
  }

  /** Goes on where another was; for when those who subscribe are there. A tick that fell due in between is published. */
  resume({ seen, lookAt }: TicksSnapshot): void {
    for (const [seconds, period] of seen) this.#seen.set(seconds, period);
    if (lookAt !== undefined) this.#lookLater(lookAt);
  }

  /** Falls silent. */
  release(): void {
    this.#released = true;
    this.#timer?.cancel();
  }

  #lookLater(at: number): void {
    this.#timer?.cancel();
    this.#lookAt = at;
    this.#timer = this.#clock.after(Math.max(0, at - this.#clock.monotonicMs()), () => this.#look());
  }

  #look(): void {
    this.#timer?.cancel();
    this.#lookAt = undefined;
    if (this.#released) return;
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
    if (wanted) this.#lookLater(this.#clock.monotonicMs() + sleepMs);
  }
}
