import type { Clock, Timer } from "../system/system.ts";

/** Says something now and every so often, for as long as there is something to say. */
export class RepeatedNotice {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #say: () => boolean;
  #timer: Timer | undefined;

  /** `say` returns false when it has nothing to say any more; that ends the notice. */
  constructor(clock: Clock, everyMs: number, say: () => boolean) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#say = say;
    this.#tick();
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #tick(): void {
    this.#timer = undefined;
    if (this.#say()) this.#timer = this.#clock.after(this.#everyMs, () => this.#tick());
  }
}
