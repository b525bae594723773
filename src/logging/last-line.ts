import type { Files } from "../system/system.ts";
import { AnsiStripper } from "./strip-ansi.ts";

/** Longest line that is told. */
export const maxLineBytes = 500;

/** More than any stack trace that stands behind its message has. */
const tailBytes = 16_384;

/** The kernel's tick, by which times of files are behind the clock, and some more. */
const tickMs = 20;

export type TailFiles = Pick<Files, "stat" | "openRead" | "read" | "close">;

/**
 * What a run said last in its log: the last line that tells something, without control sequences. Undefined where it has said
 * nothing, and where there is no file to look into.
 * @param sinceWallMs when the run began: a file that was not changed since holds nothing of it
 */
export function lastLine(files: TailFiles, path: string, sinceWallMs: number): string | undefined {
  // What filled the log was the reason for its rotation.
  return lastLineOf(files, path, sinceWallMs) ?? lastLineOf(files, `${path}.1`, sinceWallMs);
}

function lastLineOf(files: TailFiles, path: string, sinceWallMs: number): string | undefined {
  try {
    // Before it is opened: opening a pipe waits for its writer.
    if (files.stat(path).kind !== "file") return undefined;
    const fd = files.openRead(path);
    try {
      const { kind, size, modifiedWallMs } = files.stat(fd);
      if (kind !== "file" || modifiedWallMs + tickMs < sinceWallMs) return undefined;
      const tail = new Uint8Array(Math.min(size, tailBytes));
      const got = files.read(fd, tail, size - tail.length);
      return tellingLine(textOf(tail.subarray(0, got)));
    } finally {
      files.close(fd);
    }
  } catch {
    return undefined;
  }
}

function textOf(bytes: Uint8Array): string {
  const pieces: Uint8Array[] = [];
  const stripper = new AnsiStripper();
  const keep = (piece: Uint8Array): number => pieces.push(piece.slice());
  stripper.push(bytes, keep);
  stripper.end(keep);
  return Buffer.concat(pieces).toString();
}

/**
 * The last line that tells something: what interpreters write below the message of an error (frames of the stack, which are
 * indented, closing brackets, Node's version) does not, unless there is nothing else.
 */
export function tellingLine(text: string): string | undefined {
  const lines = text.split(/\r?\n|\r/).filter((line) => line.trim() !== "");
  const line = lines.findLast((each) => !trailers.some((trailer) => trailer.test(each))) ?? lines.at(-1);
  return line === undefined ? undefined : shortened(line.trim());
}

const trailers: readonly RegExp[] = [/^\s/, /^[\])}]+[,;]?$/, /^Node\.js v\d/, /^Emitted 'error' event /];

function shortened(line: string): string {
  if (Buffer.byteLength(line) <= maxLineBytes) return line;
  const bytes = Buffer.from(line).subarray(0, maxLineBytes - 3);
  return `${bytes.toString().replace(/\ufffd+$/, "")}…`;
}
