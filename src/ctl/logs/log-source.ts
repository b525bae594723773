import type { LogChannel } from "../../client/call-options.ts";
import type { Wanted } from "./log-reader.ts";

/** One log: what it holds, and what is written to it later. */
export interface LogSource {
  /** As `status` shows it. */
  readonly process: string;
  readonly channel: LogChannel;
  /** The lines so far. With `follow`, a last line that has no end yet is left to `follow`. */
  past(wanted: Wanted, follow: boolean): Promise<Past>;
  /** Text as it comes, after the lines of `past` have been taken. Ends with the server; throws the signal's reason. */
  follow(signal: AbortSignal): AsyncIterable<string>;
}

export interface Past {
  readonly lines: AsyncIterable<string>;
  /** False if they were searched by time and none of them tells one. */
  readonly timed: boolean;
}

/** A process without a log that could be read, in a sentence. */
export interface MissingLog {
  readonly process: string;
  readonly channel: LogChannel;
  readonly reason: string;
  /** Nobody misses it who did not ask for this very channel. */
  readonly usual: boolean;
}

export interface FoundLogs {
  readonly sources: readonly LogSource[];
  readonly missing: readonly MissingLog[];
}
