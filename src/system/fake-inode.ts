import type { Clock, FileStatus } from "./system.ts";

/** A file without its name; lives on while it is open, as on a disk. */
export class FakeInode {
  readonly kind: FileStatus["kind"];
  readonly inode: number;
  mode: number;
  uid = 0;
  gid = 0;
  modifiedWallMs: number;
  readonly #clock: Pick<Clock, "wallMs">;
  #bytes = new Uint8Array(64);
  #size = 0;

  constructor(inode: number, kind: FileStatus["kind"], mode: number, clock: Pick<Clock, "wallMs">) {
    this.inode = inode;
    this.kind = kind;
    this.mode = mode;
    this.#clock = clock;
    this.modifiedWallMs = clock.wallMs();
  }

  get size(): number {
    return this.#size;
  }

  /** A view of the content, valid until the next change. */
  get content(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  append(bytes: Uint8Array): void {
    const needed = this.#size + bytes.length;
    if (needed > this.#bytes.length) this.#grow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.set(bytes, this.#size);
    this.#size = needed;
    this.modifiedWallMs = this.#clock.wallMs();
  }

  truncate(length: number): void {
    if (length > this.#bytes.length) this.#grow(length);
    this.#bytes.fill(0, Math.min(this.#size, length));
    this.#size = length;
    this.modifiedWallMs = this.#clock.wallMs();
  }

  #grow(capacity: number): void {
    const bigger = new Uint8Array(capacity);
    bigger.set(this.content);
    this.#bytes = bigger;
  }
}
