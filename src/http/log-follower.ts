/**
 * Follows a log file for one reader, from its last bytes or any other to whatever is written later, through rotations.
 *
 * The file is the buffer: a reader that takes its time costs no memory and no descriptor. Between two looks only the
 * file's identity and the position in it are kept; a file that was rotated meanwhile is found again under its backup
 * names, so that nothing is lost or doubled as long as the backups last.
 */
import { statOrUndefined } from "../system/stat-or-undefined.ts";
import type { Clock, FileStatus, Files, Timer } from "../system/system.ts";

export interface FollowerSurroundings {
  readonly files: Pick<Files, "stat" | "openRead" | "read" | "close">;
  readonly clock: Pick<Clock, "after" | "soon">;
  /** Tells of changes of a file until closed. Throws if that cannot be had. */
  readonly watch: (path: string, onChange: (replaced: boolean) => void) => { close(): void };
}

/** A byte of a log, wherever its file is by now. */
export interface LogPlace {
  readonly inode: number;
  readonly offset: number;
}

export type LogNews =
  /** The next bytes, which are overwritten after the call, and where they begin. */
  | { readonly kind: "bytes"; readonly bytes: Uint8Array; readonly place: LogPlace }
  /** What comes next is from the beginning of another file. */
  | { readonly kind: "rotated" }
  /** The file has become shorter; what comes next is from its beginning. */
  | { readonly kind: "truncated" }
  /** Told once: all that there was has been told. */
  | { readonly kind: "live" };

/** False: take no more until `resume` is called. */
export type FollowerSink = (news: LogNews) => boolean;

/** Where to begin: so many bytes before the end, or at a place that an earlier reader has come to. */
export type FollowerStart = { readonly lastBytes: number } | LogPlace;

const chunkBytes = 65_536;
/** Shared by all readers: what is in it is told before anybody reads again. */
const buffer = new Uint8Array(chunkBytes);
/** Read at one go, before the rest of the daemon has its turn. */
const burstBytes = 4 * chunkBytes;
/** The least time between two looks: a busy log is read in larger pieces instead. */
const restMs = 20;
/** How long a change can go unnoticed where watching fails or misses something. */
const watchedPollMs = 5000;
const unwatchedPollMs = 500;

export class LogFollower {
  readonly #path: string;
  readonly #sink: FollowerSink;
  readonly #surroundings: FollowerSurroundings;
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
  #live = false;
  /** To be told before anything else. */
  #untold: LogNews | undefined;

  constructor(path: string, sink: FollowerSink, surroundings: FollowerSurroundings) {
    this.#path = path;
    this.#sink = sink;
    this.#surroundings = surroundings;
  }

  /** Gives what there is from `start` on, and goes on from there. */
  start(start: FollowerStart): void {
    const status = this.#stat(this.#path);
    if ("inode" in start) this.#resumeAt(start, status);
    else if (status !== undefined) {
      this.#identity = identityOf(status);
      this.#position = Math.max(0, status.size - start.lastBytes);
    }
    this.look();
  }

  /** A place in a file that is gone means the beginning of what has its name. */
  #resumeAt({ inode, offset }: LogPlace, current: FileStatus | undefined): void {
    const directory = current ?? this.#stat(`${this.#path}.1`);
    this.#identity = directory && { device: directory.device, inode };
    this.#position = offset;
    if (this.#identity !== undefined && this.#locate(current) !== undefined) return;
    this.#identity = current && identityOf(current);
    this.#position = 0;
    this.#untold = { kind: "rotated" };
  }

  /** The sink takes more, and gets it when the rest of the daemon has had its turn. */
  resume(): void {
    if (!this.#blocked) return;
    this.#blocked = false;
    this.#surroundings.clock.soon(() => this.look());
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
    else this.look();
  }

  /** Tells at once what there is, without the rest between two looks. */
  look(): void {
    if (this.#closed || this.#blocked) return;
    // Watch first, so that nothing that is written after the look is missed.
    this.#rewatch();
    const more = this.#readBurst();
    if (this.#closed) return;
    if (!more && !this.#blocked && !this.#live) {
      this.#live = true;
      this.#tell({ kind: "live" });
    }
    this.#pending = more;
    this.#resting = true;
    this.#wakeIn(restMs, () => this.#afterRest());
  }

  #afterRest(): void {
    this.#resting = false;
    if (this.#pending) this.look();
    else this.#wakeIn(this.#watcher === undefined ? unwatchedPollMs : watchedPollMs, () => this.look());
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
      this.#untold = { kind: "rotated" };
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
    for (let budget = burstBytes; budget > 0; ) {
      const step = this.#readStep();
      if (step === "end") return false;
      if (step === "again" || step.kind === "bytes") budget -= chunkBytes;
      if (step === "again") continue;
      this.#tell(step);
      if (this.#blocked || this.#closed) return false;
    }
    return true;
  }

  #tell(news: LogNews): void {
    if (!this.#sink(news)) this.#blocked = true;
  }

  /** What to tell next; "again": look once more. */
  #readStep(): LogNews | "again" | "end" {
    const untold = this.#untold;
    if (untold !== undefined) {
      this.#untold = undefined;
      return untold;
    }
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
    // Whatever was told of the name before concerned the older file.
    this.#replaced = false;
    return { kind: "rotated" };
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

  #read(path: string): LogNews | "again" | "end" {
    const { files } = this.#surroundings;
    let fd: number | undefined;
    try {
      fd = files.openRead(path);
      const status = files.stat(fd);
      // Rotated by another program since it was located.
      if (!sameFile(identityOf(status), this.#identity)) return "again";
      if (status.size < this.#position) {
        this.#position = 0;
        return { kind: "truncated" };
      }
      const place = { inode: status.inode, offset: this.#position };
      const length = files.read(fd, buffer, this.#position);
      this.#position += length;
      return length === 0 ? "end" : { kind: "bytes", bytes: buffer.subarray(0, length), place };
    } catch {
      return "end";
    } finally {
      if (fd !== undefined) files.close(fd);
    }
  }

  /** Undefined for what is no regular file as well: to open a pipe could block the daemon. */
  #stat(path: string): FileStatus | undefined {
    const status = statOrUndefined(this.#surroundings.files, path);
    return status?.kind === "file" ? status : undefined;
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
