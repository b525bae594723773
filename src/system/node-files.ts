import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  lstatSync,
  readdirSync,
  readSync,
  type Stats,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { kindOf, refuseUnless } from "./file-kind.ts";
import { claim } from "./node-claims.ts";
import { openOwnDirectory, openOwnFile, removeOwnFile } from "./own-files.ts";
import { defaultMaxBytes, readText, readToEnd } from "./read-text.ts";
import type { FileStatus, Files } from "./system.ts";

const { O_APPEND, O_CREAT, O_EXCL, O_NOCTTY, O_NONBLOCK, O_RDONLY, O_WRONLY, X_OK } = constants;
/** A named pipe without a partner must not hold up the daemon, nor a terminal become its controlling one. */
const harmless = O_NONBLOCK | O_NOCTTY;
const appending = O_WRONLY | O_APPEND | O_CREAT | harmless;

/** Files by Node's own synchronous calls; Node opens everything close-on-exec. */
export const nodeFiles: Files = {
  openAppend: (path, mode = 0o666) => openOwnFile(path, appending, mode),
  createExclusive: (path, mode) => openOwnFile(path, appending | O_EXCL, mode),
  openRead: (path) => openOwnFile(path, O_RDONLY | harmless),
  close: closeSync,
  write: (fd, bytes) => writeSync(fd, bytes),
  read: (fd, into, position) => readSync(fd, into, 0, into.length, position),
  stat: (target) => statusOf(typeof target === "number" ? fstatSync(target) : statSync(target)),
  lstat: (path) => statusOf(lstatSync(path)),
  openDirectory: openOwnDirectory,
  remove: removeOwnFile,
  truncate: ftruncateSync,
  list: (directory) => readdirSync(directory),
  readText,
  readOwnText: (path, maxBytes = defaultMaxBytes) =>
    using(openOwnFile(path, O_RDONLY | harmless), (fd) => {
      refuseUnless(["file"], kindOf(fstatSync(fd)), path);
      return readToEnd(fd, path, maxBytes);
    }),
  writeText: (path, text, mode = 0o666) =>
    using(openOwnFile(path, O_WRONLY | O_CREAT | harmless, mode), (fd) => {
      const kind = kindOf(fstatSync(fd));
      refuseUnless(["file", "character-device"], kind, path);
      if (kind === "file") ftruncateSync(fd);
      writeFileSync(fd, text);
    }),
  claim,
  canExecute: (path) => {
    try {
      accessSync(path, X_OK);
      return true;
    } catch {
      return false;
    }
  },
};

function using<T>(fd: number, use: (fd: number) => T): T {
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}

function statusOf(stats: Stats): FileStatus {
  const { size, mode, ino: inode, dev: device, uid, gid, mtimeMs: modifiedWallMs } = stats;
  return { kind: kindOf(stats), size, mode: mode & 0o7777, inode, device, uid, gid, modifiedWallMs };
}
