import type { SupervisorEvent } from "../events/event.ts";
import type { EventType } from "../events/event-types.ts";
import type { ActivityLog } from "../logging/logs.ts";
import { contain } from "./contain.ts";
import { EventSerials } from "./event-serials.ts";

/** An event on its way to those who subscribe to its type. */
export interface Publication {
  readonly event: SupervisorEvent;
  /** Number of the event in this daemon, from 0; it goes on after a restart in the same process. Only an event for which somebody asks takes one. */
  readonly serial: number;
}

export type Subscriber = (publication: Publication) => void;

/** Where whatever happens in the daemon is told to listener pools and other subscribers, at once and in order. */
export class EventBus {
  readonly #subscribers = new Map<EventType, Set<Subscriber>>();
  readonly #watchers = new Set<() => void>();
  readonly #log: Pick<ActivityLog, "log">;
  readonly #serials: EventSerials;

  /**
   * @param log is told of subscribers that throw
   * @param serials gives each event its number; default: from 0
   */
  constructor(log: Pick<ActivityLog, "log">, serials = new EventSerials()) {
    this.#log = log;
    this.#serials = serials;
  }

  /** Calls `subscriber` for each event of these types. Returns the way to stop that. */
  subscribe(types: Iterable<EventType>, subscriber: Subscriber): () => void {
    const subscribed = [...types];
    for (const type of subscribed) {
      const subscribers = this.#subscribers.get(type) ?? new Set();
      this.#subscribers.set(type, subscribers.add(subscriber));
    }
    this.#changed();
    return () => {
      for (const type of subscribed) {
        const subscribers = this.#subscribers.get(type);
        subscribers?.delete(subscriber);
        if (subscribers?.size === 0) this.#subscribers.delete(type);
      }
      this.#changed();
    };
  }

  /** Whether anybody subscribes to a type; spares making events that cost something. */
  wants(type: EventType): boolean {
    return this.#subscribers.has(type);
  }

  /** Calls `watcher` when subscriptions have changed. */
  onSubscriptionsChange(watcher: () => void): void {
    this.#watchers.add(watcher);
  }

  publish(event: SupervisorEvent): void {
    const subscribers = this.#subscribers.get(event.type);
    if (subscribers === undefined) return;
    const publication = new Numbered(event, this.#serials);
    for (const subscriber of [...subscribers])
      contain(this.#log, `a subscriber to ${event.type}`, () => subscriber(publication));
  }

  #changed(): void {
    for (const watcher of this.#watchers) contain(this.#log, "a watcher of subscriptions", watcher);
  }
}

class Numbered implements Publication {
  readonly event: SupervisorEvent;
  readonly #serials: EventSerials;
  #serial: number | undefined;

  constructor(event: SupervisorEvent, serials: EventSerials) {
    this.event = event;
    this.#serials = serials;
  }

  get serial(): number {
    this.#serial ??= this.#serials.next();
    return this.#serial;
  }
}
