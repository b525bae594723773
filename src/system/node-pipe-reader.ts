import { closeSync } from "node:fs";
import { errnoName } from "./errno.ts";
import { errnoError } from "./errno-error.ts";
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
/** By descriptor: all that the loop reads. Undefined until the first. */
let readers: Map<number, NodePipeReader> | undefined;

/** Reads a pipe with Node's event loop; the descriptor becomes non-blocking and belongs to the reader. */
export class NodePipeReader implements PipeReader {
  readonly #fd: number;
  readonly #onData: (chunk: Uint8Array) => void;
  readonly #onEnd: () => void;
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
    readers ??= readersOfLoop();
    const errno = loadAddon().watchPipe(fd);
    if (errno !== 0) throw errnoError(errnoName(errno), "poll");
    readers.set(fd, this);
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
    loadAddon().wakePipe(this.#fd, 1);
  }

  pause(): void {
    if (!this.#open) return;
    this.#paused = true;
    resting.remove(this);
    loadAddon().wakePipe(this.#fd, 0);
  }

  resume(): void {
    if (!this.#open || !this.#paused) return;
    this.#paused = false;
    this.wake();
  }

  close(): void {
    // One that was released has a successor, whose descriptor it is now.
    if (!this.#open) return;
    this.release();
    closeQuietly(this.#fd);
  }

  release(): void {
    if (!this.#open) return;
    this.#open = false;
    resting.remove(this);
    readers?.delete(this.#fd);
    loadAddon().forgetPipe(this.#fd);
  }

  /** Called by the loop, with what it read into its buffer: as `readNow` tells it. */
  take(count: number): void {
    // Whatever goes wrong with a pipe, it ends.
    if (count <= 0) {
      this.#end();
      return;
    }
    this.#onData(loopBuffer.subarray(0, count));
    if (!this.#open || this.#paused || !this.#mayRest || !this.flood.isOn(count)) return;
    loadAddon().wakePipe(this.#fd, 0);
    resting.add(this);
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

function readersOfLoop(): Map<number, NodePipeReader> {
  const byDescriptor = new Map<number, NodePipeReader>();
  loadAddon().readPipes(loopBuffer, (fd, count) => byDescriptor.get(fd)?.take(count));
  return byDescriptor;
}

/** Closes a bare descriptor; that it is closed already is no fault worth ending anything for. */
export function closeQuietly(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // EBADF: there is nothing to close
  }
}
