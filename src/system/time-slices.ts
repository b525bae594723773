import type { Clock } from "./system.ts";

/** How long a piece of work may keep the daemon from looking at its sockets, pipes and signals, in milliseconds. */
export const sliceMs = 5;

/**
 * Shared by all work that can be long (a log of megabytes for a client): each piece of it awaits `rest` after every small
 * step, and however many are under way, only one of them goes on in a turn of the loop.
 */
export class TimeSlices {
  readonly #clock: Pick<Clock, "monotonicMs" | "soon">;
  readonly #waiting: (() => void)[] = [];
  #until = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, "monotonicMs" | "soon">) {
    this.#clock = clock;
  }

  /** To be awaited: there is nothing to wait for while the slice lasts. */
  rest(): Promise<void> | undefined {
    if (this.#clock.monotonicMs() < this.#until) return undefined;
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) this.#clock.soon(() => this.#next());
    });
  }

  /** What goes on does so after this call, and has asked for its next turn before the next call. */
  #next(): void {
    this.#until = this.#clock.monotonicMs() + sliceMs;
    this.#waiting.shift()?.();
    if (this.#waiting.length > 0) this.#clock.soon(() => this.#next());
  }
}
