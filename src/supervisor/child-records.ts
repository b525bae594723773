/**
 * The daemon's notes of its living children, in a file beside the pid file: after a sudden death of the daemon (SIGKILL,
 * out of memory) the next one knows from them, with certainty, which processes are its programs' (a pid alone, or the
 * environment, would not do: pids are used again, and programs may overwrite or clear their environment).
 *
 * One short line is appended for each spawn and each end, and the file is written anew, and moved into place, when most
 * of it is of the past. It is only believed if nobody but this daemon's user can have written it. Whatever fails here
 * is told once and costs nothing but that certainty.
 */

import { posix } from "node:path";
import type { ActivityLog } from "../logging/logs.ts";
import { errnoOf } from "../system/errno-error.ts";
import type { Files, ProcessIdentity, System } from "../system/system.ts";

export interface ChildRecord {
  readonly pid: number;
  readonly startTicks: number;
  readonly group: string;
  readonly process: string;
}

/** What an earlier daemon has left. "unknown": it left no notes that can be believed. */
export type Survivors =
  | { readonly kind: "unknown" }
  | { readonly kind: "known"; readonly children: readonly (ChildRecord & ProcessIdentity)[] };

/** Fit for JSON. */
export interface RecordsSnapshot {
  /** False: the file is another daemon's, and nothing is noted. */
  readonly kept: boolean;
  readonly living: readonly ChildRecord[];
  /** The open file; null while there is none. */
  readonly fd: number | null;
  /** How many there are in it. */
  readonly lines: number;
  /** Monotonic milliseconds of the last failure, until it is over. */
  readonly failedAt?: number;
}

/** The first line; another format gets another number. */
const formatLine = "supervisor-ts children 1";
const fileMode = 0o600;
const maxFileBytes = 1 << 24;
/** Lines of the past that are kept at least. */
const minPastLines = 500;
/** After a failure, how long until it is tried again. */
const retryMs = 10_000;

type RecordsSystem = Pick<System, "clock" | "files" | "processes">;

export class ChildRecords {
  readonly #system: RecordsSystem;
  readonly #log: Pick<ActivityLog, "log">;
  #path: string | undefined;
  readonly #living = new Map<number, ChildRecord>();
  #survivors: Survivors | undefined;
  #fd: number | undefined;
  #lines = 0;
  #failedAt: number | undefined;

  /** @param path undefined: keeps no notes */
  constructor(path: string | undefined, system: RecordsSystem, log: Pick<ActivityLog, "log">) {
    this.#system = system;
    this.#log = log;
    // Without a way to tell processes apart there is nothing to note.
    this.#path = system.processes.identify(system.processes.ownPid) === undefined ? undefined : path;
  }

  /** What the last daemon has left. Read once, before anything is noted. */
  load(): Survivors {
    this.#survivors ??= this.#read();
    return this.#survivors;
  }

  #read(): Survivors {
    const path = this.#path;
    const lines = path === undefined ? undefined : readTrusted(path, this.#system);
    if (path === undefined || lines === undefined) return { kind: "unknown" };
    const [format, boot, daemon, ...entries] = lines;
    if (format !== formatLine) return { kind: "unknown" };
    const owner = this.#livingDaemon(daemon);
    if (owner !== undefined) {
      this.#path = undefined;
      this.#log.log("info", `${path} belongs to the supervisord with pid ${owner}: no notes of children are kept here`);
      return { kind: "unknown" };
    }
    const children = boot === this.#bootLine ? this.#stillLiving(entries) : [];
    for (const { pid, startTicks, group, process } of children)
      this.#living.set(pid, { pid, startTicks, group, process });
    if (children.length > 0) this.#attempt(() => this.#rewrite(path));
    return { kind: "known", children };
  }

