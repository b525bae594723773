import { closeSync, readSync } from "node:fs";
import { Socket } from "node:net";
import type { PipeReader } from "./system.ts";

/**
 * One buffer for all pipes: the loop reads into it and calls back before it reads the next, so no two chunks are ever in
 * it at once. A thousand children cost no thousand buffers.
 */
const sharedBuffer = Buffer.allocUnsafeSlow(1 << 17);
/** For `drain`, which may be called while a chunk of the shared buffer is being handled. */
let drainBuffer: Buffer | undefined;

/** Reads a pipe with Node's event loop; the descriptor becomes non-blocking and belongs to the reader. */
export class NodePipeReader implements PipeReader {
  readonly #fd: number;
  readonly #onData: (chunk: Uint8Array) => void;
  readonly #onEnd: () => void;
  readonly #socket: Socket;
  #done = false;

  constructor(fd: number, onData: (chunk: Uint8Array) => void, onEnd: () => void) {
    this.#fd = fd;
    this.#onData = onData;
    this.#onEnd = onEnd;
    this.#socket = new Socket({
      fd,
      readable: true,
      writable: false,
      onread: {
        buffer: sharedBuffer,
        callback: (length: number, buffer: Uint8Array) => {
          if (!this.#done) onData(buffer.subarray(0, length));
          return true;
        },
      },
    } as ConstructorParameters<typeof Socket>[0]);
    this.#socket.on("end", () => this.#end());
    this.#socket.on("error", () => this.#end());
    this.#socket.on("close", () => this.#end());
    this.#socket.resume();
  }

  drain(maxBytes: number): void {
    if (this.#done) return;
    drainBuffer ??= Buffer.allocUnsafeSlow(1 << 16);
    for (let left = maxBytes; left > 0; ) {
      let length: number;
      try {
        length = readSync(this.#fd, drainBuffer, 0, Math.min(drainBuffer.length, left), null);
      } catch {
        return; // EAGAIN: empty, but somebody still has the other end
      }
      if (length === 0) {
        this.#end();
        return;
      }
      left -= length;
      this.#onData(drainBuffer.subarray(0, length));
    }
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#done = true;
    this.#socket.destroy();
  }

  #end(): void {
    if (this.#done) return;
    this.close();
    this.#onEnd();
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
