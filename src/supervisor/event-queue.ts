import type { SupervisorEvent } from "../events/event.ts";
import { type EventRecord, eventRecord, recordedEvent } from "../events/event-record.ts";

/** An event in a pool; it keeps its numbers when it is tried again. */
export interface PoolEvent {
  readonly event: SupervisorEvent;
  readonly serial: number;
  /** Number of the event in its pool, from 0. */
  readonly poolserial: number;
}

/** A `PoolEvent` fit for JSON. */
export interface PoolEventRecord extends Omit<PoolEvent, "event"> {
  readonly event: EventRecord;
}

export function poolEventRecord({ event, serial, poolserial }: PoolEvent): PoolEventRecord {
  return { event: eventRecord(event), serial, poolserial };
}

/** What `poolEventRecord` made a record of. */
export function recordedPoolEvent({ event, serial, poolserial }: PoolEventRecord): PoolEvent {
  return { event: recordedEvent(event), serial, poolserial };
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

  /** The oldest first. */
  snapshot(): readonly PoolEventRecord[] {
    return this.#events.slice(this.#head).flatMap((event) => (event === undefined ? [] : [poolEventRecord(event)]));
  }

  /** Takes what an earlier queue held. */
  resume(records: readonly PoolEventRecord[]): void {
    this.#events = records.map(recordedPoolEvent);
    this.#head = 0;
  }

  #makeRoom(): PoolEvent | undefined {
    return this.size < this.maxEvents ? undefined : this.take();
  }
}
