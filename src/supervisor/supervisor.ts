/**
 * The daemon without its outer skin: groups of processes, their start and their end, and the pending configuration.
 *
 * `main/` builds it and gives it signals; `rpc/` and `http/` are its users. It opens no socket, reads no argument and
 * never exits: `finished` tells when, and for what, it is done.
 */
import type { Configuration, GroupConfig } from "../config/configuration.ts";
import type { GroupDifference } from "../config/difference.ts";
import { diffConfiguration } from "../config/difference.ts";
import type { WrittenSources } from "../config/option-origins.ts";
import { formatProblem, type Problem } from "../config/problem.ts";
import type { ActivityLog } from "../logging/logs.ts";
import { planSteps } from "../plan/plan-steps.ts";
import type { System } from "../system/system.ts";
import { ChildRecords, type RecordsSnapshot } from "./child-records.ts";
import { Children } from "./children.ts";
import { type ConfigRecord, configRecord, recordedConfig } from "./config-record.ts";
import { contain } from "./contain.ts";
import { EventBus } from "./event-bus.ts";
import { EventSerials } from "./event-serials.ts";
import { Group, type GroupSnapshot } from "./group.ts";
import { findByEnvironment, type Leftovers, matchSurvivors } from "./leftovers.ts";
import type { ListenerPool } from "./listener-pool.ts";
import type { Process } from "./process.ts";
import type { ProcessSnapshot } from "./process-snapshot.ts";
import type { LoadResultHandler } from "./result-handler.ts";
import { Shutdown, type ShutdownSnapshot } from "./shutdown.ts";
import { SpawnGate } from "./spawn-gate.ts";
import type { OpenLogs, Surroundings } from "./surroundings.ts";
import { Ticks, type TicksSnapshot } from "./ticks.ts";

/** RESTARTING and SHUTDOWN: everything is being stopped, for a fresh start or for good. */
export type Mood = "RUNNING" | "RESTARTING" | "SHUTDOWN";

export type ReadConfiguration = () =>
  | ({ readonly ok: true; readonly configuration: Configuration } & Partial<WrittenSources>)
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface SupervisorOptions {
  readonly system: System;
  readonly configuration: Configuration;
  /** Reads the configuration files again. */
  readonly readConfiguration: ReadConfiguration;
  readonly log: ActivityLog;
  readonly openLogs: OpenLogs;
  readonly loadResultHandler: LoadResultHandler;
  /** The daemon's own environment, which children inherit. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Soft limit of open files for programs; undefined: the daemon's own. */
  readonly programOpenFiles?: number | undefined;
  /** The daemon's own address for clients; undefined without servers. */
  readonly serverUrl: string | undefined;
  /** Where notes of living children are kept; undefined: nowhere. */
  readonly recordsPath?: string | undefined;
  /** Numbers events; shared by all lives of a daemon, so that listeners never see a number twice. */
  readonly eventSerials?: EventSerials;
}

export type Refusal<Reason extends string> = { readonly ok: false; readonly reason: Reason };
export type Outcome<Reason extends string> = { readonly ok: true } | Refusal<Reason>;

/**
 * All that a daemon has become, fit for JSON, for a later version of it as well: what that adds has to be optional. It
 * holds passwords of the configuration.
 */
