const newline = 0x0a;

/** Takes a line without its line end: a view that is valid for the call only. `partial`: it goes on in the next one. */
export type PassLine = (line: Uint8Array, partial: boolean) => void;

/**
 * Puts lines together that arrive in pieces. A line longer than `maxLineBytes` is given on in parts, so that memory
 * stays bounded.
 */
export class LineSplitter {
  readonly #maxLineBytes: number;
  /** The beginning of a line whose end is still to come. */
  #held: Uint8Array;

  /** @param held what another splitter has held back (`held`), to go on where it was */
  constructor(maxLineBytes: number, held: Uint8Array = new Uint8Array(0)) {
    this.#maxLineBytes = maxLineBytes;
    this.#held = held;
  }

  /** What is held back now. */
  get held(): Uint8Array {
    return this.#held;
  }

  push(chunk: Uint8Array, pass: PassLine): void {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      this.#finish(chunk.subarray(start, end), pass);
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start), pass);
  }

  /** Gives on a last line that has no line end. */
  end(pass: PassLine): void {
    if (this.#held.length > 0) this.#finish(new Uint8Array(0), pass);
  }

  #finish(tail: Uint8Array, pass: PassLine): void {
    const line = this.#held.length > 0 ? Buffer.concat([this.#held, tail]) : tail;
    this.#held = new Uint8Array(0);
    pass(this.#passParts(line, pass), false);
  }

  #keep(tail: Uint8Array, pass: PassLine): void {
    this.#held = this.#passParts(Buffer.concat([this.#held, tail]), pass);
  }

  /** Gives on of a long line what is too much for one; returns the rest. */
  #passParts(line: Uint8Array, pass: PassLine): Uint8Array {
    let rest = line;
    while (rest.length > this.#maxLineBytes) {
      const end = this.#partLength(rest);
      pass(rest.subarray(0, end), true);
      rest = rest.subarray(end);
    }
    return rest;
  }

  /** As much of a long line as fits without cutting a UTF-8 character. */
  #partLength(line: Uint8Array): number {
    let end = this.#maxLineBytes;
    while (end > this.#maxLineBytes - 3 && isContinuation(line[end])) end--;
    return isContinuation(line[end]) ? this.#maxLineBytes : end;
  }
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
