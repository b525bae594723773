/** The files of a log: the one that is being written, and what was rotated away before it. */
import type { Channel } from "../logging/log-record.ts";
import { statOrUndefined } from "../system/stat-or-undefined.ts";
import type { Files } from "../system/system.ts";
import type { ControlledProcess } from "./control.ts";
import { processLogPath, shownLogPath } from "./logs.ts";

export interface LogFile {
  readonly path: string;
  /** Keeps its meaning when the file gets another name by a rotation. */
  readonly inode: number;
  readonly bytes: number;
  readonly modifiedWallMs: number;
}

/** Where there are no files: why. `other`: a device, a pipe or a socket. */
export type LogAbsence = "none" | "redirected" | "other";

export interface LogOverview {
  readonly channel: Channel;
  /** Undefined for a channel without a log. */
  readonly path: string | undefined;
  readonly absence: LogAbsence | undefined;
  /** The oldest first, the one that is being written last; empty also before the first start. */
  readonly files: readonly LogFile[];
}

/** More are not looked for: whoever may write into the directory could make any number. */
const maxRotated = 1_000;

/** What there is of a channel's log. */
export function describeLog(files: Pick<Files, "stat">, process: ControlledProcess, channel: Channel): LogOverview {
  const path = shownLogPath(process, channel) || undefined;
  const none = { channel, path, files: [] };
  if (channel === "stderr" && process.stderrLog === undefined)
    return { ...none, path: undefined, absence: "redirected" };
  const readable = processLogPath(process, channel);
  if (readable === undefined) return { ...none, absence: path === undefined ? "none" : "other" };
  const current = statOrUndefined(files, readable);
  if (current !== undefined && current.kind !== "file") return { ...none, absence: "other" };
  return { channel, path, absence: undefined, files: logFiles(files, readable) };
}

/** The file of a log that has this inode by now, whatever its name; undefined: it is gone, or none of this log. */
export function findLogFile(files: Pick<Files, "stat">, path: string, inode: number): LogFile | undefined {
  return logFiles(files, path).find((file) => file.inode === inode);
}

function logFiles(files: Pick<Files, "stat">, path: string): readonly LogFile[] {
  const found: LogFile[] = [];
  for (let backup = 0; backup <= maxRotated; backup++) {
    const name = backup === 0 ? path : `${path}.${backup}`;
    const status = statOrUndefined(files, name);
    if (status?.kind === "file") {
      const { inode, size: bytes, modifiedWallMs } = status;
      found.unshift({ path: name, inode, bytes, modifiedWallMs });
    } else if (backup > 0) break; // Between a rotation and the next line there may be no file of the log's own name.
  }
  return found;
}