export interface SupervisorSnapshot {
  /** Another meaning of what is here gets another number. */
  readonly format: 1;
  readonly mood: Mood;
  /** How many events have been numbered. */
  readonly eventSerials: number;
  /** What its life began with, for the options of the one that goes on. */
  readonly configuration: ConfigRecord;
  /** What the files said when they were last read; absent if that was at the beginning. */
  readonly pending?: ConfigRecord;
  /** In the order in which they were added. */
  readonly groups: readonly GroupSnapshot[];
  readonly records: RecordsSnapshot;
  readonly ticks: TicksSnapshot;
  /** Unless the mood is RUNNING. */
  readonly shutdown?: ShutdownSnapshot;
}

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #surroundings: Surroundings;
  readonly #groups = new Map<string, Group>();
  readonly #children: Children;
  readonly #records: ChildRecords;
  readonly #serials: EventSerials;
  readonly #ticks: Ticks;
  readonly #finish: (mood: Mood) => void;
  /** Resolves when everything is stopped: whether the daemon shall end or start afresh. */
  readonly finished: Promise<Mood>;
  readonly #listeners = new Set<() => void>();
  /** Tells whatever happens here to listener pools and whoever else subscribes. */
  readonly events: EventBus;
  #mood: Mood = "RUNNING";
  #stopReaping = (): void => {};
  #pending: Configuration;
  #shutdown: Shutdown | undefined;

  constructor(options: SupervisorOptions) {
    const { system, log, environment, programOpenFiles, serverUrl, loadResultHandler } = options;
    const { identifier } = options.configuration.supervisord;
    this.#options = options;
    this.#pending = options.configuration;
    this.#children = new Children(system.processes, system.clock, log);
    this.#records = new ChildRecords(options.recordsPath, system, log);
    const gate = new SpawnGate(system.clock, log);
    this.#serials = options.eventSerials ?? new EventSerials();
    const events = new EventBus(log, this.#serials);
    this.events = events;
    this.#ticks = new Ticks(events, system.clock);
    const own = { children: this.#children, records: this.#records };
    const shared = { system, log, ...own, gate, events, identifier, loadResultHandler };
    this.#surroundings = { ...shared, environment, programOpenFiles, serverUrl };
    let finish: (mood: Mood) => void = () => {};
    this.finished = new Promise((resolve) => {
      finish = resolve;
    });
    this.#finish = finish;
  }

  get mood(): Mood {
    return this.#mood;
  }

  get identifier(): string {
    return this.#options.configuration.supervisord.identifier;
  }

  get ownPid(): number {
    return this.#options.system.processes.ownPid;
  }

  get log(): ActivityLog {
    return this.#options.log;
  }

  /** By name, in the order in which they were added. */
  get groups(): ReadonlyMap<string, Group> {
    return this.#groups;
  }

  /** What the files said when they were last read. */
  get pending(): Configuration {
    return this.#pending;
  }

  /** Milliseconds since the epoch. */
  get nowWallMs(): number {
    return this.#options.system.clock.wallMs();
  }

  /**
   * Adds all groups and starts what is to be started. Does nothing in a daemon that was told to end before it began.
   * @param afterCrash the last daemon did not end in an orderly way: its programs may still run, and are stopped first
   */
  start(afterCrash: boolean): void {
    if (this.#mood !== "RUNNING") return;
    const { system, configuration } = this.#options;
    this.#stopReaping = system.processes.onChildSignal(() => this.#children.reap());
    const absent = configuration.groups.filter(({ name }) => !this.#groups.has(name)); // a plugin may have added some
    const admitted = absent.map((config) => this.#admit(config));
    this.events.publish({ type: "SUPERVISOR_STATE_CHANGE_RUNNING" });
    const processes = planSteps(admitted, "boot").flat();
    for (const [process, found] of this.#findLeftovers(processes, afterCrash)) process.stopLeftover(found);
    for (const process of processes) process.autostart();
  }

  /** All of it, to be asked for between two turns of the loop. */
  snapshot(): SupervisorSnapshot {
    const { configuration } = this.#options;
    return {
      format: 1,
      mood: this.#mood,
      eventSerials: this.#serials.given,
      configuration: configRecord(configuration),
      ...(this.#pending !== configuration && { pending: configRecord(this.#pending) }),
      groups: [...this.#groups.values()].map((group) => group.snapshot()),
      records: this.#records.snapshot(),
      ticks: this.#ticks.snapshot(),
      ...(this.#shutdown && { shutdown: this.#shutdown.snapshot() }),
    };
  }

  /** In place of `start`: goes on where a daemon was whose children, pipes and sockets this process has. */
  resume(snapshot: SupervisorSnapshot): void {
    const { system } = this.#options;
    this.#stopReaping = system.processes.onChildSignal(() => this.#children.reap());
    this.#mood = snapshot.mood;
    this.#serials.resume(snapshot.eventSerials);
    if (snapshot.pending !== undefined) this.#pending = recordedConfig(snapshot.pending);
    this.#records.resume(snapshot.records);
    const waiting: [Process, ProcessSnapshot][] = [];
    for (const group of snapshot.groups)
      contain(this.log, "taking up a group", () => waiting.push(...this.#takeUp(group)));
    for (const [process, earlier] of waiting.sort(([, a], [, b]) => (a.turn ?? 0) - (b.turn ?? 0)))
      contain(this.log, "taking up a process", () => process.resume(earlier));
    this.#ticks.resume(snapshot.ticks);
    if (snapshot.shutdown !== undefined) this.#stopEverything(snapshot.shutdown);
    // Whoever has ended in the meantime was told to nobody.
    system.clock.soon(() => this.#children.reap());
  }

  /** Its processes are still to go on. */
  #takeUp(snapshot: GroupSnapshot): [Process, ProcessSnapshot][] {
    const group = Group.resume(snapshot, this.#options.openLogs, this.#surroundings);
    this.#groups.set(group.name, group);
    return group.processes.flatMap((process) => {
      const earlier = snapshot.processes.find(({ name }) => name === process.config.name);
      return earlier === undefined ? [] : [[process, earlier]];
    });
  }

  /**
   * Falls silent, and leaves children, pipes and sockets as they are: whoever has its snapshot goes on with them. Nothing
   * is to be asked of this one any more.
   */
  release(): void {
    this.#shutdown?.release();
    this.#ticks.release();
    this.#stopReaping();
    this.#children.release();
    for (const group of this.#groups.values()) group.release();
  }

  #findLeftovers(processes: readonly Process[], afterCrash: boolean): Leftovers {
    const survivors = this.#records.load();
    if (survivors.kind === "unknown") {
      return afterCrash ? findByEnvironment(processes, this.#options.system.processes) : new Map();
    }
    const { leftovers, strays } = matchSurvivors(processes, survivors.children);
    for (const { pid, process } of strays) {
      this.log.log(
        "warn",
        `'${process}' (${pid}) of an earlier supervisord still runs, but no program is called so now`,
      );
    }
    return leftovers;
  }

  /** Reads the files again. Nothing that runs is touched; on problems the last good reading stays. */
  reload(): ({ readonly ok: true } & GroupDifference) | { readonly ok: false; readonly problems: readonly Problem[] } {
    const read = this.#options.readConfiguration();
    if (!read.ok) return read;
    this.#pending = read.configuration;
    const active = [...this.#groups.values()].map((group) => group.config);
    return { ok: true, ...diffConfiguration(active, this.#pending.groups) };
  }

  /** Reads the files as `reload` does, and takes nothing over. */
  readFiles(): ReturnType<ReadConfiguration> {
    return this.#options.readConfiguration();
  }

  /** How full the queues of the listener pools are. */
  get eventQueues(): readonly ListenerPool["figures"][] {
    return [...this.#groups.values()].flatMap(({ pool }) => (pool === undefined ? [] : [pool.figures]));
  }

  /** Tells the event listeners REMOTE_COMMUNICATION. */
  sendRemoteCommEvent(kind: string, data: string): void {
    this.events.publish({ type: "REMOTE_COMMUNICATION", kind, data });
  }

  /** Calls `listener` when a group was added or removed, and when the mood has changed. Returns the way to stop that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Activates a group of the pending configuration. */
  addGroup(name: string): Outcome<"already-added" | "bad-name"> {
    if (this.#groups.has(name)) return { ok: false, reason: "already-added" };
    const config = this.#pending.groups.find((group) => group.name === name);
    if (config === undefined) return { ok: false, reason: "bad-name" };
    this.#add(config);
    return { ok: true };
  }

  /** Forgets a group whose processes are all at rest. */
  removeGroup(name: string): Outcome<"still-running" | "bad-name"> {
    const group = this.#groups.get(name);
    if (group === undefined) return { ok: false, reason: "bad-name" };
    if (!group.atRest) return { ok: false, reason: "still-running" };
    for (const process of group.processes) process.stop(); // a restart that is due must not outlive the group
    group.dispose();
    this.#groups.delete(name);
    this.events.publish({ type: "PROCESS_GROUP_REMOVED", group: name });
    this.#changed();
    return { ok: true };
  }

  /** Stops everything, for good. */
  shutdown(): void {
    this.#end("SHUTDOWN");
  }

  /** Stops everything and starts afresh, unless the new configuration is wrong: then nothing happens but the report. */
  restart(): { readonly ok: true } | { readonly ok: false; readonly problems: readonly Problem[] } {
    if (this.#mood !== "RUNNING") return { ok: true };
    const read = this.#options.readConfiguration();
    if (!read.ok) {
      this.log.log("error", "not restarting: the configuration has problems, everything goes on as it is");
      for (const problem of read.problems) this.log.log("error", formatProblem(problem));
      return read;
    }
    this.#end("RESTARTING");
    return { ok: true };
  }

  reopenLogs(): void {
    this.log.log("info", "supervisord logreopen");
    this.log.reopen();
    for (const group of this.#groups.values()) for (const process of group.processes) process.reopenLogs();
  }

  #add(config: GroupConfig): void {
    const group = this.#admit(config);
    this.#changed();
    for (const process of planSteps([group], "boot").flat()) process.autostart();
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) contain(this.log, "a listener to changes of the daemon", listener);
  }

  #admit(config: GroupConfig): Group {
    const group = new Group(config, this.#options.openLogs, this.#surroundings);
    this.#groups.set(config.name, group);
    this.events.publish({ type: "PROCESS_GROUP_ADDED", group: config.name });
    return group;
  }

  #end(mood: "RESTARTING" | "SHUTDOWN"): void {
    const begun = this.#mood !== "RUNNING";
    if (this.#mood !== "SHUTDOWN") this.#mood = mood;
    this.#changed();
    if (begun) return;
    this.events.publish({ type: "SUPERVISOR_STATE_CHANGE_STOPPING" });
    this.#stopEverything();
  }

  #stopEverything(earlier?: ShutdownSnapshot): void {
    const shutdown = new Shutdown(this.#groups.values(), this.#options.system.clock, this.log, earlier);
    this.#shutdown = shutdown;
    void shutdown.run().then(() => {
      for (const group of this.#groups.values()) group.dispose();
      this.#stopReaping();
      this.#records.remove();
      this.#finish(this.#mood);
    });
  }
}
