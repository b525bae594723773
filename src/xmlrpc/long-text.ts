/**
 * Text that may be long (a log), as the bytes that it was read as, in pieces that are cut where no character is. Written as
 * `<string>`; what is no UTF-8 becomes U+FFFD.
 */
export class LongText {
  readonly #pieces: Uint8Array[];

  constructor(pieces: readonly Uint8Array[]) {
    this.#pieces = [...pieces];
  }

  get byteLength(): number {
    return this.#pieces.reduce((sum, { length }) => sum + length, 0);
  }

  /** Hands out the pieces, each once: what has been sent on is not kept in memory any longer. */
  *take(): Generator<Uint8Array, void, undefined> {
    for (let piece = this.#pieces.shift(); piece !== undefined; piece = this.#pieces.shift()) yield piece;
  }

  /** All of it, for whoever needs it in one. */
  toString(): string {
    return this.#pieces.map((piece) => Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString()).join("");
  }
}
