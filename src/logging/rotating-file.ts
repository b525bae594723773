import { posix } from "node:path";
import { errnoOf } from "../system/errno-error.ts";
import type { Directory, FileStatus, Files } from "../system/system.ts";
import type { LossReport, ReportTrouble } from "./loss-report.ts";

export interface RotationPolicy {
  /** Rotate once the file has this many bytes; 0 or less: never. */
  readonly maxBytes: number;
  /** Files kept as `.1` (the youngest) to `.N`; 0 or less: none, the file is emptied instead. */
  readonly backups: number;
}

/** So many missing numbers in a row mean that there are no more backups; a smaller gap moves up with the others. */
const widestGap = 100;

type FileIdentity = Pick<FileStatus, "device" | "inode">;

/**
 * A log file that is appended to and rotated by size: after each write, once the size has reached the limit.
 *
 * No trouble leaves `write`: what the disk does not take is counted by the `LossReport`, and a rotation that fails
 * (a directory that may not be written) leaves everything where it is and is tried again a whole `maxBytes` later.
 * The size is counted, not asked for; it is checked against the disk when it says that it is time to rotate, so that
 * an external logrotate, by renaming or by copying and truncating, is noticed before anything is moved.
 */
export class RotatingFile {
  readonly path: string;
  readonly #files: Files;
  readonly #mode: number;
  readonly #loss: LossReport;
  readonly #report: ReportTrouble;
  #policy: RotationPolicy;
  #fd: number | undefined;
  #identity: FileIdentity | undefined;
  #size = 0;
  #rotateAt = Number.POSITIVE_INFINITY;
  #rotationFailing = false;

  /** Opens the file; throws ErrnoException. `mode` is for a new one, less the umask. */
  constructor(
    files: Files,
    path: string,
    policy: RotationPolicy,
    mode: number,
    loss: LossReport,
    report: ReportTrouble,
  ) {
    this.path = path;
    this.#files = files;
    this.#mode = mode;
    this.#policy = policy;
    this.#loss = loss;
    this.#report = report;
    this.#open();
  }

  write(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#size += this.#append(chunk);
    if (this.#size >= this.#rotateAt) this.#rotate();
  }

  setPolicy(policy: RotationPolicy): void {
    this.#policy = policy;
    this.#planRotation(this.#size);
  }

  /** Goes on in the file that has the name now. If it cannot be opened, the old one is kept. */
  reopen(): void {
    try {
      this.#open();
    } catch (error) {
      this.#report("error", `could not reopen '${this.path}': ${errnoOf(error)}`);
    }
  }

  /**
   * Goes on in the file that has the name now, if it is another one. It costs one look at the name, since runs may follow
   * each other fast. If it cannot be opened, the old one is kept. Throws ErrnoException.
   */
  renew(): void {
    if (this.#identity === undefined || !this.#isNamedAs(this.#identity)) this.#open();
  }

  /** Deletes the file and starts an empty one. Throws ErrnoException. */
  clear(): void {
    try {
      this.#files.remove(this.path);
    } catch (error) {
      if (errnoOf(error) !== "ENOENT") throw error;
    }
    // The old file has no name any more: if no new one can be had, the next write must try again, not fill the old.
    this.close();
    this.#open();
  }

  close(): void {
    const fd = this.#fd;
    if (fd === undefined) return;
    this.#fd = undefined;
    this.#identity = undefined;
    this.#size = 0;
    try {
      this.#files.close(fd);
    } catch {
      // The descriptor is gone in any case; delayed write errors (NFS) have nobody left to act on them.
    }
  }

  #open(): number {
    const fd = this.#files.openAppend(this.path, this.#mode);
    let status: FileStatus;
    try {
      status = this.#files.stat(fd);
    } catch (error) {
      this.#files.close(fd);
      throw error;
    }
    this.close();
    this.#fd = fd;
    this.#identity = status;
    this.#size = status.size;
    this.#planRotation(0);
    return fd;
  }

  #planRotation(from: number): void {
    const { maxBytes } = this.#policy;
    this.#rotateAt = maxBytes > 0 ? (this.#rotationFailing ? from + maxBytes : maxBytes) : Number.POSITIVE_INFINITY;
  }

  /** Returns how many bytes got into the file. */
  #append(chunk: Uint8Array): number {
    let done = 0;
    try {
      const fd = this.#fd ?? this.#open();
      done = this.#files.write(fd, chunk);
      while (done < chunk.length) done += this.#files.write(fd, chunk.subarray(done));
      this.#loss.succeeded();
    } catch (error) {
      this.#loss.failed(errnoOf(error), chunk.length - done);
    }
    return done;
  }

  #rotate(): void {
    const fd = this.#fd;
    if (fd === undefined) return;
    try {
      if (this.#changedByOthers(fd)) return;
      if (this.#policy.backups > 0) this.#moveToBackup();
      else this.#files.truncate(fd, 0);
      this.#size = 0;
      this.#rotationFailing = false;
      this.#planRotation(0);
    } catch (error) {
      const first = !this.#rotationFailing;
      this.#rotationFailing = true;
      this.#planRotation(this.#size);
      if (first)
        this.#report("error", `could not rotate '${this.path}': ${errnoOf(error)}; writing on in the same file`);
    }
  }

  /** True when somebody else has rotated or emptied the file meanwhile: then nothing is to be moved now. */
  #changedByOthers(fd: number): boolean {
    const own = this.#files.stat(fd);
    if (!this.#isNamedAs(own)) {
      this.#open();
      return true;
    }
    this.#size = own.size;
    return own.size < this.#policy.maxBytes;
  }

  #isNamedAs(own: FileIdentity): boolean {
    try {
      const named = this.#files.stat(this.path);
      return named.inode === own.inode && named.device === own.device;
    } catch (error) {
      if (errnoOf(error) === "ENOENT") return false;
      throw error;
    }
  }

  #moveToBackup(): void {
    const directory = this.#files.openDirectory(posix.dirname(this.path));
    try {
      const name = posix.basename(this.path);
      this.#shiftBackups(directory, name);
      directory.rename(name, `${name}.1`);
      try {
        this.#open();
      } catch (error) {
        // Still writing to what is called .1 now: give it its name back, so that nothing is lost or out of order.
        directory.rename(`${name}.1`, name);
        throw error;
      }
    } finally {
      directory.close();
    }
  }

  /** `.N-1` over `.N`, and so on down to `.1` over `.2`: a crash in between leaves a gap, never a loss. */
  #shiftBackups(directory: Directory, name: string): void {
    for (const number of this.#backupNumbers(directory, name).reverse()) {
      try {
        directory.rename(`${name}.${number}`, `${name}.${number + 1}`);
      } catch (error) {
        if (errnoOf(error) !== "ENOENT") throw error;
      }
    }
  }

  /**
   * Numbers of the backups that move up by one, the lowest first; `.N` is overwritten. Each is looked for by its name: to
   * read the directory would take long where there are many other files.
   */
  #backupNumbers(directory: Directory, name: string): number[] {
    const found: number[] = [];
    for (let number = 1, missing = 0; number < this.#policy.backups && missing < widestGap; number++) {
      missing++;
      if (!directory.has(`${name}.${number}`)) continue;
      found.push(number);
      missing = 0;
    }
    return found;
  }
}
