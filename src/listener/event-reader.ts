import type { Readable } from "node:stream";

/** The header of an event, as it was sent. */
export interface EventHeaderFields {
  /** Version of the protocol, "3.0". */
  readonly ver: string;
  /** `identifier=` of the daemon. */
  readonly server: string;
  /** Counts the events of the daemon. */
  readonly serial: number;
  readonly pool: string;
  /** Counts the events of the pool. */
  readonly poolserial: number;
  readonly eventname: string;
}

export interface ReceivedEvent {
  readonly header: EventHeaderFields;
  readonly payload: Buffer;
}

/** Cuts a stream into events: a header line, then as much payload as its `len` says. */
export class EventReader {
  readonly #chunks: AsyncIterator<unknown>;
  readonly #unit: "bytes" | "characters";
  #pending: Buffer = Buffer.alloc(0);

  constructor(input: Readable, unit: "bytes" | "characters") {
    this.#chunks = input[Symbol.asyncIterator]();
    this.#unit = unit;
  }

  /** The next event; undefined when the input has ended. Throws an Error if what comes is no event. */
  async next(): Promise<ReceivedEvent | undefined> {
    const line = await this.#line();
    if (line === undefined) return undefined;
    const fields = new Map(line.split(" ").map((word) => splitAtColon(word)));
    const length = numberOf(fields, "len", line);
    const header = {
      ver: fields.get("ver") ?? "",
      server: fields.get("server") ?? "",
      serial: numberOf(fields, "serial", line),
      pool: fields.get("pool") ?? "",
      poolserial: numberOf(fields, "poolserial", line),
      eventname: fields.get("eventname") ?? "",
    };
    const payload = await this.#payload(length);
    return payload === undefined ? undefined : { header, payload };
  }

  async #line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#pending.indexOf("\n");
      if (end !== -1) return this.#take(end + 1).toString("utf8", 0, end);
      if (!(await this.#more())) return undefined;
    }
  }

  async #payload(length: number): Promise<Buffer | undefined> {
    const counter = this.#unit === "bytes" ? new ByteCounter(length) : new CharacterCounter(length);
    for (;;) {
      const end = counter.endIn(this.#pending);
      if (end !== undefined) return this.#take(end);
      if (!(await this.#more())) return undefined;
    }
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done) return false;
    const { value } = next;
    this.#pending = Buffer.concat([this.#pending, Buffer.isBuffer(value) ? value : Buffer.from(String(value))]);
    return true;
  }

  #take(length: number): Buffer {
    const taken = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return taken;
  }
}

/** Finds where a payload ends in bytes that only grow. */
interface PayloadCounter {
  endIn(bytes: Buffer): number | undefined;
}

class ByteCounter implements PayloadCounter {
  readonly #length: number;

  constructor(length: number) {
    this.#length = length;
  }

  endIn(bytes: Buffer): number | undefined {
    return bytes.length >= this.#length ? this.#length : undefined;
  }
}

/** Counts characters of UTF-8 as Python does, each byte once. */
class CharacterCounter implements PayloadCounter {
  #left: number;
  /** Where the next character begins. */
  #at = 0;

  constructor(length: number) {
    this.#left = length;
  }

  endIn(bytes: Buffer): number | undefined {
    while (this.#left > 0) {
      const end = this.#at + sequenceLength(bytes[this.#at] ?? 0);
      if (end > bytes.length) return undefined;
      this.#at = end;
      this.#left--;
    }
    return this.#at;
  }
}

/** How many bytes a character has, by its first one. */
function sequenceLength(first: number): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

function splitAtColon(word: string): [key: string, value: string] {
  const at = word.indexOf(":");
  return at === -1 ? [word, ""] : [word.slice(0, at), word.slice(at + 1)];
}

function numberOf(fields: ReadonlyMap<string, string>, key: string, line: string): number {
  const text = fields.get(key) ?? "";
  if (!/^\d+$/.test(text)) throw new Error(`not an event: no number "${key}" in the header "${line.slice(0, 200)}"`);
  return Number(text);
}
