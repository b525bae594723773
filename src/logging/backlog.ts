const blockBytes = 65_536;

interface Block {
  readonly bytes: Uint8Array;
  start: number;
  end: number;
}

/** A queue of bytes that are copied in at one end and taken out at the other, in blocks: many short lines cost little. */
export class Backlog {
  #blocks: Block[] = [];
  #size = 0;

  /** Bytes waiting. */
  get size(): number {
    return this.#size;
  }

  put(chunk: Uint8Array): void {
    const last = this.#blocks.at(-1);
    this.#size += chunk.length;
    if (last && last.bytes.length - last.end >= chunk.length) {
      last.bytes.set(chunk, last.end);
      last.end += chunk.length;
      return;
    }
    const bytes = new Uint8Array(Math.max(blockBytes, chunk.length));
    bytes.set(chunk);
    this.#blocks.push({ bytes, start: 0, end: chunk.length });
  }

  /** The bytes that are next, without taking them; empty when nothing waits. */
  peek(): Uint8Array {
    const first = this.#blocks[0];
    return first ? first.bytes.subarray(first.start, first.end) : new Uint8Array(0);
  }

  /** Takes `count` of the bytes that `peek` shows. */
  take(count: number): void {
    const first = this.#blocks[0];
    if (!first) return;
    first.start += count;
    this.#size -= count;
    if (first.start === first.end) this.#blocks.shift();
  }

  /** Drops everything; returns how many bytes that was. */
  clear(): number {
    const dropped = this.#size;
    this.#blocks = [];
    this.#size = 0;
    return dropped;
  }
}
