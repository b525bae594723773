/** What a process is given: by the daemon that it lives in, and by the group whose member it is. */
import type { ProcessConfig } from "../config/configuration.ts";
import type { Channel, LogSource } from "../logging/log-record.ts";
import type { ActivityLog } from "../logging/logs.ts";
import type { System } from "../system/system.ts";
import type { ChildRecords } from "./child-records.ts";
import type { Children } from "./children.ts";
import type { EventBus } from "./event-bus.ts";
import type { LoadResultHandler } from "./result-handler.ts";
import type { Logs } from "./run.ts";
import type { SpawnGate } from "./spawn-gate.ts";

/** What all processes of a daemon share. */
export interface Surroundings {
  readonly system: System;
  readonly log: ActivityLog;
  readonly children: Children;
  /** Notes of living children, for a daemon that comes after this one. */
  readonly records: ChildRecords;
  readonly gate: SpawnGate;
  readonly events: EventBus;
  /** `identifier=` of the daemon. */
  readonly identifier: string;
  readonly loadResultHandler: LoadResultHandler;
  /** The daemon's own environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Soft limit of open files for programs; undefined: the daemon's own. */
  readonly programOpenFiles?: number | undefined;
  /** The daemon's own address for clients. */
  readonly serverUrl: string | undefined;
}

/** Gives a process its two logs when its group is added. */
export type OpenLogs = (config: ProcessConfig, groupName: string, hooks: LogHooks) => Logs;

/** What logs ask and tell of their process. */
export interface LogHooks {
  /** Asks to stop taking output for a while. */
  readonly pause: (channel: Channel, paused: boolean) => void;
  /** Tells what was recorded: a view that is valid for the call only. */
  readonly recorded: (source: LogSource, chunk: Uint8Array) => void;
  /** Standard output is no text for people. */
  readonly protocolOnStdout: boolean;
  /** Where an earlier daemon's logs of the same process are, to go on there. */
  readonly paths?: LogPaths | undefined;
}

export type LogPaths = Readonly<Partial<Record<Channel, string>>>;

/** What sets a process of a listener pool or of a FastCGI program apart from others. */
export interface ProcessRole {
  /** What has to be found out before a spawn; undefined: nothing. Never rejects: `stdin` tells what came of it. */
  readonly prepare?: () => Promise<void> | undefined;
  /** Gives the descriptor that becomes standard input, before each spawn. Throws an Error that says why it cannot. */
  readonly stdin?: () => number;
  /** What its environment tells beside the names of process and group. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Standard output is a protocol: gets what the run `pid` wrote. */
  readonly onStdout?: (pid: number, chunk: Uint8Array) => void;
  /** What was written to standard input last did not reach the child, and nothing will any more. */
  readonly onStdinClosed?: () => void;
}
