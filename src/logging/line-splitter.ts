const newline = 0x0a;

/**
 * Puts lines together that arrive in pieces. A line longer than `maxLineBytes` is given on in parts, so that memory
 * stays bounded.
 */
export class LineSplitter {
  readonly #maxLineBytes: number;
  readonly #onLine: (line: Uint8Array) => void;
  #partial: Uint8Array = new Uint8Array(0);

  /** `onLine` gets each line without its line end; a view that is valid for the call only. */
  constructor(maxLineBytes: number, onLine: (line: Uint8Array) => void) {
    this.#maxLineBytes = maxLineBytes;
    this.#onLine = onLine;
  }

  push(chunk: Uint8Array): void {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      this.#finish(chunk.subarray(start, end));
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  /** Gives on a last line that has no line end. */
  end(): void {
    if (this.#partial.length > 0) this.#finish(new Uint8Array(0));
  }

  #finish(tail: Uint8Array): void {
    const line = this.#partial.length > 0 ? Buffer.concat([this.#partial, tail]) : tail;
    this.#partial = new Uint8Array(0);
    let rest = line;
    while (rest.length > this.#maxLineBytes) rest = this.#emitPart(rest);
    this.#onLine(rest);
  }

  #keep(tail: Uint8Array): void {
    let rest: Uint8Array = Buffer.concat([this.#partial, tail]);
    while (rest.length > this.#maxLineBytes) rest = this.#emitPart(rest);
    this.#partial = rest;
  }

  /** Gives on as much of a long line as fits without cutting a UTF-8 character; returns the rest. */
  #emitPart(line: Uint8Array): Uint8Array {
    let end = this.#maxLineBytes;
    while (end > this.#maxLineBytes - 3 && isContinuation(line[end])) end--;
    if (isContinuation(line[end])) end = this.#maxLineBytes;
    this.#onLine(line.subarray(0, end));
    return line.subarray(end);
  }
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
