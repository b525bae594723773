import type { Clock, Files, Timer } from "../../system/system.ts";

/** A place in a log: the file by its inode, and the byte. */
export interface LogPlace {
  readonly inode: number;
  readonly offset: number;
}

export type LogNews =
  /** `text` ends at `next`; it was cut where no character is cut. */
  | { readonly kind: "output"; readonly place: LogPlace; readonly next: number; readonly text: string }
  /** The file was emptied, or another one has its name now. */
  | { readonly kind: "restarted"; readonly reason: "rotated" | "truncated" }
  /** Told once: all that there was has been told, what comes is new. */
  | { readonly kind: "live" };

export interface FollowRequest {
  readonly path: string;
  /** Where to go on; a place in a file that is not there any more means its successor's beginning. */
  readonly from: LogPlace | undefined;
  /** Without `from`: so many last bytes to begin with. */
  readonly tailBytes: number;
  /** False asks to wait for `resume`. */
  readonly onNews: (news: LogNews) => boolean;
}

const pollMs = 200;
const chunkBytes = 65_536;

/**
 * Follows a log file by its name, across rotation and truncation, from any byte. It reads only as fast as its reader
 * takes, so a reader that never reads costs one chunk. A rotated file is read to its end before its successor.
 */
export class LogFollower {
  readonly #request: FollowRequest;
  readonly #files: Files;
  readonly #clock: Clock;
  readonly #buffer = new Uint8Array(chunkBytes);
  #timer: Timer | undefined;
  #fd: number | undefined;
  #inode = 0;
  #offset = 0;
  #begun = false;
  #paused = false;
  #live = false;

  constructor(request: FollowRequest, files: Files, clock: Clock) {
    this.#request = request;
    this.#files = files;
    this.#clock = clock;
    this.#poll();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#poll();
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#paused = true;
    this.#closeFile();
  }

  #poll(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    try {
      if (this.#fd === undefined) this.#open();
      if (this.#fd !== undefined) this.#advance(this.#fd);
    } catch {
      // Gone, or not to be read for now: the name is tried again.
      this.#closeFile();
    }
    if (!this.#paused && !this.#live) {
      this.#live = true;
      this.#tell({ kind: "live" });
    }
    if (!this.#paused) this.#timer = this.#clock.after(pollMs, () => this.#poll());
  }

  #open(): void {
    const { path, from, tailBytes } = this.#request;
    const named = this.#files.stat(path);
    if (named.kind !== "file") return;
    const fd = this.#files.openRead(path);
    this.#fd = fd;
    const { inode, size } = this.#files.stat(fd);
    this.#inode = inode;
    if (this.#begun) this.#offset = 0;
    else if (from === undefined) this.#offset = this.#characterStart(fd, Math.max(0, size - tailBytes));
    else this.#offset = from.inode === inode && from.offset <= size ? from.offset : 0;
    const lost = !this.#begun && from !== undefined && this.#offset !== from.offset;
    this.#begun = true;
    if (lost) this.#tell({ kind: "restarted", reason: "rotated" });
  }

  #advance(fd: number): void {
    if (this.#files.stat(fd).size < this.#offset) {
      this.#offset = 0;
      this.#tell({ kind: "restarted", reason: "truncated" });
    }
    while (!this.#paused) {
      const got = this.#files.read(fd, this.#buffer, this.#offset);
      const whole = wholeCharacters(this.#buffer.subarray(0, got));
      if (whole === 0) break;
      const text = Buffer.from(this.#buffer.buffer, 0, whole).toString("utf8");
      const place = { inode: this.#inode, offset: this.#offset };
      this.#offset += whole;
      this.#tell({ kind: "output", place, next: this.#offset, text });
      if (got < chunkBytes) break;
    }
    if (!this.#paused) this.#noticeSuccessor();
  }

  #noticeSuccessor(): void {
    if (this.#files.stat(this.#request.path).inode === this.#inode) return;
    this.#closeFile();
    this.#tell({ kind: "restarted", reason: "rotated" });
  }

  /** The first byte from `offset` on that begins a character. */
  #characterStart(fd: number, offset: number): number {
    if (offset === 0) return 0;
    const peek = this.#buffer.subarray(0, this.#files.read(fd, this.#buffer.subarray(0, 4), offset));
    const skip = peek.findIndex((byte) => (byte & 0xc0) !== 0x80);
    return offset + Math.max(0, skip);
  }

  #tell(news: LogNews): void {
    if (!this.#request.onNews(news)) this.#paused = true;
  }

  #closeFile(): void {
    if (this.#fd !== undefined) this.#files.close(this.#fd);
    this.#fd = undefined;
  }
}

/** Length of `bytes` without a character that is cut off at their end. */
export function wholeCharacters(bytes: Uint8Array): number {
  const { length } = bytes;
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needs = byte >= 0xf0 && byte < 0xf8 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needs > back && byte < 0xf8 ? length - back : length;
  }
  return length;
}
