import { Socket } from "node:net";
import { closeQuietly } from "./node-pipe-reader.ts";
import type { Errno, PipeWriter } from "./system.ts";

/** Writes to a pipe with Node's event loop. Until the first write it is only a number: most children get no input. */
export class NodePipeWriter implements PipeWriter {
  readonly #fd: number;
  readonly #onError: (errno: Errno) => void;
  #socket: Socket | undefined;
  #closed = false;

  constructor(fd: number, onError: (errno: Errno) => void) {
    this.#fd = fd;
    this.#onError = onError;
  }

  write(bytes: Uint8Array): void {
    if (this.#closed) return;
    this.#socket ??= this.#open();
    this.#socket.write(Buffer.from(bytes));
    // Node writes at once what the pipe takes; its event about a failure comes later than our caller's answer.
    if (this.#socket.errored !== null) this.#fail(this.#socket.errored);
  }

  get pendingBytes(): number {
    return this.#closed ? 0 : (this.#socket?.writableLength ?? 0);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#socket === undefined) closeQuietly(this.#fd);
    else this.#socket.destroy();
  }

  release(): void {
    this.#closed = true;
    this.#socket?.unref();
  }

  #open(): Socket {
    const socket = new Socket({ fd: this.#fd, readable: false, writable: true });
    socket.on("error", (error) => this.#fail(error));
    return socket;
  }

  #fail(error: NodeJS.ErrnoException): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket?.destroy();
    this.#onError(error.code ?? error.message);
  }
}
