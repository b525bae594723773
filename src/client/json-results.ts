/** What the server's JSON API answers, as far as supervisorctl looks at it. */
import type { LogChannel } from "./call-options.ts";
import { listOf, number, orNull, struct, text } from "./shape.ts";

/** The files of one channel's log, from `GET /processes/{process}/logs`. */
export interface ProcessLog {
  readonly channel: LogChannel;
  readonly path: string | null;
  /** Why there is nothing to read. */
  readonly absence: "none" | "redirected" | "other" | null;
  /** The oldest first. */
  readonly files: readonly LogFile[];
}

export interface LogFile {
  readonly path: string;
  readonly inode: number;
  readonly bytes: number;
  /** RFC 3339. */
  readonly modifiedAt: string;
}

export const processLogsShape = listOf(
  struct({
    channel: text,
    path: orNull(text),
    absence: orNull(text),
    files: listOf(struct({ path: text, inode: number, bytes: number, modifiedAt: text })),
  }),
);

/** How the configuration files differ from what is active, from `GET /configuration`. */
export interface ConfigurationDifference {
  readonly path: string;
  /** Why the files cannot be taken as they are. */
  readonly problems: readonly string[];
  readonly difference: readonly GroupDifference[];
}

export interface GroupDifference {
  readonly group: string;
  readonly change: "added" | "changed" | "removed";
  readonly options: readonly {
    /** Null: an option of the group itself. */
    readonly process: string | null;
    readonly option: string;
    readonly from: string | null;
    readonly to: string | null;
  }[];
  /** Processes that an update would stop, and those that it would start. */
  readonly stops: readonly string[];
  readonly starts: readonly string[];
}

export const configurationShape = struct({
  path: text,
  problems: listOf(text),
  difference: listOf(
    struct({
      group: text,
      change: text,
      options: listOf(struct({ process: orNull(text), option: text, from: orNull(text), to: orNull(text) })),
      stops: listOf(text),
      starts: listOf(text),
    }),
  ),
});

/** What is told of a log that is followed, from `GET /processes/{process}/logs/events`. */
export type FollowedNews =
  | { readonly kind: "output"; readonly channel: LogChannel; readonly text: string }
  /** The file was emptied, or another one has its name now. */
  | { readonly kind: "restarted"; readonly channel: LogChannel; readonly reason: string };

export const outputShape = struct({ channel: text, text });
export const restartedShape = struct({ channel: text, reason: text });
