import type { ActivityLog } from "../logging/logs.ts";
import type { Clock } from "../system/system.ts";
import { sliceMs } from "../system/time-slices.ts";
import { contain } from "./contain.ts";

/**
 * Where all spawns pass that nobody waits for (autostart, restarts, retries): in order, a few milliseconds at a time,
 * so that a storm of crashing programs never starves the control plane.
 */
export class SpawnGate {
  readonly #clock: Clock;
  readonly #log: Pick<ActivityLog, "log">;
  readonly #waiting: (() => void)[] = [];
  #scheduled = false;
  #turns = 0;

  constructor(clock: Clock, log: Pick<ActivityLog, "log">) {
    this.#clock = clock;
    this.#log = log;
  }

  /** A number for who waits, later ones being higher: it tells the order to whoever puts a daemon together again. */
  nextTurn(): number {
    return this.#turns++;
  }

  admit(spawn: () => void): void {
    this.#waiting.push(spawn);
    if (!this.#scheduled) this.#schedule();
  }

  #schedule(): void {
    this.#clock.soon(() => this.#run());
    this.#scheduled = true;
  }

  #run(): void {
    const until = this.#clock.monotonicMs() + sliceMs;
    let done = 0;
    while (done < this.#waiting.length) {
      contain(this.#log, "a spawn", () => this.#waiting[done++]?.());
      if (this.#clock.monotonicMs() >= until) break;
    }
    this.#waiting.splice(0, done);
    if (this.#waiting.length > 0) this.#schedule();
    else this.#scheduled = false;
  }
}
