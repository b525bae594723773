import type { Files } from "../../system/system.ts";
import type { TimeSlices } from "../../system/time-slices.ts";
import type { LogPlace } from "../log-follower.ts";

/** More is not read for one reader: it would take seconds. */
export const mostCounted = 1 << 28;
const chunkBytes = 1 << 16;
const lineEnd = 10;

export interface CountRequest {
  readonly path: string;
  /** The byte whose line is asked for. */
  readonly place: LogPlace;
  /** Bytes that may be read for it. */
  readonly budget: number;
  /** Nobody waits for it any more. */
  readonly isVain: () => boolean;
}

/**
 * The number of the line in which a byte of a log stands, 1-based: all that is before it is read for that, in slices. Undefined
 * if that is too much, or if the file has another name by now.
 */
export async function lineAt(
  files: Pick<Files, "openRead" | "stat" | "read" | "close">,
  slices: Pick<TimeSlices, "rest">,
  { path, place, budget, isVain }: CountRequest,
): Promise<number | undefined> {
  if (place.offset > budget) return undefined;
  let fd: number;
  try {
    fd = files.openRead(path);
  } catch {
    return undefined;
  }
  try {
    if (files.stat(fd).inode !== place.inode) return undefined;
    const chunk = new Uint8Array(chunkBytes);
    let lines = 1;
    for (let at = 0; at < place.offset; ) {
      await slices.rest();
      if (isVain()) return undefined;
      const got = files.read(fd, chunk.subarray(0, Math.min(chunkBytes, place.offset - at)), at);
      // It has become shorter.
      if (got === 0) return undefined;
      lines += lineEnds(chunk.subarray(0, got));
      at += got;
    }
    return lines;
  } catch {
    return undefined;
  } finally {
    files.close(fd);
  }
}

function lineEnds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(lineEnd); at !== -1; at = bytes.indexOf(lineEnd, at + 1)) count++;
  return count;
}
