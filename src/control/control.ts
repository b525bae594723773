/**
 * The daemon as those see it who control it, and nothing more. The supervisor's own classes satisfy these interfaces by
 * their shape; tests satisfy them with a handful of fakes, held against the real thing by control-contract.ts.
 *
 * All of it is synchronous: a change is asked for, and the state tells how it went. Who wants to wait subscribes.
 */
import type { Configuration, GroupConfig, ProcessConfig } from "../config/configuration.ts";
import type { WrittenSources } from "../config/option-origins.ts";
import type { Problem } from "../config/problem.ts";
import type { ActivityLog, ChildLog } from "../logging/logs.ts";
import type { EndedLife } from "../process/lives.ts";
import type { StateName } from "../process/state.ts";
import type { ExitStatus } from "../system/system.ts";

/** The daemon. */
export interface Control {
  readonly mood: "RUNNING" | "RESTARTING" | "SHUTDOWN";
  readonly identifier: string;
  readonly ownPid: number;
  /** Active groups by name. */
  readonly groups: ReadonlyMap<string, ControlledGroup>;
  /** What the configuration files said when they were last read. */
  readonly pending: Configuration;
  readonly log: ActivityLog;
  /** Milliseconds since the epoch. */
  readonly nowWallMs: number;
  /** How full the queues of the listener pools are. */
  readonly eventQueues: readonly QueueFigures[];
  /** Reads the configuration files and takes nothing over; where it has read files, it tells where in them what stands. */
  readFiles(): ({ readonly ok: true; readonly configuration: Configuration } & Partial<WrittenSources>) | ReloadRefusal;
  /** Reads the configuration files again and compares group by group; nothing that runs is touched. */
  reload(): Reload;
  addGroup(name: string): GroupOutcome<"already-added" | "bad-name">;
  removeGroup(name: string): GroupOutcome<"still-running" | "bad-name">;
  /** Begins to stop everything, for good. */
  shutdown(): void;
  /** Begins to stop everything for a fresh start, unless the configuration that would then be read is wrong. */
  restart(): { readonly ok: true } | ReloadRefusal;
  /** Tells the event listeners REMOTE_COMMUNICATION. */
  sendRemoteCommEvent(type: string, data: string): void;
  /** Calls `listener` when a group was added or removed, and when the mood has changed. Returns the way to stop that. */
  onChange(listener: () => void): () => void;
}

export type Reload = ({ readonly ok: true } & GroupChanges) | ReloadRefusal;

export interface GroupChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export interface ReloadRefusal {
  readonly ok: false;
  readonly problems: readonly Problem[];
}

export type GroupOutcome<Reason extends string> =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: Reason };

/** How full the queue of a listener pool is. */
export interface QueueFigures {
  readonly pool: string;
  /** Events that wait. */
  readonly length: number;
  /** How many may wait (buffer_size). */
  readonly limit: number;
  /** How many were discarded so far. */
  readonly dropped: number;
}

/** A group of processes: what one section of the configuration makes. */
export interface ControlledGroup {
  readonly name: string;
  readonly config: GroupConfig;
  readonly processes: readonly ControlledProcess[];
}

/** One process: its configuration, its state, and what can be asked of it. */
export interface ControlledProcess {
  readonly config: ProcessConfig;
  readonly groupName: string;
  /** `sinceWallMs`: milliseconds since the epoch of its last change; 0 if there was none. */
  readonly state: { readonly name: StateName; readonly code: number; readonly sinceWallMs: number };
  /** 0 while there is none. */
  readonly pid: number;
  /** Milliseconds since the epoch; 0 if never. */
  readonly startedWallMs: number;
  readonly stoppedWallMs: number;
  /** Since the spawn of the living process, on a monotonic clock. */
  readonly uptimeMs: number;
  /** 0 if it has not ended since its last start, -1 for a death by signal. */
  readonly exitStatus: number;
  /** The last of its lives that are over, oldest first; failed attempts at one are among them. */
  readonly lives: readonly EndedLife[];
  /** How the last run ended; undefined if there was none. */
  readonly lastExit: ExitStatus | undefined;
  /** Spawns that succeeded. */
  readonly starts: number;
  /** How often it ended how: by exit code as text, or name of the signal. */
  readonly exits: ReadonlyMap<string, number>;
  /** Milliseconds until the next try; undefined unless in BACKOFF. */
  readonly retryInMs: number | undefined;
  /** It does not run, but will by itself: a start waits for the end of what is there. */
  readonly startPending: boolean;
  /** At rest, and only a request will start it again. */
  readonly settled: boolean;
  /** Why it is not well. Cleared by each spawn. */
  readonly spawnError: string | undefined;
  readonly stdoutLog: ChildLog;
  /** Undefined with redirect_stderr. */
  readonly stderrLog: ChildLog | undefined;
  checkCommand(): { readonly fault: "NO_FILE" | "NOT_EXECUTABLE"; readonly reason: string } | undefined;
  start(): void;
  /** False: there was nothing to stop. */
  stop(): boolean;
  /** Stops it, and starts it when it has ended, unless somebody stops it meanwhile; starts it if it is at rest. */
  restart(): void;
  signal(signal: number): "ok" | "not-running" | "failed";
  writeStdin(bytes: Uint8Array): "ok" | "closed" | "full" | "not-running";
  /** Calls `listener` after each change of state, in order. Returns the way to stop that. */
  onStateChange(listener: (process: ControlledProcess, change: { readonly to: StateName }) => void): () => void;
}
