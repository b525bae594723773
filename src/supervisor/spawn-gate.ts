import type { Clock } from "../system/system.ts";
import { sliceMs } from "../system/time-slices.ts";

/**
 * Where all spawns pass that nobody waits for (autostart, restarts, retries): in order, a few milliseconds at a time,
 * so that a storm of crashing programs never starves the control plane.
 */
export class SpawnGate {
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];
  #scheduled = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  admit(spawn: () => void): void {
    this.#waiting.push(spawn);
    if (!this.#scheduled) this.#schedule();
  }

  #schedule(): void {
    this.#scheduled = true;
    this.#clock.soon(() => this.#run());
  }

  #run(): void {
    const until = this.#clock.monotonicMs() + sliceMs;
    let done = 0;
    while (done < this.#waiting.length) {
      this.#waiting[done++]?.();
      if (this.#clock.monotonicMs() >= until) break;
    }
    this.#waiting.splice(0, done);
    if (this.#waiting.length > 0) this.#schedule();
    else this.#scheduled = false;
  }
}
