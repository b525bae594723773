import type { Clock, Timer } from "../system/system.ts";

/** Says something now and every so often, for as long as there is something to say. */
export class RepeatedNotice {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #say: () => boolean;
  #timer: Timer | undefined;
  #nextAt: number | undefined;

  /**
   * `say` returns false when it has nothing to say any more; that ends the notice.
   * @param firstAt monotonic milliseconds; default: now
   */
  constructor(clock: Clock, everyMs: number, say: () => boolean, firstAt?: number) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#say = say;
    if (firstAt === undefined) this.#tick();
    else this.#wait(firstAt);
  }

  /** When it speaks next, in monotonic milliseconds; undefined when it has ended. */
  get nextAt(): number | undefined {
    return this.#nextAt;
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#nextAt = undefined;
  }

  #wait(until: number): void {
    this.#nextAt = until;
    this.#timer = this.#clock.after(Math.max(0, until - this.#clock.monotonicMs()), () => this.#tick());
  }

  #tick(): void {
    this.#nextAt = undefined;
    if (this.#say()) this.#wait(this.#clock.monotonicMs() + this.#everyMs);
  }
}
