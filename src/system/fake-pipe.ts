import type { Errno, PipeReader, PipeWriter } from "./system.ts";

/** The bytes between two ends, and how many hold each end. */
export class FakePipe {
  readers = 1;
  writers = 1;
  /** Room for the writer of the daemon; children write without limit, so that a test need not care. */
  capacity = 65_536;
  #chunks: Uint8Array[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  put(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#chunks.push(bytes.slice());
    this.#size += bytes.length;
  }

  take(maxBytes: number): Uint8Array {
    const taken = new Uint8Array(Math.min(maxBytes, this.#size));
    for (let at = 0; at < taken.length; ) {
      const [first] = this.#chunks;
      if (!first) break;
      const part = first.subarray(0, taken.length - at);
      taken.set(part, at);
      at += part.length;
      if (part.length === first.length) this.#chunks.shift();
      else this.#chunks[0] = first.subarray(part.length);
    }
    this.#size -= taken.length;
    return taken;
  }
}

/** As the real reader: data come in later turns (`settle`), or at once through `drain`. */
export class FakePipeReader implements PipeReader {
  readonly #pipe: FakePipe;
  readonly #onData: (chunk: Uint8Array) => void;
  readonly #onEnd: () => void;
  readonly #release: () => void;
  #state: "open" | "ended" | "closed" = "open";
  #paused = false;

  constructor(pipe: FakePipe, onData: (chunk: Uint8Array) => void, onEnd: () => void, release: () => void) {
    this.#pipe = pipe;
    this.#onData = onData;
    this.#onEnd = onEnd;
    this.#release = release;
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  get isClosed(): boolean {
    return this.#state !== "open";
  }

  drain(maxBytes: number): void {
    let left = maxBytes;
    while (left > 0 && this.#state === "open" && this.#pipe.size > 0) left -= this.#deliver(left);
    if (left > 0 && this.#state === "open" && this.#pipe.size === 0 && this.#pipe.writers === 0) this.#end();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
  }

  close(): void {
    if (this.#state === "open") this.#release();
    this.#state = "closed";
  }

  release(): void {
    this.#state = "closed";
  }

  /** One turn of the loop: one chunk, or the end. Says whether there was anything. */
  poll(): boolean {
    if (this.#state !== "open" || this.#paused) return false;
    if (this.#pipe.size > 0) {
      this.#deliver(131_072);
      return true;
    }
    if (this.#pipe.writers > 0) return false;
    this.#end();
    return true;
  }

  #end(): void {
    this.#state = "ended";
    this.#release();
    this.#onEnd();
  }

  #deliver(maxBytes: number): number {
    const chunk = this.#pipe.take(Math.min(maxBytes, 131_072));
    this.#onData(chunk);
    // The real buffer is shared and overwritten by the next read: whoever keeps the view must see rubbish here too.
    chunk.fill(0xff);
    return chunk.length;
  }
}

/** As the real writer: takes what fits into the pipe at once, keeps the rest, says EPIPE once and falls silent. */
export class FakePipeWriter implements PipeWriter {
  readonly #pipe: FakePipe;
  readonly #onError: (errno: Errno) => void;
  readonly #release: () => void;
  #queue: Uint8Array;
  #state: "open" | "failed" | "closed" = "open";

  constructor(pipe: FakePipe, onError: (errno: Errno) => void, release: () => void, pending?: Uint8Array) {
    this.#pipe = pipe;
    this.#onError = onError;
    this.#release = release;
    this.#queue = pending?.slice() ?? new Uint8Array(0);
  }

  get pendingBytes(): number {
    return this.#queue.length;
  }

  pending(): Uint8Array {
    return this.#queue.slice();
  }

  /** Nothing will come of it any more. */
  get isDone(): boolean {
    return this.#state !== "open";
  }

  write(bytes: Uint8Array): void {
    if (this.#state !== "open") return;
    const queue = new Uint8Array(this.#queue.length + bytes.length);
    queue.set(this.#queue);
    queue.set(bytes, this.#queue.length);
    this.#queue = queue;
    this.#flush();
  }

  close(): void {
    if (this.#state === "open") this.#release();
    this.#state = "closed";
    this.#queue = new Uint8Array(0);
  }

  release(): void {
    this.#state = "closed";
    this.#queue = new Uint8Array(0);
  }

  /** One turn of the loop. Says whether it moved anything. */
  poll(): boolean {
    const before = this.#queue.length;
    if (this.#state === "open" && before > 0) this.#flush();
    return this.#queue.length < before;
  }

  #flush(): void {
    if (this.#pipe.readers === 0) {
      this.#state = "failed";
      this.#release();
      this.#queue = new Uint8Array(0);
      this.#onError("EPIPE");
      return;
    }
    const taken = Math.max(0, Math.min(this.#queue.length, this.#pipe.capacity - this.#pipe.size));
    this.#pipe.put(this.#queue.subarray(0, taken));
    this.#queue = this.#queue.slice(taken);
  }
}
