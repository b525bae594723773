/**
 * What the rest of the program knows of logs: the daemon's own activity log, and one log per child and channel.
 *
 * Nothing here ever throws into its caller: a log that cannot be written says so once and goes on counting.
 */
import type { LogLevel } from "../config/values/log-level.ts";
import type { LogPipeline, PipelineState } from "./log-pipeline.ts";

/** The daemon's log (`logfile=`). */
export interface ActivityLog {
  log(level: LogLevel, message: string): void;
  /** Whether `log` would write anything at this level; spares building costly messages. */
  enabled(level: LogLevel): boolean;
  /** Reopens the file by name (SIGUSR2, external logrotate). */
  reopen(): void;
  /** Deletes the file and starts an empty one. Throws ErrnoException if that fails. */
  clear(): void;
  /** File that `readLog` reads; undefined for syslog, none and streams. */
  readonly path: string | undefined;
  close(): void;
}

/** Where one channel (stdout or stderr) of one process is recorded; outlives each single run of the process. */
export interface ChildLog {
  /**
   * The way into the log for what one run writes, or (pid 0) for what the daemon itself has to say there.
   * @param state of an earlier pipeline of the same run, to go on where it was
   */
  begin(pid: number, state?: PipelineState): LogPipeline;
  /** Reopens the file by name. */
  reopen(): void;
  /** Deletes the current file and starts an empty one; backups stay. Throws ErrnoException if that fails. */
  clear(): void;
  /**
   * Opens what is not open yet, or has lost its name to another file since; called before each spawn. Throws
   * ErrnoException.
   */
  open(): void;
  /** Closes; `open` opens again. Idempotent. */
  close(): void;
  /** File to read and tail; undefined when the channel has no regular file. */
  readonly path: string | undefined;
}
