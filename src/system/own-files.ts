/**
 * Files that this process makes and opens by itself: logs and their backups, pid files. They may stand in directories in
 * which somebody else may write, so nothing that he puts there may turn the rights of this process against others. The
 * rules for links are in `own-file-rules.ts`.
 *
 * A path is walked from directory to directory: each is held open while the next name is looked up in it, and nothing is
 * opened through a link that has not been looked at. So there is no moment between the check and the use at which a name
 * could be exchanged for another.
 */
import { closeSync, constants, fstatSync, readFileSync, statSync } from "node:fs";
import { errnoName } from "./errno.ts";
import { errnoError } from "./errno-error.ts";
import { loadAddon } from "./load-addon.ts";
import { isTrusted, mayFollow, mayUseHardLink, type Owned } from "./own-file-rules.ts";
import type { Directory } from "./system.ts";

const { O_EXCL, O_NOFOLLOW, S_IFLNK, S_IFMT } = constants;
const currentDirectory = -1;
/** As many, and as long, as Linux takes them. */
const maxLinks = 40;
const maxPathBytes = 4095;

/** open(2) of a file of our own: close-on-exec. Throws ErrnoException, or an Error that says why a link is refused. */
export function openOwnFile(path: string, flags: number, mode = 0): number {
  return walk(path, (walker, place) => {
    let { directory, name } = place;
    let fd = loadAddon().openAt(directory, name, flags | O_NOFOLLOW, mode);
    if (isLinkRefusal(fd)) {
      const end = walker.follow(place);
      ({ directory, name } = end);
      fd = loadAddon().openAt(directory, name, end.inProc ? flags : flags | O_NOFOLLOW, mode);
    }
    if (fd < 0) throw errnoError(errnoName(-fd), "open", path);
    // What was made this very moment has one name.
    if ((flags & O_EXCL) !== 0) return fd;
    try {
      refuseForeignHardLink(fd, directory);
      return fd;
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  });
}

/** unlink(2): a link itself. Throws as `openOwnFile`. */
export function removeOwnFile(path: string): void {
  walk(path, (_walker, { directory, name }) => check(loadAddon().removeAt(directory, name), "unlink", path));
}

/** Throws as `openOwnFile`. */
export function openOwnDirectory(path: string): Directory {
  const { lookAt, renameAt } = loadAddon();
  const fd = walk(path, (walker, place) => walker.keep(walker.enter(place)));
  return {
    has: (name) => {
      const found = lookAt(fd, name);
      if (typeof found !== "number") return true;
      if (errnoName(found) === "ENOENT") return false;
      throw errnoError(errnoName(found), "stat", `${path}/${name}`);
    },
    rename: (from, to) => check(renameAt(fd, from, to), "rename", `${path}/${from}`),
    close: () => closeSync(fd),
  };
}

/** A name in an open directory. */
interface Place {
  readonly directory: number;
  readonly name: string;
  /** A link of /proc, as /proc/self/fd/1, which only the kernel can follow. */
  readonly inProc?: boolean;
}

function walk<T>(path: string, use: (walker: Walker, place: Place) => T): T {
  if (path === "" || path.includes("\0")) throw errnoError("ENOENT", "open", path);
  if (Buffer.byteLength(path) > maxPathBytes) throw errnoError("ENAMETOOLONG", "open", path);
  const walker = new Walker(path);
  try {
    return use(walker, walker.begin(currentDirectory, path));
  } finally {
    walker.close();
  }
}

/** The directories that are open on the way to one path. */
class Walker {
  readonly #path: string;
  readonly #open = new Set<number>();
  #links = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Goes to the directory of the last name of `path`, which is not looked at itself. */
  begin(start: number, path: string): Place {
    const names = path.split("/").filter((name) => name !== "" && name !== ".");
    // The directory above does not stand in the one from which it is named.
    const last = names.at(-1) === ".." ? "." : (names.pop() ?? ".");
    let directory = path.startsWith("/") ? this.enter({ directory: start, name: "/" }) : start;
    for (const name of names) directory = this.enter({ directory, name });
    return { directory, name: last };
  }

  /** Opens the directory at a place, through links where that is allowed. */
  enter(place: Place): number {
    let fd = loadAddon().enterAt(place.directory, place.name, 0);
    if (isLinkRefusal(fd)) {
      const { directory, name, inProc } = this.follow(place);
      fd = loadAddon().enterAt(directory, name, inProc ? 1 : 0);
    }
    if (fd < 0) throw errnoError(errnoName(-fd), "open", this.#path);
    this.#open.add(fd);
    return fd;
  }

  /** Where the link at a place leads, through all links that follow; the place itself where there is none. */
  follow(place: Place): Place {
    const { directory, name } = place;
    const link = loadAddon().lookAt(directory, name);
    if (typeof link === "number") return place;
    const [device, mode, uid] = link;
    if ((mode & S_IFMT) !== S_IFLNK) return place;
    this.#links++;
    if (this.#links > maxLinks) throw errnoError("ELOOP", "open", this.#path);
    const trusted = isTrusted(uid, effectiveUid());
    if (trusted && device === procDevice()) return { directory, name, inProc: true };
    const target = loadAddon().readLinkAt(directory, name);
    if (typeof target === "number") throw errnoError(errnoName(target), "readlink", this.#path);
    const end = this.follow(this.begin(directory, target));
    if (!trusted && !mayFollow(uid, owned(end.directory, end.name), directoryOf(end))) {
      throw new Error(`the symbolic link '${name}' belongs to user ${uid}, and what it leads to does not`);
    }
    return end;
  }

  /** Leaves a directory open at the end. */
  keep(fd: number): number {
    this.#open.delete(fd);
    return fd;
  }

  close(): void {
    for (const fd of this.#open) closeSync(fd);
  }
}

/** How systems refuse to open a link as a file (ELOOP; FreeBSD: EMLINK) or as a directory (ENOTDIR). */
function isLinkRefusal(result: number): boolean {
  return result < 0 && ["ELOOP", "EMLINK", "ENOTDIR"].includes(errnoName(-result));
}

function refuseForeignHardLink(fd: number, directory: number): void {
  const status = fstatSync(fd);
  if (status.nlink < 2 || !status.isFile()) return;
  if (!mayUseHardLink(status, directoryOf({ directory, name: "." }), effectiveUid(), kernelProtectsHardLinks())) {
    throw new Error("it is a hard link, and somebody who may not write the file himself may have made it");
  }
}

function directoryOf({ directory }: Place): Owned {
  const found = owned(directory, ".");
  if (found === undefined) throw errnoError("ENOENT", "stat");
  return found;
}

function owned(directory: number, name: string): Owned | undefined {
  const found = loadAddon().lookAt(directory, name);
  if (typeof found === "number") return undefined;
  const [, mode, uid] = found;
  return { mode, uid };
}

function effectiveUid(): number {
  return process.geteuid?.() ?? 0;
}

function procDevice(): number | undefined {
  return process.platform === "linux" ? statSync("/proc", { throwIfNoEntry: false })?.dev : undefined;
}

function kernelProtectsHardLinks(): boolean {
  try {
    return readFileSync("/proc/sys/fs/protected_hardlinks", "latin1").trim() === "1";
  } catch {
    return false;
  }
}

function check(errno: number, syscall: string, path: string): void {
  if (errno !== 0) throw errnoError(errnoName(errno), syscall, path);
}
