import { constants } from "node:fs";
import { Socket } from "node:net";
import { errnoName } from "./errno.ts";
import { loadAddon } from "./load-addon.ts";
import { closeQuietly } from "./node-pipe-reader.ts";
import type { Errno, PipeWriter } from "./system.ts";

/** As much goes into a pipe whole or not at all on every system (POSIX's least PIPE_BUF). */
const wholeBytes = 512;

/**
 * Writes to a pipe: at once what it takes, and the rest when there is room. Until then it is only a number: most children
 * get no input.
 *
 * Node can tell that there is room only by writing, and takes over the descriptor for it: so it gets a copy of ours, and so
 * little to write that none of it, or all, is in the pipe. What is pending is known to the byte at any time, and can be
 * taken back.
 */
export class NodePipeWriter implements PipeWriter {
  readonly #fd: number;
  readonly #onError: (errno: Errno) => void;
  /** The beginning of the first may be with the loop (see above). */
  readonly #queue: Buffer[] = [];
  #pendingBytes = 0;
  #socket: Socket | undefined;
  /** The loop will tell. */
  #waiting = false;
  #closed = false;

  constructor(fd: number, onError: (errno: Errno) => void, pending?: Uint8Array) {
    this.#fd = fd;
    this.#onError = onError;
    if (pending === undefined || pending.length === 0) return;
    this.#put(pending);
    setImmediate(() => this.#flush());
  }

  write(bytes: Uint8Array): void {
    if (this.#closed || bytes.length === 0) return;
    if (this.#pendingBytes > 0) {
      this.#put(bytes);
      return;
    }
    const taken = this.#handOver(bytes);
    if (taken === undefined || taken === bytes.length) return;
    this.#put(bytes.subarray(taken));
    this.#waitForRoom();
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  pending(): Uint8Array {
    return Buffer.concat(this.#queue);
  }

  close(): void {
    if (this.#closed) return;
    this.release();
    closeQuietly(this.#fd);
  }

  release(): void {
    this.#closed = true;
    this.#queue.length = 0;
    this.#pendingBytes = 0;
    this.#socket?.destroy();
  }

  #put(bytes: Uint8Array): void {
    this.#queue.push(Buffer.from(bytes));
    this.#pendingBytes += bytes.length;
  }

  /** `count` bytes of the first are in the pipe. */
  #taken(count: number): void {
    const [first] = this.#queue;
    if (first === undefined) return;
    this.#pendingBytes -= count;
    if (count === first.length) this.#queue.shift();
    else this.#queue[0] = first.subarray(count);
  }

  #flush(): void {
    for (let [first] = this.#queue; first !== undefined; [first] = this.#queue) {
      const count = this.#handOver(first);
      if (count === undefined) return;
      this.#taken(count);
      if (count < first.length) {
        this.#waitForRoom();
        return;
      }
    }
  }

  #waitForRoom(): void {
    const [first] = this.#queue;
    if (this.#waiting || first === undefined) return;
    const socket = this.#openSocket();
    if (socket === undefined) return;
    const little = first.subarray(0, wholeBytes);
    let isTaken = false;
    this.#waiting = true;
    socket.write(little, (error) => {
      this.#waiting = false;
      if (this.#closed || (error !== null && error !== undefined)) return;
      if (!isTaken) this.#taken(little.length);
      this.#flush();
    });
    isTaken = socket.errored === null && queuedBytes(socket) === 0;
    if (isTaken) this.#taken(little.length);
  }

  #openSocket(): Socket | undefined {
    if (this.#socket !== undefined) return this.#socket;
    const fd = loadAddon().copyDescriptor(this.#fd);
    if (fd < 0) {
      this.#fail(errnoName(-fd));
      return undefined;
    }
    this.#socket = new Socket({ fd, readable: false, writable: true });
    this.#socket.on("error", (error: NodeJS.ErrnoException) => this.#fail(error.code ?? error.message));
    return this.#socket;
  }

  /** How many bytes the pipe took; undefined: nobody reads it any more, or something else is wrong with it. */
  #handOver(bytes: Uint8Array): number | undefined {
    const count = loadAddon().writeNow(this.#fd, constants.S_IFIFO, bytes);
    if (count >= 0) return count;
    this.#fail(errnoName(-count));
    return undefined;
  }

  #fail(errno: Errno): void {
    if (this.#closed) return;
    this.close();
    this.#onError(errno);
  }
}

/**
 * What the loop has not written yet. It tries once more when a write has to wait, and tells only in its next turn that there
 * was room by then: this knows at once.
 */
function queuedBytes(socket: Socket): number | undefined {
  return (socket as unknown as { readonly _handle?: { readonly writeQueueSize?: number } })._handle?.writeQueueSize;
}
