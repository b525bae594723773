import type { SupervisorEvent } from "../events/event.ts";

/** An event in a pool; it keeps its numbers when it is tried again. */
export interface PoolEvent {
  readonly event: SupervisorEvent;
  readonly serial: number;
  /** Number of the event in its pool, from 0. */
  readonly poolserial: number;
}

/** The events that wait in a pool: first in, first out, and never more than `maxEvents` (`buffer_size=`). */
export class EventQueue {
  readonly maxEvents: number;
  /** Everything before `#head` has left already. */
  #events: (PoolEvent | undefined)[] = [];
  #head = 0;

  constructor(maxEvents: number) {
    this.maxEvents = maxEvents;
  }

  get size(): number {
    return this.#events.length - this.#head;
  }

  /** Adds a new event. Returns the oldest one if that has to go for it. */
  push(event: PoolEvent): PoolEvent | undefined {
    const discarded = this.#makeRoom();
    this.#events.push(event);
    return discarded;
  }

  /** Puts an event that was taken back in front. Returns the oldest of the others if that has to go for it. */
  putBack(event: PoolEvent): PoolEvent | undefined {
    const discarded = this.#makeRoom();
    if (this.#head > 0) this.#events[--this.#head] = event;
    else this.#events.unshift(event);
    return discarded;
  }

  take(): PoolEvent | undefined {
    if (this.size === 0) return undefined;
    const event = this.#events[this.#head];
    this.#events[this.#head++] = undefined;
    // Moving everything at every step would make a long queue quadratic.
    if (this.#head > 1024 && this.#head * 2 > this.#events.length) {
      this.#events = this.#events.slice(this.#head);
      this.#head = 0;
    }
    return event;
  }

  #makeRoom(): PoolEvent | undefined {
    return this.size < this.maxEvents ? undefined : this.take();
  }
}
