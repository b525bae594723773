import type { Clock, Timer } from "./system.ts";

/** The longest delay that setTimeout takes; a longer one would fire at once. */
const longestMs = 2 ** 31 - 1;

/**
 * CLOCK_MONOTONIC itself: a deadline shall mean the same to whoever is executed in this process' place, and
 * `performance.now()` begins anew with each program. (It would also load a dozen modules at every start.)
 */
function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/** Time as the kernel keeps it, since the machine's start: no change of the date moves it. */
export const nodeClock: Clock = {
  monotonicMs,
  wallMs: () => Date.now(),
  after: (delayMs, callback) => new NodeTimer(monotonicMs() + delayMs, callback),
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
    const left = Math.max(0, this.#due - monotonicMs());
    this.#timeout = setTimeout(() => this.#check(), Math.min(Math.ceil(left), longestMs));
  }

  #check(): void {
    if (monotonicMs() < this.#due) this.#wait();
    else this.#callback();
  }
}
