import { posix } from "node:path";
import { errnoError } from "./errno-error.ts";
import type { FakeDescriptors, OpenDescription } from "./fake-descriptors.ts";
import { FakeInode } from "./fake-inode.ts";
import { refuseUnless } from "./file-kind.ts";
import type { Claim, Clock, Directory, Errno, FileStatus, Files } from "./system.ts";

type FileOperation = keyof Files | Exclude<keyof Directory, "close">;

interface Failure {
  readonly operation: FileOperation;
  readonly path: string | RegExp;
  readonly errno: Errno;
  times: number;
}

const syscalls: Readonly<Record<FileOperation, string>> = {
  openAppend: "open",
  createExclusive: "open",
  openRead: "open",
  close: "close",
  write: "write",
  read: "read",
  stat: "stat",
  lstat: "lstat",
  openDirectory: "open",
  has: "stat",
  rename: "rename",
  remove: "unlink",
  truncate: "ftruncate",
  list: "scandir",
  readText: "open",
  readOwnText: "open",
  writeText: "open",
  canExecute: "access",
  claim: "fcntl",
};

/**
 * A disk in memory: names lead to inodes, open files survive renaming and removal. `/`, `/tmp`, `/dev/stdout` (what
 * descriptor 1 is) and the like exist; make other directories with `makeDirectory`, or files with theirs by `put`.
 * Relative paths start at `/`. Permissions are not checked: use `fail`.
 */
export class FakeFiles implements Files {
  /** Bytes left on the disk: a write takes what fits (short), then there is ENOSPC. */
  freeBytes = Number.POSITIVE_INFINITY;
  /** Most bytes that one `write` takes; small values make every write short. */
  maxWrite = Number.POSITIVE_INFINITY;
  umask = 0o022;
  /** What other processes claim, as `directory:name`. */
  readonly claimsOfOthers = new Set<string>();

  readonly #descriptors: FakeDescriptors;
  readonly #clock: Pick<Clock, "wallMs">;
  readonly #names = new Map<string, FakeInode>();
  readonly #failures: Failure[] = [];
  #nextInode = 100;

  constructor(descriptors: FakeDescriptors, clock: Pick<Clock, "wallMs">) {
    this.#descriptors = descriptors;
    this.#clock = clock;
    for (const directory of ["/", "/tmp", "/dev"]) this.makeDirectory(directory);
    this.#names.set("/dev/null", this.#newInode("character-device", 0o666));
    for (const fd of [0, 1, 2]) this.setDescriptor(fd, "character-device");
  }

  openAppend(path: string, mode = 0o666): number {
    this.#mayFail("openAppend", path);
    const inode = this.#named(path, "open", mode);
    return this.#open(inode, path, true);
  }

