/**
 * Follows a log file for one reader, from its last bytes to whatever is written later, through rotations.
 *
 * The file is the buffer: a reader that takes its time costs no memory and no descriptor. Between two looks only the
 * file's identity and the position in it are kept; a file that was rotated meanwhile is found again under its backup
 * names, so that nothing is lost or doubled as long as the backups last.
 */
import type { Clock, FileStatus, Files, Timer } from "../system/system.ts";

export interface FollowerSurroundings {
  readonly files: Pick<Files, "stat" | "openRead" | "read" | "close">;
  readonly clock: Pick<Clock, "after">;
  /** Tells of changes of a file until closed. Throws if that cannot be had. */
  readonly watch: (path: string, onChange: (replaced: boolean) => void) => { close(): void };
}

/** Takes the next bytes, which are overwritten after the call. False: take no more until `resume` is called. */
export type FollowerSink = (bytes: Uint8Array) => boolean;

/** How many bytes of the past a reader gets to see at first. */
const initialBytes = 1024;
const chunkBytes = 65_536;
/** Read at one go, before the rest of the daemon has its turn. */
const burstBytes = 4 * chunkBytes;
/** The least time between two looks: a busy log is read in larger pieces instead. */
const restMs = 20;
/** How long a change can go unnoticed where watching fails or misses something. */
const watchedPollMs = 5000;
const unwatchedPollMs = 500;
const truncationNotice = Buffer.from("==> File truncated <==\n");

export class LogFollower {
  readonly #path: string;
  readonly #sink: FollowerSink;
  readonly #surroundings: FollowerSurroundings;
  readonly #buffer = new Uint8Array(chunkBytes);
  /** The file that is being read, wherever it is now; undefined before there was one. */
  #identity: Identity | undefined;
  #position = 0;
  #watcher: { close(): void } | undefined;
  #watched: Identity | undefined;
  /** Set when the watched name has come to mean another file. */
  #replaced = false;
  #timer: Timer | undefined;
  #resting = false;
  #pending = false;
  #blocked = false;
  #closed = false;

  constructor(path: string, sink: FollowerSink, surroundings: FollowerSurroundings) {
    this.#path = path;
    this.#sink = sink;
    this.#surroundings = surroundings;
  }

  /** Gives the last bytes and goes on from there. */
  start(): void {
    const status = this.#stat(this.#path);
    if (status !== undefined) {
      this.#identity = identityOf(status);
      this.#position = Math.max(0, status.size - initialBytes);
    }
    this.#look();
  }

  /** The sink takes more. */
  resume(): void {
    if (!this.#blocked) return;
    this.#blocked = false;
    this.#look();
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #onChange(replaced: boolean): void {
    this.#replaced ||= replaced;
    if (this.#resting) this.#pending = true;
    else this.#look();
  }

  #look(): void {
    if (this.#closed || this.#blocked) return;
    // Watch first, so that nothing that is written after the look is missed.
    this.#rewatch();
    const more = this.#readBurst();
    if (this.#closed) return;
    this.#pending = more;
    this.#resting = true;
    this.#wakeIn(restMs, () => this.#afterRest());
  }

  #afterRest(): void {
    this.#resting = false;
    if (this.#pending) this.#look();
    else this.#wakeIn(this.#watcher === undefined ? unwatchedPollMs : watchedPollMs, () => this.#look());
  }

  #wakeIn(delayMs: number, wake: () => void): void {
    this.#timer?.cancel();
    this.#timer = this.#surroundings.clock.after(delayMs, wake);
  }

  #rewatch(): void {
    const status = this.#stat(this.#path);
    const current = status === undefined ? undefined : identityOf(status);
    if (this.#watcher !== undefined && !this.#replaced && sameFile(current, this.#watched)) return;
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#watched = current;
    if (current === undefined) return;
    if (this.#replaced && sameFile(current, this.#identity)) {
      // Deleted and made anew under the same inode number.
      this.#position = 0;
    }
    this.#replaced = false;
    try {
      this.#watcher = this.#surroundings.watch(this.#path, (replaced) => this.#onChange(replaced));
    } catch {
      // No watches left, or the file is gone again: the timer looks instead.
    }
  }

  /** Returns whether there is more to read at once. */
  #readBurst(): boolean {
    for (let budget = burstBytes; budget > 0; budget -= chunkBytes) {
      const step = this.#readStep();
      if (step === "end") return false;
      if (step === "again") continue;
      this.#blocked = !this.#sink(step);
      if (this.#blocked || this.#closed) return false;
    }
    return true;
  }

  /** The next bytes; or "again" after a step to another file. */
  #readStep(): Uint8Array | "again" | "end" {
    const current = this.#stat(this.#path);
    this.#identity ??= current && identityOf(current);
    if (this.#identity === undefined) return "end";
    const place = this.#locate(current);
    // Not found: deleted, or rotated away beyond its last backup.
    const step = place === undefined ? "end" : this.#read(place.path);
    if (step !== "end" || place?.backup === 0) return step;
    const newer = place === undefined || place.backup === 1 ? current : this.#stat(`${this.#path}.${place.backup - 1}`);
    if (newer === undefined) return "end";
    this.#identity = identityOf(newer);
    this.#position = 0;
    return "again";
  }

  /** Where the file that is being read is now: under its own name, or as a backup `.1`, `.2`, ... */
  #locate(current: FileStatus | undefined): { path: string; backup: number } | undefined {
    if (current !== undefined && sameFile(identityOf(current), this.#identity)) return { path: this.#path, backup: 0 };
    for (let backup = 1; ; backup++) {
      const path = `${this.#path}.${backup}`;
      const status = this.#stat(path);
      if (status === undefined) return undefined;
      if (sameFile(identityOf(status), this.#identity)) return { path, backup };
    }
  }

  #read(path: string): Uint8Array | "again" | "end" {
    const { files } = this.#surroundings;
    let fd: number | undefined;
    try {
      fd = files.openRead(path);
      const status = files.stat(fd);
      // Rotated by another program since it was located.
      if (!sameFile(identityOf(status), this.#identity)) return "again";
      if (status.size < this.#position) {
        this.#position = 0;
        return truncationNotice;
      }
      const length = files.read(fd, this.#buffer, this.#position);
      this.#position += length;
      return length === 0 ? "end" : this.#buffer.subarray(0, length);
    } catch {
      return "end";
    } finally {
      if (fd !== undefined) files.close(fd);
    }
  }

  /** Undefined for what is no regular file as well: to open a pipe could block the daemon. */
  #stat(path: string): FileStatus | undefined {
    try {
      const status = this.#surroundings.files.stat(path);
      return status.kind === "file" ? status : undefined;
    } catch {
      return undefined;
    }
  }
}

interface Identity {
  readonly device: number;
  readonly inode: number;
}

function identityOf({ device, inode }: FileStatus): Identity {
  return { device, inode };
}

function sameFile(a: Identity | undefined, b: Identity | undefined): boolean {
  return a?.device === b?.device && a?.inode === b?.inode;
}
