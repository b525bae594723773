import type { Clock, Timer } from "./system.ts";

/** The longest delay that setTimeout takes; a longer one would fire at once. */
const longestMs = 2 ** 31 - 1;

/** Time as the kernel keeps it: `performance.now()` is CLOCK_MONOTONIC, which no change of the date moves. */
export const nodeClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  after: (delayMs, callback) => new NodeTimer(performance.now() + delayMs, callback),
  soon: (callback) => {
    setImmediate(callback);
  },
};

/** Fires never early: setTimeout counts whole milliseconds from the start of the loop's turn. */
class NodeTimer implements Timer {
  readonly #due: number;
  readonly #callback: () => void;
  #timeout: NodeJS.Timeout | undefined;

  constructor(due: number, callback: () => void) {
    this.#due = due;
    this.#callback = callback;
    this.#wait();
  }

  cancel(): void {
    clearTimeout(this.#timeout);
  }

  #wait(): void {
    const left = Math.max(0, this.#due - performance.now());
    this.#timeout = setTimeout(() => this.#check(), Math.min(Math.ceil(left), longestMs));
  }

  #check(): void {
    if (performance.now() < this.#due) this.#wait();
    else this.#callback();
  }
}
