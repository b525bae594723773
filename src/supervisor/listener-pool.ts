import type { EventListenerPoolConfig } from "../config/configuration.ts";
import { subscribedTypes } from "../events/event-types.ts";
import type { Verdict } from "../events/listener-protocol.ts";
import { renderEvent } from "../events/render-event.ts";
import { renderPayload } from "../events/render-payload.ts";
import { pythonBytes } from "../logging/python-bytes.ts";
import type { Publication } from "./event-bus.ts";
import { EventQueue, type PoolEvent, type PoolEventRecord } from "./event-queue.ts";
import { ListenerRestarts, type RestartSnapshot } from "./listener-restarts.ts";
import { OverflowNotice, type OverflowSnapshot } from "./overflow-notice.ts";
import { type ListenerHost, type ListenerSnapshot, PoolListener } from "./pool-listener.ts";
import type { Process } from "./process.ts";
import { isRejection, type ResultHandler } from "./result-handler.ts";
import type { ProcessRole, Surroundings } from "./surroundings.ts";

/** Fit for JSON. */
export interface PoolSnapshot {
  readonly queue: readonly PoolEventRecord[];
  /** How many events have come; the next one gets this number. */
  readonly poolserials: number;
  readonly dropped: number;
  readonly overflow?: OverflowSnapshot;
  /** By the names of their processes. */
  readonly listeners: readonly (ListenerSnapshot & { readonly name: string; readonly restart?: RestartSnapshot })[];
}

/**
 * The events of one [eventlistener:x] and the processes that work on them: each event goes to the first process that is
 * ready, waits while none is, and comes back to the front if its process rejects it or dies over it.
 */
export class ListenerPool {
  readonly #config: EventListenerPoolConfig;
  readonly #surroundings: Surroundings;
  readonly #listeners: PoolListener[] = [];
  readonly #queue: EventQueue;
  readonly #overflow: OverflowNotice;
  readonly #restarts: ListenerRestarts;
  readonly #handler: ResultHandler;
  readonly #unsubscribe: () => void;
  /** Who waits for the pool to have nothing left to do. */
  #whenQuiet: (() => void)[] = [];
  #poolserials = 0;
  #dropped = 0;

  constructor(config: EventListenerPoolConfig, surroundings: Surroundings) {
    const { events, log, system } = surroundings;
    this.#config = config;
    this.#surroundings = surroundings;
    this.#queue = new EventQueue(config.buffer_size);
    this.#overflow = new OverflowNotice(config.name, system.clock, log);
    this.#restarts = new ListenerRestarts(system.clock, log);
    this.#handler = this.#loadHandler();
    this.#unsubscribe = events.subscribe(subscribedTypes(config.events), (publication) => this.#accept(publication));
  }

  /** Makes a process of the pool. */
  add(create: (role: ProcessRole) => Process): Process {
    const listener = new PoolListener(this.#host, create);
    this.#listeners.push(listener);
    return listener.process;
  }

  /** Events that wait for a listener. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** How full the queue is, and how many events had to go for others so far. */
  get figures(): { readonly pool: string; readonly length: number; readonly limit: number; readonly dropped: number } {
    return { pool: this.#config.name, length: this.waiting, limit: this.#queue.maxEvents, dropped: this.#dropped };
  }

  /** Resolves when every event is processed, or none will be, or the time is over. */
  quiet(limitMs: number): Promise<void> {
    if (this.isQuiet) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#surroundings.system.clock.after(limitMs, resolve);
      this.#whenQuiet.push(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  snapshot(): PoolSnapshot {
    const overflow = this.#overflow.snapshot();
    const listeners = this.#listeners.map((listener) => {
      const restart = this.#restarts.snapshot(listener.process);
      return { name: listener.process.config.name, ...listener.snapshot(), ...(restart && { restart }) };
    });
    return {
      queue: this.#queue.snapshot(),
      poolserials: this.#poolserials,
      dropped: this.#dropped,
      ...(overflow && { overflow }),
      listeners,
    };
  }

