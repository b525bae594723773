import { errnoOf } from "../system/errno-error.ts";
import type { Files } from "../system/system.ts";

export type ReadResult =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly refusal: "NO_FILE" | "BAD_ARGUMENTS" | "FAILED" };

export interface TailResult {
  readonly bytes: Uint8Array;
  /** Size of the file: where the next tail starts. */
  readonly offset: number;
  /** Whether there was more than `length` bytes after the offset asked for. */
  readonly overflow: boolean;
}

/** More than this is not handed out in one piece: it could not be carried in one XML-RPC answer either. */
const maxReadBytes = 268_435_456;

/**
 * Part of a log, as `readLog` and `readProcessStdoutLog` give it: `length` bytes from `offset`, or everything from
 * there when `length` is 0; a negative offset, with length 0, means that many last bytes. Refusals are values.
 */
export function readLog(files: Files, path: string | undefined, offset: number, length: number): ReadResult {
  if (path === undefined) return refused("NO_FILE");
  try {
    if (files.stat(path).kind !== "file") return refused("NO_FILE");
  } catch (error) {
    return refused(errnoOf(error) === "ENOENT" ? "NO_FILE" : "FAILED");
  }
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length)) return refused("BAD_ARGUMENTS");
  if (length < 0 || (offset < 0 && length !== 0)) return refused("BAD_ARGUMENTS");
  try {
    return withFile(files, path, (fd, size) => {
      const start = offset < 0 ? Math.max(0, size + offset) : Math.min(offset, size);
      const count = length === 0 ? size - start : Math.min(length, size - start);
      if (count > maxReadBytes) return refused("FAILED");
      return { ok: true, bytes: readBytes(files, fd, start, count) };
    });
  } catch {
    return refused("FAILED");
  }
}

/**
 * The end of a log, as `tailProcessStdoutLog` gives it: at most the last `length` bytes, none if the file has not grown
 * beyond `offset`. A log that cannot be read is an empty one.
 */
export function tailLog(files: Files, path: string | undefined, offset: number, length: number): TailResult {
  const nothing = { bytes: new Uint8Array(0), offset: 0, overflow: false };
  if (path === undefined) return nothing;
  try {
    if (files.stat(path).kind !== "file") return nothing;
    return withFile(files, path, (fd, size) => {
      const count = offset >= size ? 0 : Math.max(0, Math.min(length, size, maxReadBytes));
      return { bytes: readBytes(files, fd, size - count, count), offset: size, overflow: size > offset + length };
    });
  } catch {
    return nothing;
  }
}

/**
 * Bytes of a log as text. What is no UTF-8, and characters that the slice cuts, become U+FFFD; control characters stay
 * (to escape or drop those that XML forbids is the codec's task).
 */
export function decodeLogText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

function refused(refusal: "NO_FILE" | "BAD_ARGUMENTS" | "FAILED"): ReadResult {
  return { ok: false, refusal };
}

function withFile<T>(files: Files, path: string, use: (fd: number, size: number) => T): T {
  const fd = files.openRead(path);
  try {
    return use(fd, files.stat(fd).size);
  } finally {
    files.close(fd);
  }
}

function readBytes(files: Files, fd: number, start: number, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  let done = 0;
  while (done < count) {
    const got = files.read(fd, bytes.subarray(done), start + done);
    if (got === 0) break; // Emptied meanwhile.
    done += got;
  }
  return bytes.subarray(0, done);
}
