import type { ServerResponse } from "node:http";
import type { Clock, Timer } from "../../system/system.ts";
import type { Exchange } from "../exchange.ts";

/** Bytes that may wait for a reader of changes; who is further behind is let go and comes back with Last-Event-ID. */
const maxBacklogBytes = 1 << 20;
/** A comment this often keeps proxies from closing a quiet stream, and finds readers that are gone. */
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
    response.on("close", () => {
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

  /** False: the reader is behind, `onDrain` tells when it has caught up. */
  send(event: string, body: unknown, id?: string): boolean {
    if (!this.#open) return false;
    const head = id === undefined ? "" : `id: ${id}\n`;
    const fits = this.#response.write(`${head}event: ${event}\ndata: ${JSON.stringify(body)}\n\n`);
    if (this.#response.writableLength > maxBacklogBytes) this.end();
    return fits;
  }

  /** Tells the browser how long to wait before it comes back. */
  retryAfter(ms: number): void {
    if (this.#open) this.#response.write(`retry: ${ms}\n\n`);
  }

  onDrain(listener: () => void): void {
    this.#response.on("drain", listener);
  }

  /** Cuts the stream; the reader comes back by itself. */
  end(): void {
    this.#open = false;
    this.#response.destroy();
  }

  #beatLater(): Timer {
    return this.#clock.after(heartbeatMs, () => {
      if (!this.#open) return;
      if (this.#response.writableLength < maxBacklogBytes) this.#response.write(":\n\n");
      this.#heartbeat = this.#beatLater();
    });
  }
}
