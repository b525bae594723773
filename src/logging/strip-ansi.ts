const escapeByte = 0x1b;
const bracket = 0x5b;

/** A real sequence has a few parameters; what goes on for longer is text that happens to look like one. */
export const maxSequenceBytes = 256;

/** How far into a control sequence the last chunk has led. */
type Position = "text" | "after-escape" | "in-sequence";

/** Takes a chunk further: a view that is valid for the call only. */
type Pass = (chunk: Uint8Array) => void;

/**
 * `strip_ansi`: removes control sequences, which are ESC, `[`, parameters (bytes 0x20 to 0x3f) and a final byte (0x40
 * to 0x7e), wherever the chunks cut them.
 *
 * Supervisor removes everything from ESC `[` up to the next of the letters HfABCDRsuJKhlpm, or to the end of the chunk.
 * For sequences that end with one of these (colours, cursor movements, erasing) that is the same; after any other
 * (`ESC[6n`, `ESC[2P`) it takes the text that follows along, and of a sequence cut by a chunk it leaves the tail.
 */
export class AnsiStripper {
  #position: Position;
  /** The beginning of an unfinished sequence; at most `maxSequenceBytes`. */
  #held: number[];

  /** @param held what another stripper has held back (`held`), to go on where it was */
  constructor(held: Uint8Array = new Uint8Array(0)) {
    this.#held = [...held];
    this.#position = (["text", "after-escape"] as const)[held.length] ?? "in-sequence";
  }

  /** What is held back now. */
  get held(): Uint8Array {
    return Uint8Array.from(this.#held);
  }

  push(chunk: Uint8Array, pass: Pass): void {
    if (this.#position === "text" && !chunk.includes(escapeByte)) {
      pass(chunk);
      return;
    }
    const kept = new Uint8Array(this.#held.length + chunk.length);
    const length = this.#strip(chunk, kept);
    if (length > 0) pass(kept.subarray(0, length));
  }

  /** The output ends here: passes on what is held back. */
  end(pass: Pass): void {
    const { held } = this;
    this.#forget();
    if (held.length > 0) pass(held);
  }

  #strip(chunk: Uint8Array, kept: Uint8Array): number {
    let length = 0;
    let index = 0;
    while (index < chunk.length) {
      if (this.#position === "text") {
        const found = chunk.indexOf(escapeByte, index);
        const end = found === -1 ? chunk.length : found;
        kept.set(chunk.subarray(index, end), length);
        length += end - index;
        index = end;
        if (found === -1) break;
        this.#hold(escapeByte, "after-escape");
        index++;
        continue;
      }
      const byte = chunk[index] as number;
      if (this.#position === "after-escape" && byte === bracket) {
        this.#hold(byte, "in-sequence");
        index++;
      } else if (this.#position === "after-escape") {
        // Another kind of escape, which stays. The byte itself may begin a sequence.
        length = this.#release(kept, length);
      } else if (byte >= 0x20 && byte <= 0x3f && this.#held.length < maxSequenceBytes) {
        this.#hold(byte, "in-sequence");
        index++;
      } else if (byte >= 0x40 && byte <= 0x7e) {
        this.#forget();
        index++;
      } else if (this.#held.length >= maxSequenceBytes) {
        length = this.#release(kept, length);
      } else {
        // Broken off by what cannot be part of it (a new escape, a line end): a terminal shows nothing of it either.
        this.#forget();
      }
    }
    return length;
  }

  #hold(byte: number, position: Position): void {
    this.#held.push(byte);
    this.#position = position;
  }

  #forget(): void {
    this.#held = [];
    this.#position = "text";
  }

  /** Lets through what was held: it is text after all. */
  #release(kept: Uint8Array, length: number): number {
    kept.set(this.#held, length);
    const after = length + this.#held.length;
    this.#forget();
    return after;
  }
}
