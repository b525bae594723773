import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import { errnoError } from "./errno-error.ts";
import { kindOf, refuseUnless } from "./file-kind.ts";

const { O_NOCTTY, O_NONBLOCK, O_RDONLY } = constants;

/** More than any configuration has; a sparse file may claim to have terabytes. */
export const defaultMaxBytes = 1 << 26;
const chunkBytes = 1 << 16;

/** `Files.readText` of the port. */
export function readText(path: string, maxBytes = defaultMaxBytes): string {
  // Asked before it is opened, too: of some devices the opening alone does something.
  refuseUnless(["file"], kindOf(statSync(path)), path);
  const fd = openSync(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  try {
    refuseUnless(["file"], kindOf(fstatSync(fd)), path);
    return readToEnd(fd, path, maxBytes);
  } finally {
    closeSync(fd);
  }
}

/** Waits for whoever writes it: only for what the user has named at the start. */
export function readStreamText(path: string): string {
  const fd = openSync(path, O_RDONLY | O_NOCTTY);
  try {
    return readToEnd(fd, path, defaultMaxBytes);
  } finally {
    closeSync(fd);
  }
}

/** The size that the file has by its inode is not asked for: in /proc it is 0. */
export function readToEnd(fd: number, path: string, maxBytes = defaultMaxBytes): string {
  const chunks: Uint8Array[] = [];
  for (let size = 0; ; ) {
    const chunk = new Uint8Array(Math.min(chunkBytes, maxBytes + 1));
    const count = readSync(fd, chunk);
    if (count === 0) return Buffer.concat(chunks).toString("utf8");
    size += count;
    if (size > maxBytes) throw errnoError("EFBIG", "read", path);
    chunks.push(chunk.subarray(0, count));
  }
}
