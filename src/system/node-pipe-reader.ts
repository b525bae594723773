import { closeSync, readSync } from "node:fs";
import { Socket } from "node:net";
import type { PipeReader } from "./system.ts";

const bufferBytes = 1 << 17;

/**
 * One buffer for all pipes: the loop reads into it and calls back before it reads the next, so no two chunks are ever in
 * it at once. A thousand children cost no thousand buffers.
 */
const loopBuffer = Buffer.allocUnsafeSlow(bufferBytes);
/** For `drain`, which may be called while a chunk of the loop's buffer is being handled; not in use when defined. */
let spareBuffer: Buffer | undefined;

/** Reads a pipe with Node's event loop; the descriptor becomes non-blocking and belongs to the reader. */
export class NodePipeReader implements PipeReader {
  readonly #fd: number;
  readonly #onData: (chunk: Uint8Array) => void;
  readonly #onEnd: () => void;
  readonly #socket: Socket;
  #open = true;

  constructor(fd: number, onData: (chunk: Uint8Array) => void, onEnd: () => void) {
    this.#fd = fd;
    this.#onData = onData;
    this.#onEnd = onEnd;
    this.#socket = new Socket({
      fd,
      readable: true,
      writable: false,
      onread: { buffer: loopBuffer, callback: (length: number) => this.#take(loopBuffer, length) },
      // `fd` and `onread` stand in two types that do not allow each other; together they are fine.
    } as ConstructorParameters<typeof Socket>[0]);
    // Whatever goes wrong with a pipe, it ends.
    for (const event of ["end", "error", "close"]) this.#socket.on(event, () => this.#end());
  }

  drain(maxBytes: number): void {
    const buffer = spareBuffer ?? Buffer.allocUnsafeSlow(bufferBytes);
    // Whoever drains another pipe while it handles a chunk of this one must not overwrite that chunk.
    spareBuffer = undefined;
    try {
      // Closing in between frees the number of the descriptor, and somebody else's file may have it next.
      for (let left = maxBytes; left > 0 && this.#open; ) {
        const length = readNow(this.#fd, buffer, Math.min(left, bufferBytes));
        if (length === undefined) return;
        if (length === 0) this.#end();
        else this.#take(buffer, length);
        left -= length;
      }
    } finally {
      spareBuffer = buffer;
    }
  }

  pause(): void {
    if (this.#open) this.#socket.pause();
  }

  resume(): void {
    if (this.#open) this.#socket.resume();
  }

  close(): void {
    // One that was released has a successor, whose descriptor it is now.
    if (!this.#open) return;
    this.#open = false;
    this.#socket.destroy();
  }

  /** Node closes a descriptor with its socket: the socket is left as it is, asleep. */
  release(): void {
    this.#open = false;
    this.#socket.pause();
    this.#socket.unref();
  }

  /** Returns true to go on reading, as `onread` wants it. */
  #take(buffer: Buffer, length: number): boolean {
    if (this.#open) this.#onData(buffer.subarray(0, length));
    return true;
  }

  #end(): void {
    if (!this.#open) return;
    this.close();
    this.#onEnd();
  }
}

/** Undefined when the pipe is empty and somebody still has its other end. */
function readNow(fd: number, buffer: Buffer, maxBytes: number): number | undefined {
  try {
    return readSync(fd, buffer, 0, maxBytes, null);
  } catch {
    // EAGAIN; any other fault the loop will meet and tell.
    return undefined;
  }
}

/** Closes a bare descriptor; that it is closed already is no fault worth ending anything for. */
export function closeQuietly(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // EBADF: there is nothing to close
  }
}