  createExclusive(path: string, mode: number): number {
    this.#mayFail("createExclusive", path);
    if (this.#names.has(absolute(path))) throw errnoError("EEXIST", "open", path);
    return this.#open(this.#named(path, "open", mode), path, true);
  }

  openRead(path: string): number {
    this.#mayFail("openRead", path);
    return this.#open(this.#existing(path, "open"), path, false);
  }

  close(fd: number): void {
    this.#mayFail("close", fd);
    this.#descriptors.close(fd);
  }

  write(fd: number, bytes: Uint8Array): number {
    this.#mayFail("write", fd);
    const description = this.#descriptors.get(fd, "write");
    if (description.kind === "pipe-read") throw errnoError("EBADF", "write");
    if (description.kind === "pipe-write") {
      if (description.pipe.readers === 0) throw errnoError("EPIPE", "write");
      description.pipe.put(bytes);
      return bytes.length;
    }
    if (description.kind === "listening-socket") throw errnoError("ENOTCONN", "write");
    if (!description.append) throw errnoError("EBADF", "write");
    const count = Math.min(bytes.length, this.maxWrite, this.freeBytes);
    if (count === 0 && bytes.length > 0) throw errnoError("ENOSPC", "write");
    description.inode.append(bytes.subarray(0, count));
    this.freeBytes -= count;
    return count;
  }

  read(fd: number, into: Uint8Array, position: number): number {
    this.#mayFail("read", fd);
    const description = this.#descriptors.get(fd, "read");
    if (description.kind !== "inode") throw errnoError("ESPIPE", "read");
    if (description.append) throw errnoError("EBADF", "read");
    if (description.inode.kind === "directory") throw errnoError("EISDIR", "read");
    const part = description.inode.content.subarray(position, position + into.length);
    into.set(part);
    return part.length;
  }

  stat(target: string | number): FileStatus {
    this.#mayFail("stat", target);
    if (typeof target === "string") return status(this.#existing(target, "stat"));
    const description = this.#descriptors.get(target, "fstat");
    if (description.kind === "inode") return status(description.inode);
    return { kind: "pipe", size: 0, mode: 0o600, inode: 1, device: 2, uid: 0, gid: 0, modifiedWallMs: 0 };
  }

  /** There are no links on this disk. */
  lstat(path: string): FileStatus {
    this.#mayFail("lstat", path);
    return status(this.#existing(path, "lstat"));
  }

  openDirectory(path: string): Directory {
    this.#mayFail("openDirectory", path);
    if (this.#existing(path, "open").kind !== "directory") throw errnoError("ENOTDIR", "open", path);
    return {
      has: (name) => {
        this.#mayFail("has", posix.join(path, name));
        return this.exists(posix.join(path, name));
      },
      rename: (from, to) => this.rename(posix.join(path, from), posix.join(path, to)),
      close: () => {},
    };
  }

  /** For tests, and behind `openDirectory`. */
  rename(from: string, to: string): void {
    this.#mayFail("rename", from);
    const inode = this.#existing(from, "rename");
    this.#checkParent(to, "rename");
    if (this.#names.get(absolute(to))?.kind === "directory") throw errnoError("EISDIR", "rename", from);
    this.#names.delete(absolute(from));
    this.#names.set(absolute(to), inode);
  }

  remove(path: string): void {
    this.#mayFail("remove", path);
    if (this.#existing(path, "unlink").kind === "directory") throw errnoError("EISDIR", "unlink", path);
    this.#names.delete(absolute(path));
  }

  truncate(target: string | number, length: number): void {
    this.#mayFail("truncate", target);
    if (typeof target === "string") {
      this.#existing(target, "open").truncate(length);
      return;
    }
    const description = this.#descriptors.get(target, "ftruncate");
    if (description.kind !== "inode" || description.inode.kind !== "file" || !description.append) {
      throw errnoError("EINVAL", "ftruncate");
    }
    description.inode.truncate(length);
  }

  list(directory: string): readonly string[] {
    this.#mayFail("list", directory);
    if (this.#existing(directory, "scandir").kind !== "directory") throw errnoError("ENOTDIR", "scandir", directory);
    const parent = absolute(directory);
    return [...this.#names.keys()]
      .filter((name) => name !== "/" && posix.dirname(name) === parent)
      .map((name) => posix.basename(name))
      .sort();
  }

  readText(path: string, maxBytes = Number.POSITIVE_INFINITY): string {
    this.#mayFail("readText", path);
    const inode = this.#existing(path, "open");
    refuseUnless(["file"], inode.kind, path);
    if (inode.size > maxBytes) throw errnoError("EFBIG", "read", path);
    return new TextDecoder().decode(inode.content);
  }

  readOwnText(path: string, maxBytes?: number): string {
    this.#mayFail("readOwnText", path);
    return this.readText(path, maxBytes);
  }

  writeText(path: string, text: string, mode = 0o666): void {
    this.#mayFail("writeText", path);
    const inode = this.#named(path, "open", mode);
    refuseUnless(["file", "character-device"], inode.kind, path);
    const bytes = new TextEncoder().encode(text);
    if (bytes.length > this.freeBytes) throw errnoError("ENOSPC", "write");
    inode.truncate(0);
    inode.append(bytes);
    this.freeBytes -= bytes.length;
  }

  claim(directory: string, name: string): Claim | undefined {
    if (!this.exists(directory)) return undefined;
    const others = this.claimsOfOthers;
    const key = `${absolute(directory)}:${name}`;
    return {
      get isShared() {
        return others.has(key);
      },
      release: () => {},
    };
  }

  canExecute(path: string): boolean {
    const inode = this.#names.get(absolute(path));
    return inode !== undefined && (inode.mode & 0o111) !== 0;
  }

  // The test's side.

  /**
   * Makes an operation fail, `times` times or until the returned function is called. `path` is the name the file was
   * opened by (calls on descriptors too), or a pattern for it.
   */
  fail(operation: FileOperation, path: string | RegExp, errno: Errno, times = Number.POSITIVE_INFINITY): () => void {
    const failure = { operation, path: typeof path === "string" ? absolute(path) : path, errno, times };
    this.#failures.push(failure);
    return () => {
      failure.times = 0;
    };
  }

  /** Creates or replaces a file and the directories above it. */
  put(path: string, content: string | Uint8Array, mode = 0o644): FakeInode {
    this.makeDirectory(posix.dirname(absolute(path)));
    const inode = this.#newInode("file", mode);
    inode.append(typeof content === "string" ? new TextEncoder().encode(content) : content);
    this.#names.set(absolute(path), inode);
    return inode;
  }

  /** Creates a directory and those above it. */
  makeDirectory(path: string, mode = 0o755): void {
    for (let name = absolute(path); !this.#names.has(name); name = posix.dirname(name)) {
      this.#names.set(name, this.#newInode("directory", mode));
    }
  }

  /** Creates a node of another kind, e.g. a "socket"; what is written to it is kept as its content. */
  putSpecial(path: string, kind: FileStatus["kind"], mode = 0o666): FakeInode {
    this.makeDirectory(posix.dirname(absolute(path)));
    const inode = this.#newInode(kind, mode);
    this.#names.set(absolute(path), inode);
    return inode;
  }

  /** Says what stands behind a descriptor of the daemon (0-2 are character devices); also reachable as `/dev/fd/N`. */
  setDescriptor(fd: number, kind: FileStatus["kind"]): FakeInode {
    const inode = this.putSpecial(`/dev/fd/${fd}`, kind);
    const alias = ["/dev/stdin", "/dev/stdout", "/dev/stderr"][fd];
    if (alias) this.#names.set(alias, inode);
    this.#descriptors.replace(fd, { kind: "inode", inode, path: alias ?? `/dev/fd/${fd}`, append: true });
    return inode;
  }

  exists(path: string): boolean {
    return this.#names.has(absolute(path));
  }

  /** The content as text (UTF-8); throws ENOENT. */
  text(path: string): string {
    return new TextDecoder().decode(this.bytes(path));
  }

  /** The content; throws ENOENT. */
  bytes(path: string): Uint8Array {
    return this.#existing(path, "open").content.slice();
  }

  #open(inode: FakeInode, path: string, append: boolean): number {
    if (append && inode.kind === "directory") throw errnoError("EISDIR", "open", path);
    if (inode.kind === "socket") throw errnoError("ENXIO", "open", path);
    return this.#descriptors.add({ kind: "inode", inode, path: absolute(path), append }, "open");
  }

  #existing(path: string, syscall: string): FakeInode {
    const inode = this.#names.get(absolute(path));
    if (inode) return inode;
    this.#checkParent(path, syscall);
    throw errnoError("ENOENT", syscall, path);
  }

  #named(path: string, syscall: string, mode: number): FakeInode {
    const old = this.#names.get(absolute(path));
    if (old) return old;
    this.#checkParent(path, syscall);
    const inode = this.#newInode("file", mode & ~this.umask);
    this.#names.set(absolute(path), inode);
    return inode;
  }

  #checkParent(path: string, syscall: string): void {
    const parent = this.#names.get(posix.dirname(absolute(path)));
    if (!parent) throw errnoError("ENOENT", syscall, path);
    if (parent.kind !== "directory") throw errnoError("ENOTDIR", syscall, path);
  }

  #newInode(kind: FileStatus["kind"], mode: number): FakeInode {
    return new FakeInode(this.#nextInode++, kind, mode, this.#clock);
  }

  #mayFail(operation: FileOperation, target: string | number): void {
    if (this.#failures.length === 0) return;
    const description = typeof target === "number" ? this.#descriptors.find(target) : undefined;
    const path = typeof target === "string" ? absolute(target) : pathOf(description);
    if (path === undefined) return;
    const failure = this.#failures.find(
      (each) => each.times > 0 && each.operation === operation && matches(each.path, path),
    );
    if (!failure) return;
    failure.times--;
    throw errnoError(failure.errno, syscalls[operation], typeof target === "string" ? target : undefined);
  }
}

function absolute(path: string): string {
  return posix.resolve("/", path);
}

function pathOf(description: OpenDescription | undefined): string | undefined {
  return description?.kind === "inode" ? description.path : undefined;
}

function matches(wanted: string | RegExp, path: string): boolean {
  return typeof wanted === "string" ? wanted === path : wanted.test(path);
}

function status(inode: FakeInode): FileStatus {
  const { kind, size, mode, uid, gid, modifiedWallMs } = inode;
  const shownSize = kind === "directory" ? 4_096 : size;
  return { kind, size: shownSize, mode, inode: inode.inode, device: 1, uid, gid, modifiedWallMs };
}