  /** Goes on where another was; its processes have snapshots of their own. */
  resume({ queue, poolserials, dropped, overflow, listeners }: PoolSnapshot): void {
    this.#queue.resume(queue);
    this.#poolserials = poolserials;
    this.#dropped = dropped;
    if (overflow !== undefined) this.#overflow.resume(overflow);
    for (const listener of this.#listeners) {
      const earlier = listeners.find(({ name }) => name === listener.process.config.name);
      if (earlier === undefined) continue;
      listener.resume(earlier);
      if (earlier.restart !== undefined) this.#restarts.resume(listener.process, earlier.restart);
    }
  }

  /** Falls silent: whoever has its snapshot goes on with it. */
  release(): void {
    this.#unsubscribe();
    this.#overflow.release();
    this.#restarts.dispose();
    this.#endWaiting();
  }

  /** Takes no more events. */
  dispose(): void {
    this.#unsubscribe();
    this.#overflow.end();
    this.#restarts.dispose();
  }

  get #host(): ListenerHost {
    return {
      environment: this.#config.len_in_bytes ? { SUPERVISOR_EVENT_LEN: "bytes" } : {},
      render: (event) => this.#render(event),
      judge: (event, result) => this.#judge(event, result),
      say: (level, message) => this.#surroundings.log.log(level, message),
      requeue: (event) => this.#requeue(event),
      changed: () => this.#dispatch(),
      worked: (listener) => this.#restarts.wentWell(listener.process),
      broken: (listener) => {
        if (this.#config.restart_on_protocol_error) this.#restarts.restart(listener.process);
      },
    };
  }

  #accept({ event, serial }: Publication): void {
    this.#discard(this.#queue.push({ event, serial, poolserial: this.#poolserials++ }));
    this.#dispatch();
  }

  #requeue(event: PoolEvent): void {
    this.#discard(this.#queue.putBack(event));
    const { name, buffer_size: max } = this.#config;
    const size = `buf size=${this.#queue.size}, max=${max}`;
    this.#surroundings.log.log("debug", `rebuffering event ${event.serial} for pool ${name} (${size})`);
  }

  #discard(event: PoolEvent | undefined): void {
    if (event === undefined) return;
    this.#dropped++;
    this.#overflow.discarded(event.serial);
  }

  #dispatch(): void {
    for (const listener of this.#listeners) {
      if (!listener.ready) continue;
      const event = this.#queue.take();
      if (event === undefined) break;
      if (!listener.send(event)) this.#queue.putBack(event);
    }
    if (this.isQuiet) this.#endWaiting();
  }

  #endWaiting(): void {
    const waiting = this.#whenQuiet;
    this.#whenQuiet = [];
    for (const resolve of waiting) resolve();
  }

  /** Every event is processed, or will never be. */
  get isQuiet(): boolean {
    if (this.#listeners.some((listener) => listener.busy && listener.useful)) return false;
    return this.#queue.size === 0 || !this.#listeners.some((listener) => listener.useful);
  }

  #render({ event, serial, poolserial }: PoolEvent): Uint8Array {
    const payload = renderPayload(event, this.#config.len_in_bytes ? "bytes" : "characters", pythonBytes);
    const { name: pool } = this.#config;
    return renderEvent(
      { server: this.#surroundings.identifier, serial, pool, poolserial, eventname: event.type },
      payload,
    );
  }

  #judge({ event }: PoolEvent, result: Uint8Array): Verdict {
    try {
      const answer = this.#handler(event, Buffer.from(result));
      if (!(answer instanceof Promise)) return "processed";
      answer.catch(() => {});
      throw new Error("a result handler must answer at once, it cannot be asynchronous");
    } catch (error) {
      if (isRejection(error)) return "rejected";
      const { name, result_handler: handler } = this.#config;
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#surroundings.log.log("error", `result_handler ${handler} of pool ${name} failed: ${reason}`);
      return "error";
    }
  }

  /** The reading of the configuration has made sure that it exists; should it be gone since, only this pool suffers. */
  #loadHandler(): ResultHandler {
    const { name, result_handler: handler } = this.#config;
    try {
      return this.#surroundings.loadResultHandler(handler);
    } catch (error) {
      const reason = (error as Error).message;
      this.#surroundings.log.log("critical", `${handler} cannot be resolved within [eventlistener:${name}]: ${reason}`);
      return () => {
        throw new Error(reason);
      };
    }
  }
}
