import { closeSync } from "node:fs";
import { Socket } from "node:net";
import { loadAddon } from "./load-addon.ts";
import { nodeClock } from "./node-clock.ts";
import { Flood, RestingReaders } from "./resting-readers.ts";
import type { PipeReader, ReadingPace } from "./system.ts";

const bufferBytes = 1 << 17;

/**
 * One buffer for all pipes: the loop reads into it and calls back before it reads the next, so no two chunks are ever in
 * it at once. A thousand children cost no thousand buffers.
 */
const loopBuffer = Buffer.allocUnsafeSlow(bufferBytes);
/** For `drain`, which may be called while a chunk of the loop's buffer is being handled; not in use when defined. */
let spareBuffer: Buffer | undefined;
/** Taken from one pipe at one look, and the size of the pipe of one who writes more than fits into it between two looks. */
const lookBytes = 1 << 20;
const fullPipeBytes = 1 << 18;

const resting = new RestingReaders(nodeClock);

/** Reads a pipe with Node's event loop; the descriptor becomes non-blocking and belongs to the reader. */
export class NodePipeReader implements PipeReader {
  readonly #fd: number;
  readonly #onData: (chunk: Uint8Array) => void;
  readonly #onEnd: () => void;
  readonly #socket: Socket;
  readonly flood = new Flood(nodeClock);
  readonly #mayRest: boolean;
  #open = true;
  #paused = false;
  #enlarged = false;

  constructor(fd: number, onData: (chunk: Uint8Array) => void, onEnd: () => void, pace: ReadingPace = "prompt") {
    this.#fd = fd;
    this.#onData = onData;
    this.#onEnd = onEnd;
    this.#mayRest = pace === "lazy";
    this.#socket = new Socket({
      fd,
      readable: true,
      writable: false,
      onread: { buffer: loopBuffer, callback: (length: number) => this.#takeFromLoop(length) },
      // `fd` and `onread` stand in two types that do not allow each other; together they are fine.
    } as ConstructorParameters<typeof Socket>[0]);
    // Whatever goes wrong with a pipe, it ends.
    for (const event of ["end", "error", "close"]) this.#socket.on(event, () => this.#end());
  }

  drain(maxBytes: number): void {
    this.#readNow(maxBytes, true);
  }

  look(): number | undefined {
    const count = this.#readNow(lookBytes, false);
    if (count >= fullPipeBytes && this.#open && !this.#enlarged) {
      this.#enlarged = true;
      // A refusal only makes the writer wait.
      loadAddon().setPipeSize(this.#fd, lookBytes);
    }
    return this.#open && !this.#paused ? count : undefined;
  }

  wake(): void {
    this.#socket.resume();
  }

  pause(): void {
    if (!this.#open) return;
    this.#paused = true;
    resting.remove(this);
    this.#socket.pause();
  }

  resume(): void {
    if (!this.#open || !this.#paused) return;
    this.#paused = false;
    this.#socket.resume();
  }

  close(): void {
    // One that was released has a successor, whose descriptor it is now.
    if (!this.#open) return;
    this.#open = false;
    resting.remove(this);
    this.#socket.destroy();
  }

  /** Node closes a descriptor with its socket: the socket is left as it is, asleep. */
  release(): void {
    this.#open = false;
    resting.remove(this);
    this.#socket.pause();
    this.#socket.unref();
  }

  /** Returns whether to go on reading, as `onread` wants it. */
  #takeFromLoop(length: number): boolean {
    if (!this.#open) return true;
    this.#onData(loopBuffer.subarray(0, length));
    if (!this.#open || this.#paused || !this.#mayRest || !this.flood.isOn(length)) return true;
    resting.add(this);
    return false;
  }

  /**
   * Delivers what there is, `maxBytes` at most. Returns how much that was.
   * @param toEnd looks for the end behind the last byte, too
   */
  #readNow(maxBytes: number, toEnd: boolean): number {
    const buffer = spareBuffer ?? Buffer.allocUnsafeSlow(bufferBytes);
    // Whoever drains another pipe while it handles a chunk of this one must not overwrite that chunk.
    spareBuffer = undefined;
    let left = maxBytes;
    try {
      // Closing in between frees the number of the descriptor, and somebody else's file may have it next.
      while (left > 0 && this.#open) {
        const room = Math.min(left, bufferBytes);
        const count = loadAddon().readNow(this.#fd, room < bufferBytes ? buffer.subarray(0, room) : buffer);
        // EAGAIN; any other fault the loop will meet and tell.
        if (count < 0) break;
        left -= count;
        if (count === 0) this.#end();
        else this.#onData(buffer.subarray(0, count));
        if (count < room && !toEnd) break;
      }
    } finally {
      spareBuffer = buffer;
    }
    return maxBytes - left;
  }

  #end(): void {
    if (!this.#open) return;
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
