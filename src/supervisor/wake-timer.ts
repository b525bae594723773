import type { Clock, Timer } from "../system/system.ts";
import type { SpawnGate } from "./spawn-gate.ts";

/** Wakes a process when the model says that its time has come. One timer a process, however often it is set anew. */
export class WakeTimer {
  readonly #clock: Clock;
  readonly #gate: SpawnGate;
  readonly #wake: (spawns: boolean) => void;
  #due: number | undefined;
  #timer: Timer | undefined;
  #turn: number | undefined;

  /** @param wake is told whether what is due is a spawn */
  constructor(clock: Clock, gate: SpawnGate, wake: (spawns: boolean) => void) {
    this.#clock = clock;
    this.#gate = gate;
    this.#wake = wake;
  }

  /** Its place among all timers of the daemon, in the order in which they were set; undefined: it is not set. */
  get turn(): number | undefined {
    return this.#due === undefined ? undefined : this.#turn;
  }

  /**
   * @param due monotonic milliseconds, in the past for "now"; undefined for never
   * @param spawns what is due is a spawn, which takes its turn with those of other processes
   */
  set(due: number | undefined, spawns: boolean): void {
    if (due === this.#due) return;
    this.cancel();
    this.#due = due;
    if (due === undefined) return;
    this.#turn = this.#gate.nextTurn();
    const fire = (): void => {
      if (this.#due !== due) return; // overtaken by another event
      this.#due = undefined;
      this.#wake(spawns);
    };
    const elapse = spawns ? () => this.#gate.admit(fire) : fire;
    const delayMs = due - this.#clock.monotonicMs();
    if (delayMs > 0) this.#timer = this.#clock.after(delayMs, elapse);
    else if (spawns) elapse();
    else this.#clock.soon(fire);
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#due = undefined;
  }
}
