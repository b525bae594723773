/** What the JSON API, the metrics and the pages need of the daemon beyond what the methods of XML-RPC do. */
import type { Configuration, GroupConfig } from "../../config/configuration.ts";
import type { Problem } from "../../config/problem.ts";
import type { Control, ControlledProcess } from "../../rpc/control.ts";
import type { ExitStatus } from "../../system/system.ts";

export interface Watched extends Control {
  readonly groups: ReadonlyMap<string, WatchedGroup>;
  /** Reads the configuration files and takes nothing over. */
  readFiles():
    | { readonly ok: true; readonly configuration: Configuration }
    | { readonly ok: false; readonly problems: readonly Problem[] };
  /** Calls `listener` when a group was added or removed, and when the mood has changed. */
  onChange(listener: () => void): () => void;
}

export interface WatchedGroup {
  readonly name: string;
  readonly config: GroupConfig;
  readonly processes: readonly WatchedProcess[];
}

export interface WatchedProcess extends ControlledProcess {
  readonly lastExit: ExitStatus | undefined;
  /** Spawns that succeeded. */
  readonly starts: number;
  /** How often it ended how: by exit code as text, or name of the signal. */
  readonly exits: ReadonlyMap<string, number>;
  /** Milliseconds until the next try; undefined unless in BACKOFF. */
  readonly retryInMs: number | undefined;
}

/** All processes, ordered by the names of group and process. */
export function allProcesses(control: Watched): readonly WatchedProcess[] {
  return groupsByName(control).flatMap(processesByName);
}

export function groupsByName(control: Watched): readonly WatchedGroup[] {
  return [...control.groups.values()].sort((a, b) => compare(a.name, b.name));
}

export function processesByName(group: WatchedGroup): readonly WatchedProcess[] {
  return [...group.processes].sort((a, b) => compare(a.config.name, b.config.name));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
