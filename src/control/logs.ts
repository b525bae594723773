/** Logs of the daemon and of its processes: where they are, reading, emptying. */
import type { Channel } from "../logging/log-record.ts";
import type { ChildLog } from "../logging/logs.ts";
import { type LogPieces, readLog, type TailResult, tailLog } from "../logging/read-log.ts";
import { type Caller, change } from "./caller.ts";
import type { ControlledProcess } from "./control.ts";
import type { Part } from "./progress.ts";
import { Refusal } from "./refusal.ts";

/** Which bytes: `length` from `offset`, 0 for all from there; or a negative offset for so many last ones, with length 0. */
export interface LogRange {
  readonly offset: number;
  readonly length: number;
}

/** The file in which a channel of a process can be read; undefined: there is none. */
export function processLogPath(process: ControlledProcess, channel: Channel): string | undefined {
  return logOf(process, channel)?.path;
}

/** The configured path, which may be one that cannot be read back (/dev/stdout); else the automatic one; "" for none. */
export function shownLogPath(process: ControlledProcess, channel: Channel): string {
  const { logfile } = process.config[channel];
  return logfile.kind === "file" ? logfile.path : (processLogPath(process, channel) ?? "");
}

export function readDaemonLog(caller: Caller, range: LogRange): Promise<LogPieces | Refusal> {
  const { path } = caller.control.log;
  return read(caller, path, range, path);
}

export function readProcessLog(
  caller: Caller,
  process: ControlledProcess,
  channel: Channel,
  range: LogRange,
): Promise<LogPieces | Refusal> {
  return read(caller, processLogPath(process, channel), range, shownLogPath(process, channel));
}

/**
 * The end of a process' log, and where the next call is to go on.
 * @param range its offset is what the last call returned, or 0
 */
export function tailProcessLog(
  caller: Caller,
  process: ControlledProcess,
  channel: Channel,
  { offset, length }: LogRange,
): Promise<TailResult> {
  return tailLog(caller, processLogPath(process, channel), offset, length);
}

/** Empties the daemon's own log. */
export function clearDaemonLog(caller: Caller): "done" | Refusal {
  const { control, files } = caller;
  return change(caller, () => {
    if (control.log.path === undefined) return new Refusal("NO_FILE");
    try {
      files.stat(control.log.path);
    } catch {
      return new Refusal("NO_FILE");
    }
    return clear(() => control.log.clear());
  });
}

/** Empties both logs of a process; rotated files stay. */
export function clearProcessLogs(caller: Caller, process: ControlledProcess): "done" | Refusal {
  return change(caller, () =>
    clear(() => {
      process.stdoutLog.clear();
      process.stderrLog?.clear();
    }),
  );
}

/** The same for several. */
export function clearLogsOf(caller: Caller, processes: readonly ControlledProcess[]): readonly Part[] {
  return processes.map((process) => ({ process, progress: clearProcessLogs(caller, process) }));
}

function logOf({ stdoutLog, stderrLog }: ControlledProcess, channel: Channel): ChildLog | undefined {
  return channel === "stdout" ? stdoutLog : stderrLog;
}

/** @param shown path for the refusal, also of what cannot be read back */
async function read(
  caller: Caller,
  path: string | undefined,
  { offset, length }: LogRange,
  shown: string | undefined,
): Promise<LogPieces | Refusal> {
  const result = await readLog(caller, path, offset, length);
  if (result.ok) return result.pieces;
  return new Refusal(result.refusal, result.refusal === "NO_FILE" && shown !== "" ? shown : undefined);
}

function clear(act: () => void): "done" | Refusal {
  try {
    act();
    return "done";
  } catch (error) {
    return new Refusal("FAILED", error instanceof Error ? error.message : String(error));
  }
}
