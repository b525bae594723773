/**
 * One log as a sequence of lines, from some place on, through its rotated files: these are one stream of bytes, since a
 * rotation may cut a line in two.
 */
import type { LogFile } from "../../client/json-results.ts";
import { lineTime } from "./line-time.ts";

/** Bytes of one of the files; fewer than `length` at its end. */
export type ReadFile = (file: LogFile, offset: number, length: number) => Promise<Buffer>;

/** A byte of a log: in which of its files, and where. */
export interface Place {
  readonly file: number;
  readonly offset: number;
}

export interface Start {
  readonly place: Place;
  /** Whether lines tell their times, so that those that are too old can be left out; false if there are lines, and none does. */
  readonly timed: boolean;
}

export interface Wanted {
  /** So many last lines. */
  readonly lines: number | undefined;
  /** Those that were written since, in milliseconds since the epoch. */
  readonly sinceMs: number | undefined;
}

const searchBytes = 262_144;
/** As many logs are read at once as are asked for. */
const chunkBytes = 65_536;
/** A longer line comes in pieces. */
const maxLineBytes = 1_048_576;

/** Where the wanted lines begin, found from the end on; by time it is a place somewhat before them. */
export async function findStart(files: readonly LogFile[], read: ReadFile, { lines, sinceMs }: Wanted): Promise<Start> {
  let newlines = 0;
  // Where nothing is, nothing lacks a time.
  let timed = true;
  let first: number | undefined;
  const beginning = { file: 0, offset: 0 };
  if (lines === undefined && sinceMs === undefined) return { place: beginning, timed };
  if (lines === 0) return { place: { file: files.length, offset: 0 }, timed };
  let last = true;
  for (let file = files.length - 1; file >= 0; file--) {
    const log = files[file] as LogFile;
    if (sinceMs !== undefined && Date.parse(log.modifiedAt) < sinceMs) {
      return { place: { file: file + 1, offset: 0 }, timed };
    }
    for (let end = log.bytes; end > 0; ) {
      const begin = Math.max(0, end - searchBytes);
      const chunk = await read(log, begin, end - begin);
      const earliest = sinceMs === undefined ? undefined : firstTime(chunk, begin === 0);
      first = earliest ?? first;
      timed = first !== undefined;
      if (lines !== undefined) {
        // What is behind the last line end is a line of its own, nothing is none.
        for (let at = chunk.length - (last ? 2 : 1); at >= 0; at--) {
          if (chunk[at] === newline && ++newlines === lines) {
            return { place: { file, offset: begin + at + 1 }, timed };
          }
        }
        last &&= chunk.length === 0;
      }
      if (earliest !== undefined && sinceMs !== undefined && earliest < sinceMs) {
        return { place: { file, offset: begin }, timed };
      }
      end = begin;
    }
  }
  return { place: beginning, timed };
}

const newline = 10;

/** The time of the first line that tells one; of a chunk from the midst of a file the first line is a torn one. */
function firstTime(chunk: Buffer, whole: boolean): number | undefined {
  const lines = chunk.toString("latin1").split("\n");
  for (const line of whole ? lines : lines.slice(1)) {
    const time = lineTime(line);
    if (time !== undefined) return time;
  }
  return undefined;
}

/** A line without its end, and where the next one begins. */
export interface ReadLine {
  readonly text: string;
  readonly next: Place;
}

/**
 * The lines from a place to the end of what was there when the files were listed.
 *
 * @param unfinished whether a last line that has no end yet is one of them
 */
export async function* readLines(
  files: readonly LogFile[],
  read: ReadFile,
  { file: firstFile, offset: firstOffset }: Place,
  unfinished: boolean,
): AsyncGenerator<ReadLine, void> {
  let begun: Buffer[] = [];
  let begunBytes = 0;
  const finish = (rest: Uint8Array): string => {
    const text = Buffer.concat([...begun, rest]).toString("utf8");
    begun = [];
    begunBytes = 0;
    return text.endsWith("\r") ? text.slice(0, -1) : text;
  };
  for (let file = firstFile; file < files.length; file++) {
    const log = files[file] as LogFile;
    for (let offset = file === firstFile ? firstOffset : 0; offset < log.bytes; ) {
      const chunk = await read(log, offset, Math.min(chunkBytes, log.bytes - offset));
      // Emptied or gone meanwhile.
      if (chunk.length === 0) break;
      let at = 0;
      for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, at)) {
        const text = finish(chunk.subarray(at, end));
        at = end + 1;
        yield { text, next: { file, offset: offset + at } };
      }
      const rest = chunk.subarray(at);
      offset += chunk.length;
      if (rest.length === 0) continue;
      begun.push(rest);
      begunBytes += rest.length;
      if (begunBytes > maxLineBytes) yield { text: finish(Buffer.alloc(0)), next: { file, offset } };
    }
  }
  const last = files.length - 1;
  if (unfinished && begunBytes > 0) {
    yield { text: finish(Buffer.alloc(0)), next: { file: last, offset: files[last]?.bytes ?? 0 } };
  }
}
