import { errnoOf } from "../system/errno-error.ts";
import type { Files } from "../system/system.ts";
import type { TimeSlices } from "../system/time-slices.ts";
import { wholeCharacters } from "./whole-characters.ts";

/** Part of a log in pieces that are cut where no character is. */
export type LogPieces = readonly Uint8Array[];

export type ReadResult =
  | { readonly ok: true; readonly pieces: LogPieces }
  | { readonly ok: false; readonly refusal: "NO_FILE" | "BAD_ARGUMENTS" | "FAILED" };

export interface TailResult {
  readonly pieces: LogPieces;
  /** Size of the file: where the next tail starts. */
  readonly offset: number;
  /** Whether there was more than `length` bytes after the offset asked for. */
  readonly overflow: boolean;
}

export interface LogReader {
  readonly files: Pick<Files, "stat" | "openRead" | "read" | "close">;
  readonly slices: TimeSlices;
}

const pieceBytes = 65_536;
/** More than this is not handed out in one piece: it could not be carried in one XML-RPC answer either. */
const maxReadBytes = 268_435_456;

/**
 * Part of a log, as `readLog` and `readProcessStdoutLog` give it: `length` bytes from `offset`, or everything from
 * there when `length` is 0; a negative offset, with length 0, means that many last bytes. Refusals are values.
 */
export async function readLog(
  reader: LogReader,
  path: string | undefined,
  offset: number,
  length: number,
): Promise<ReadResult> {
  if (path === undefined) return refused("NO_FILE");
  try {
    if (reader.files.stat(path).kind !== "file") return refused("NO_FILE");
  } catch (error) {
    return refused(errnoOf(error) === "ENOENT" ? "NO_FILE" : "FAILED");
  }
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length)) return refused("BAD_ARGUMENTS");
  if (length < 0 || (offset < 0 && length !== 0)) return refused("BAD_ARGUMENTS");
  try {
    return await withFile(reader, path, async (fd, size) => {
      const start = offset < 0 ? Math.max(0, size + offset) : Math.min(offset, size);
      const count = length === 0 ? size - start : Math.min(length, size - start);
      if (count > maxReadBytes) return refused("FAILED");
      return { ok: true, pieces: await readPieces(reader, fd, start, count) };
    });
  } catch {
    return refused("FAILED");
  }
}

/**
 * The end of a log, as `tailProcessStdoutLog` gives it: at most the last `length` bytes, none if the file has not grown
 * beyond `offset`. A log that cannot be read is an empty one.
 */
export async function tailLog(
  reader: LogReader,
  path: string | undefined,
  offset: number,
  length: number,
): Promise<TailResult> {
  const nothing = { pieces: [], offset: 0, overflow: false };
  if (path === undefined) return nothing;
  try {
    if (reader.files.stat(path).kind !== "file") return nothing;
    return await withFile(reader, path, async (fd, size) => {
      const count = offset >= size ? 0 : Math.max(0, Math.min(length, size, maxReadBytes));
      const pieces = await readPieces(reader, fd, size - count, count);
      return { pieces, offset: size, overflow: size > offset + length };
    });
  } catch {
    return nothing;
  }
}

function refused(refusal: "NO_FILE" | "BAD_ARGUMENTS" | "FAILED"): ReadResult {
  return { ok: false, refusal };
}

async function withFile<T>(
  { files }: LogReader,
  path: string,
  use: (fd: number, size: number) => Promise<T>,
): Promise<T> {
  const fd = files.openRead(path);
  try {
    return await use(fd, files.stat(fd).size);
  } finally {
    files.close(fd);
  }
}

/** A megabyte is read in no time, a hundred of them are not: the daemon has its turns in between. */
async function readPieces({ files, slices }: LogReader, fd: number, start: number, count: number): Promise<LogPieces> {
  const pieces: Uint8Array[] = [];
  let begun: Uint8Array = new Uint8Array(0);
  for (let done = 0; done < count; ) {
    const chunk = new Uint8Array(begun.length + Math.min(pieceBytes, count - done));
    chunk.set(begun);
    const got = files.read(fd, chunk.subarray(begun.length), start + done);
    if (got === 0) break; // Emptied meanwhile.
    done += got;
    const read = chunk.subarray(0, begun.length + got);
    const whole = wholeCharacters(read);
    if (whole > 0) pieces.push(read.subarray(0, whole));
    begun = read.slice(whole);
    if (done < count) await slices.rest();
  }
  if (begun.length > 0) pieces.push(begun);
  return pieces;
}
