import type { ServerResponse } from "node:http";
import type { Clock, Timer } from "../../system/system.ts";
import type { Exchange } from "../exchange.ts";

/**
 * A comment this often keeps proxies from closing a quiet stream, and finds readers that are gone. A reader that is
 * behind gets none; the server lets it go when it takes nothing more, and it comes back with Last-Event-ID.
 */
const heartbeatMs = 15_000;

/** Server-sent events to one reader. */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  #heartbeat: Timer;
  #open = true;

  constructor(exchange: Exchange, clock: Clock, onClose: () => void) {
    const { response } = exchange;
    this.#response = response;
    this.#clock = clock;
    response.writeHead(200, {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store",
      // nginx would collect events otherwise.
      "X-Accel-Buffering": "no",
    });
    response.flushHeaders();
    this.#heartbeat = this.#beatLater();
    exchange.onClose(() => {
      this.#open = false;
      this.#heartbeat.cancel();
      onClose();
    });
    // The server closes.
    exchange.onEnd(() => response.end());
  }

  get open(): boolean {
    return this.#open;
  }

  /** False: the reader is behind; send nothing more until `onDrain` tells that it has caught up. */
  send(event: string, body: unknown, id?: string): boolean {
    return this.#open && this.sendJson(event, JSON.stringify(body), id);
  }

  /** The same for what many readers get. */
  sendJson(event: string, json: string, id?: string): boolean {
    if (!this.#open) return false;
    const head = id === undefined ? "" : `id: ${id}\n`;
    return this.#response.write(`${head}event: ${event}\ndata: ${json}\n\n`);
  }

  /** Tells the browser how long to wait before it comes back. */
  retryAfter(ms: number): void {
    if (this.#open) this.#response.write(`retry: ${ms}\n\n`);
  }

  onDrain(listener: () => void): void {
    this.#response.on("drain", listener);
  }

  #beatLater(): Timer {
    return this.#clock.after(heartbeatMs, () => {
      if (!this.#open) return;
      if (!this.#response.writableNeedDrain) this.#response.write(":\n\n");
      this.#heartbeat = this.#beatLater();
    });
  }
}