  /** A child lives from now on. */
  spawned(pid: number, group: string, process: string): void {
    this.load();
    if (this.#path === undefined) return;
    const startTicks = this.#system.processes.identify(pid)?.startTicks;
    if (startTicks === undefined) return; // it has ended already
    const record = { pid, startTicks, group, process };
    this.#living.set(pid, record);
    this.#note(spawnLine(record));
  }

  /** A child has ended; unknown ones are ignored. */
  ended(pid: number): void {
    if (this.#living.delete(pid)) this.#note(endLine(pid));
  }

  /** Nothing is left to be noted: the file goes. */
  remove(): void {
    if (this.#fd === undefined) return;
    this.#close();
    this.#attempt(() => this.#system.files.remove(this.#path ?? ""));
  }

  snapshot(): RecordsSnapshot {
    const own = { kept: this.#path !== undefined, living: [...this.#living.values()], lines: this.#lines };
    return { ...own, fd: this.#fd ?? null, ...(this.#failedAt !== undefined && { failedAt: this.#failedAt }) };
  }

  /** Goes on with the same file, which tells of no earlier daemon. */
  resume({ kept, living, fd, lines, failedAt }: RecordsSnapshot): void {
    this.#survivors = { kind: "unknown" };
    if (!kept) this.#path = undefined;
    for (const record of living) this.#living.set(record.pid, record);
    this.#fd = fd ?? undefined;
    this.#lines = lines;
    this.#failedAt = failedAt;
  }

  get #bootLine(): string {
    return JSON.stringify(["boot", this.#system.processes.bootId() ?? ""]);
  }

  #note(line: string): void {
    const path = this.#path;
    if (path === undefined) return;
    const { clock, files } = this.#system;
    if (this.#failedAt !== undefined && clock.monotonicMs() - this.#failedAt < retryMs) return;
    this.#attempt(() => {
      const past = this.#lines - this.#living.size;
      if (this.#fd === undefined || past > Math.max(minPastLines, 3 * this.#living.size)) this.#rewrite(path);
      else writeAll(files, this.#fd, line);
      this.#lines++;
    });
  }

  /** Under another name first, so that a death half-way leaves the old file. */
  #rewrite(path: string): void {
    const { files, processes } = this.#system;
    const temporary = `${path}.${processes.ownPid}`;
    this.#close();
    try {
      files.remove(temporary);
    } catch {
      // As it should be: there is none.
    }
    const fd = files.createExclusive(temporary, fileMode);
    this.#fd = fd;
    const own = processes.identify(processes.ownPid);
    const daemon = JSON.stringify(["daemon", processes.ownPid, own?.startTicks ?? 0]);
    const entries = [...this.#living.values()].map(spawnLine);
    writeAll(files, fd, [formatLine, "\n", this.#bootLine, "\n", daemon, "\n", ...entries].join(""));
    const directory = files.openDirectory(posix.dirname(path));
    try {
      directory.rename(posix.basename(temporary), posix.basename(path));
    } finally {
      directory.close();
    }
    this.#lines = entries.length;
  }

  #attempt(act: () => void): void {
    try {
      act();
      if (this.#failedAt !== undefined) this.#log.log("info", `notes of children are kept in ${this.#path} again`);
      this.#failedAt = undefined;
    } catch (error) {
      if (this.#failedAt === undefined) {
        const consequence = "after a crash of supervisord, programs are recognised by their environment only";
        this.#log.log("warn", `cannot keep notes of children in ${this.#path}: ${errnoOf(error)}; ${consequence}`);
      }
      this.#failedAt = this.#system.clock.monotonicMs();
      this.#discard();
    }
  }

  /** Notes that are not complete would be worse than none. */
  #discard(): void {
    this.#close();
    try {
      this.#system.files.remove(this.#path ?? "");
    } catch {
      // There is none, or it cannot be removed either: what it says of the dead is found out by their start time.
    }
  }

  #close(): void {
    if (this.#fd === undefined) return;
    try {
      this.#system.files.close(this.#fd);
    } catch {
      // The descriptor is gone in any case.
    }
    this.#fd = undefined;
  }

  /** The pid of the daemon that the notes are of, if it is another one and alive. */
  #livingDaemon(line: string | undefined): number | undefined {
    const [, pid, startTicks] = parseLine(line ?? "") ?? [];
    const { processes } = this.#system;
    if (typeof pid !== "number" || pid === processes.ownPid) return undefined;
    return processes.identify(pid)?.startTicks === startTicks ? pid : undefined;
  }

  #stillLiving(lines: readonly string[]): readonly (ChildRecord & ProcessIdentity)[] {
    const noted = new Map<number, ChildRecord>();
    for (const line of lines) {
      const [sign, pid, startTicks, group, process] = parseLine(line) ?? [];
      if (typeof pid !== "number" || pid <= 1) continue;
      if (sign === "-") noted.delete(pid);
      else if (sign === "+" && typeof startTicks === "number")
        noted.set(pid, { pid, startTicks, group: String(group), process: String(process) });
    }
    return [...noted.values()].flatMap((record) => {
      const identity = this.#system.processes.identify(record.pid);
      return identity?.startTicks === record.startTicks ? [{ ...record, ...identity }] : [];
    });
  }
}

function spawnLine({ pid, startTicks, group, process }: ChildRecord): string {
  return `${JSON.stringify(["+", pid, startTicks, group, process])}\n`;
}

function endLine(pid: number): string {
  return `${JSON.stringify(["-", pid])}\n`;
}

/** Undefined for what is none: the last line may be torn. */
function parseLine(line: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The lines of a regular file that is this user's own and nobody else's to write; undefined for anything else. */
function readTrusted(path: string, { files, processes }: RecordsSystem): readonly string[] | undefined {
  let fd: number | undefined;
  try {
    const named = files.lstat(path);
    if (named.kind !== "file") return undefined;
    fd = files.openRead(path);
    const { inode, device, uid, mode, size } = files.stat(fd);
    const isSame = inode === named.inode && device === named.device;
    if (!isSame || uid !== processes.ownUid || (mode & 0o022) !== 0 || size > maxFileBytes) return undefined;
    return readAll(files, fd, size).split("\n");
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) files.close(fd);
  }
}

function readAll(files: Files, fd: number, size: number): string {
  const bytes = new Uint8Array(size);
  let done = 0;
  for (let got = 1; done < size && got > 0; done += got) got = files.read(fd, bytes.subarray(done), done);
  return new TextDecoder().decode(bytes.subarray(0, done));
}

function writeAll(files: Files, fd: number, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length; ) done += files.write(fd, bytes.subarray(done));
}
