import type { Clock, Timer } from "./system.ts";

interface PendingTimer {
  readonly dueMs: number;
  readonly sequence: number;
  readonly callback: () => void;
}

/** Turns of the loop after which `settle` gives up: only code that re-arms itself for ever gets here. */
const maxTurns = 100_000;

/**
 * A clock that stands still until the test moves it. Timers fire inside `advance`, in the order of their due times
 * (in the order of their creation when due together), each seeing its own due time as the current time.
 */
export class FakeClock implements Clock {
  #nowMs = 1_000;
  #wallOffsetMs = Date.UTC(2026, 0, 2, 3, 4, 5) - this.#nowMs;
  #sequence = 0;
  #timers: PendingTimer[] = [];
  #soon: (() => void)[] = [];
  #pollIo: () => boolean = () => false;

  monotonicMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#nowMs + this.#wallOffsetMs;
  }

  after(delayMs: number, callback: () => void): Timer {
    if (!(delayMs >= 0)) throw new RangeError(`the delay must be a non-negative number: ${delayMs}`);
    const timer = { dueMs: this.#nowMs + delayMs, sequence: this.#sequence++, callback };
    this.#timers.push(timer);
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
      },
    };
  }

  soon(callback: () => void): void {
    this.#soon.push(callback);
  }

  /** Timers that have neither fired nor been cancelled; 0 proves that nothing ticks. */
  get pendingTimers(): number {
    return this.#timers.length;
  }

  /** Milliseconds until the next timer, or undefined when there is none. */
  get nextTimerMs(): number | undefined {
    const next = this.#nextTimer();
    return next && next.dueMs - this.#nowMs;
  }

  /** Moves both clocks forward, firing what falls due on the way and settling after each timer. */
  advance(ms: number): void {
    const targetMs = this.#nowMs + ms;
    this.settle();
    for (let next = this.#nextTimer(); next && next.dueMs <= targetMs; next = this.#nextTimer()) {
      this.#nowMs = next.dueMs;
      this.#timers.splice(this.#timers.indexOf(next), 1);
      next.callback();
      this.settle();
    }
    this.#nowMs = targetMs;
  }

  /** Moves the wall clock alone, as an operator or NTP does; negative is backwards. No timer may care. */
  jumpWall(ms: number): void {
    this.#wallOffsetMs += ms;
  }

  /** Lets pending I/O, then `soon` callbacks have their turns until nothing is left. Time stands still. */
  settle(): void {
    for (let turn = 0; turn < maxTurns; turn++) {
      const hadIo = this.#pollIo();
      const callbacks = this.#soon;
      this.#soon = [];
      for (const callback of callbacks) callback();
      if (!hadIo && callbacks.length === 0) return;
    }
    throw new Error(`settle: still busy after ${maxTurns} turns of the loop`);
  }

  /** `FakeSystem` connects signals and pipes here; `poll` says whether it delivered anything. */
  connectIo(poll: () => boolean): void {
    this.#pollIo = poll;
  }

  #nextTimer(): PendingTimer | undefined {
    let next: PendingTimer | undefined;
    for (const timer of this.#timers) {
      if (!next || timer.dueMs < next.dueMs || (timer.dueMs === next.dueMs && timer.sequence < next.sequence)) {
        next = timer;
      }
    }
    return next;
  }
}
