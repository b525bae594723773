/** A daemon in memory for the tests of rpc and http: processes whose states the test sets. */
import type { Configuration, GroupConfig, ProcessConfig } from "../config/configuration.ts";
import type { LogLevel } from "../config/values/log-level.ts";
import type { ActivityLog, ChildLog } from "../logging/logs.ts";
import { type StateName, stateCodes } from "../process/state.ts";
import { programConfig } from "../supervisor/fixtures.ts";
import type { Control, ControlledGroup, ControlledProcess, GroupOutcome, Reload } from "./control.ts";

export class FakeControl implements Control {
  mood: Control["mood"] = "RUNNING";
  readonly identifier = "supervisor";
  readonly ownPid = 4711;
  readonly groups = new Map<string, FakeGroup>();
  readonly log = new FakeActivityLog();
  nowWallMs = Date.UTC(2026, 10, 21, 2, 9, 5);
  reloadAnswer: Reload = { ok: true, added: [], changed: [], removed: [] };
  /** Groups that addGroup finds. */
  readonly pendingGroups = new Map<string, FakeGroup>();

  /** What the files say, if it is not what is active. */
  pendingOverride: readonly GroupConfig[] | undefined;

  get pending(): Configuration {
    const all = [...this.groups.values(), ...this.pendingGroups.values()].map((group) => group.config);
    const groups = this.pendingOverride ?? all;
    return { groups } as unknown as Configuration;
  }

  reload(): Reload {
    return this.reloadAnswer;
  }

  addGroup(name: string): GroupOutcome<"already-added" | "bad-name"> {
    if (this.groups.has(name)) return { ok: false, reason: "already-added" };
    const group = this.pendingGroups.get(name);
    if (group === undefined) return { ok: false, reason: "bad-name" };
    this.groups.set(name, group);
    return { ok: true };
  }

  removeGroup(name: string): GroupOutcome<"still-running" | "bad-name"> {
    const group = this.groups.get(name);
    if (group === undefined) return { ok: false, reason: "bad-name" };
    if (group.processes.some((process) => process.pid !== 0)) return { ok: false, reason: "still-running" };
    this.groups.delete(name);
    return { ok: true };
  }

  shutdown(): void {
    this.mood = "SHUTDOWN";
  }

  restart(): { readonly ok: true } | Extract<Reload, { ok: false }> {
    if (!this.reloadAnswer.ok) return this.reloadAnswer;
    this.mood = "RESTARTING";
    return { ok: true };
  }

  /** Adds a group with the given processes; returns them. */
  add(name: string, processes: readonly FakeProcess[], priority = 999): void {
    this.groups.set(name, new FakeGroup(name, processes, priority));
  }

  /** Adds a group of one process of the same name. */
  program(name: string, change: Partial<ProcessConfig> = {}): FakeProcess {
    const process = new FakeProcess(name, change);
    this.add(name, [process], process.config.priority);
    return process;
  }
}

export class FakeGroup implements ControlledGroup {
  readonly config: GroupConfig;
  readonly processes: readonly FakeProcess[];

  constructor(name: string, processes: readonly FakeProcess[], priority = 999) {
    this.processes = processes;
    this.config = { kind: "program", name, priority, processes: processes.map((process) => process.config) };
    for (const process of processes) process.groupName = name;
  }

  get name(): string {
    return this.config.name;
  }
}

type Listener = Parameters<ControlledProcess["onStateChange"]>[0];

export class FakeProcess implements ControlledProcess {
  readonly config: ProcessConfig;
  groupName = "";
  state: ControlledProcess["state"] = { name: "STOPPED", code: 0 };
  pid = 0;
  startedWallMs = 0;
  stoppedWallMs = 0;
  uptimeMs = 0;
  exitStatus = 0;
  startPending = false;
  spawnError: string | undefined;
  stdoutLog = new FakeChildLog();
  stderrLog: FakeChildLog | undefined = new FakeChildLog();
  refusal: ReturnType<ControlledProcess["checkCommand"]>;
  /** What a start leads to at once. */
  onStart: (process: FakeProcess) => void = (process) => process.become("STARTING", 100);
  onStop: (process: FakeProcess) => void = (process) => process.become("STOPPING", process.pid);
  signalAnswer: "ok" | "not-running" | "failed" = "ok";
  readonly signals: number[] = [];
  stdinAnswer: "ok" | "closed" | "full" | "not-running" = "ok";
  stdin = "";
  readonly listeners = new Set<Listener>();

  constructor(name: string, change: Partial<ProcessConfig> = {}) {
    this.config = programConfig({ name, ...change });
  }

  become(name: StateName, pid = 0): void {
    this.state = { name, code: stateCodes[name] };
    this.pid = pid;
    for (const listener of [...this.listeners]) listener(this, { to: name });
  }

  checkCommand(): ReturnType<ControlledProcess["checkCommand"]> {
    return this.refusal;
  }

  start(): void {
    this.onStart(this);
  }

  stop(): boolean {
    this.onStop(this);
    return true;
  }

  signal(signal: number): "ok" | "not-running" | "failed" {
    this.signals.push(signal);
    return this.signalAnswer;
  }

  writeStdin(bytes: Uint8Array): "ok" | "closed" | "full" | "not-running" {
    if (this.stdinAnswer === "ok") this.stdin += Buffer.from(bytes).toString("latin1");
    return this.stdinAnswer;
  }

  onStateChange(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

export class FakeChildLog implements ChildLog {
  path: string | undefined;
  cleared = 0;
  clearError: Error | undefined;

  begin(): never {
    throw new Error("no run here writes");
  }
  reopen(): void {}
  open(): void {}
  close(): void {}
  clear(): void {
    if (this.clearError !== undefined) throw this.clearError;
    this.cleared++;
  }
}

/** Keeps lines as "info text". */
class FakeActivityLog implements ActivityLog {
  readonly lines: string[] = [];
  path: string | undefined;
  traced = false;
  clear: () => void = () => {};

  log(level: LogLevel, message: string): void {
    this.lines.push(`${level} ${message}`);
  }

  enabled(level: LogLevel): boolean {
    return level !== "trace" || this.traced;
  }

  reopen(): void {}
  close(): void {}
}
