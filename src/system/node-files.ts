import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path/posix";
import { kindOf, refuseUnless } from "./file-kind.ts";
import { readText } from "./read-text.ts";
import type { FileStatus, Files } from "./system.ts";

const { O_APPEND, O_CREAT, O_EXCL, O_NOCTTY, O_NONBLOCK, O_RDONLY, O_WRONLY, X_OK } = constants;
/** A named pipe without a partner must not hold up the daemon, nor a terminal become its controlling one. */
const harmless = O_NONBLOCK | O_NOCTTY;
const appending = O_WRONLY | O_APPEND | O_CREAT | harmless;

/** Files by Node's own synchronous calls; Node opens everything close-on-exec. */
export const nodeFiles: Files = {
  openAppend: (path, mode = 0o666) => openSync(path, appending, mode),
  createExclusive: (path, mode) => openSync(path, appending | O_EXCL, mode),
  openRead: (path) => openSync(path, O_RDONLY | harmless),
  close: closeSync,
  write: (fd, bytes) => writeSync(fd, bytes),
  read: (fd, into, position) => readSync(fd, into, 0, into.length, position),
  stat: (target) => statusOf(typeof target === "number" ? fstatSync(target) : statSync(target)),
  openDirectory: (path) => ({
    has: (name) => lstatSync(join(path, name), { throwIfNoEntry: false }) !== undefined,
    rename: (from, to) => renameSync(join(path, from), join(path, to)),
    close: () => {},
  }),
  remove: unlinkSync,
  truncate: ftruncateSync,
  list: (directory) => readdirSync(directory),
  readText,
  writeText,
  canExecute: (path) => {
    try {
      accessSync(path, X_OK);
      return true;
    } catch {
      return false;
    }
  },
};

function statusOf(stats: Stats): FileStatus {
  const { size, mode, ino: inode, dev: device, uid, gid } = stats;
  return { kind: kindOf(stats), size, mode: mode & 0o7777, inode, device, uid, gid };
}

function writeText(path: string, text: string, mode = 0o666): void {
  const fd = openSync(path, O_WRONLY | O_CREAT | harmless, mode);
  try {
    const kind = kindOf(fstatSync(fd));
    refuseUnless(["file", "character-device"], kind, path);
    if (kind === "file") ftruncateSync(fd);
    writeFileSync(fd, text);
  } finally {
    closeSync(fd);
  }
}
