import { errnoError } from "./errno-error.ts";
import type { Datagrams, Errno, Streams, StreamWriter } from "./system.ts";

/** The other end of a stream: takes what it has room for. */
export class FakeStream {
  /** Bytes that it takes before its reader has to read on. */
  room = Number.POSITIVE_INFINITY;
  /** Makes every write fail. */
  errno: Errno | undefined;
  /** Writers that are open now. */
  writers = 0;
  /** How often it was opened. */
  openings = 0;
  readonly #received: Buffer[] = [];

  /** Everything it took, as text. */
  get text(): string {
    return this.bytes.toString("utf8");
  }

  /** Everything it took. */
  get bytes(): Buffer {
    return Buffer.concat(this.#received);
  }

  take(bytes: Uint8Array): number {
    if (this.errno !== undefined) throw errnoError(this.errno, "write");
    const count = Math.min(bytes.length, this.room);
    this.room -= count;
    this.#received.push(Buffer.from(bytes.subarray(0, count)));
    return count;
  }
}

/** Streams in memory, made when they are first asked for. */
export class FakeStreams implements Streams {
  readonly #streams = new Map<number | string, FakeStream>();

  /** The stream behind a descriptor or path. */
  at(target: number | string): FakeStream {
    const stream = this.#streams.get(target) ?? new FakeStream();
    this.#streams.set(target, stream);
    return stream;
  }

  open(target: number | string): StreamWriter {
    const stream = this.at(target);
    stream.writers++;
    stream.openings++;
    let open = true;
    return {
      write: (bytes) => stream.take(bytes),
      close: () => {
        if (open) stream.writers--;
        open = false;
      },
    };
  }
}

/** Datagrams in memory, to any path. */
export class FakeDatagrams implements Datagrams {
  /** What every sending gives; undefined lets it through. */
  refusal: Errno | undefined;
  /** What got through, as text. */
  readonly sent: string[] = [];

  send(_path: string, bytes: Uint8Array): Errno | undefined {
    if (this.refusal === undefined) this.sent.push(new TextDecoder().decode(bytes));
    return this.refusal;
  }
}
