/** A daemon in memory for tests of what stands on it: processes whose states the test sets. */
import type { Configuration, GroupConfig, ProcessConfig } from "../config/configuration.ts";
import { FakeActivityLog } from "../logging/fake-activity-log.ts";
import type { ChildLog } from "../logging/logs.ts";
import { type EndedLife, type LifeEnd, noLives, remember } from "../process/lives.ts";
import { isRunningState, isSignallableState, isStoppedState, type StateName, stateCodes } from "../process/state.ts";
import { programConfig } from "../supervisor/fixtures.ts";
import type { ExitStatus } from "../system/system.ts";
import type { Control, ControlledGroup, ControlledProcess, GroupOutcome, QueueFigures, Reload } from "./control.ts";

export class FakeControl implements Control {
  mood: Control["mood"] = "RUNNING";
  readonly identifier = "supervisor";
  readonly ownPid = 4711;
  readonly groups = new Map<string, FakeGroup>();
  readonly log = new FakeActivityLog("debug");
  nowWallMs = Date.UTC(2026, 10, 21, 2, 9, 5);
  eventQueues: readonly QueueFigures[] = [];
  reloadAnswer: Reload = { ok: true, added: [], changed: [], removed: [] };
  /** Groups that addGroup finds. */
  readonly pendingGroups = new Map<string, FakeGroup>();
  /** What the files say, if it is not what is active. */
  pendingOverride: readonly GroupConfig[] | undefined;
  /** What sendRemoteCommEvent sent, as "type=data". */
  readonly comms: string[] = [];
  readonly listeners = new Set<() => void>();

  get pending(): Configuration {
    const all = [...this.groups.values(), ...this.pendingGroups.values()].map((group) => group.config);
    const groups = this.pendingOverride ?? all;
    return { groups } as unknown as Configuration;
  }

  readFiles(): ReturnType<Control["readFiles"]> {
    return this.reloadAnswer.ok ? { ok: true, configuration: this.pending } : this.reloadAnswer;
  }

  reload(): Reload {
    return this.reloadAnswer;
  }

  addGroup(name: string): GroupOutcome<"already-added" | "bad-name"> {
    if (this.groups.has(name)) return { ok: false, reason: "already-added" };
    const group = this.pendingGroups.get(name);
    if (group === undefined) return { ok: false, reason: "bad-name" };
    this.pendingGroups.delete(name);
    this.groups.set(name, group);
    this.changed();
    for (const process of group.processes) if (process.config.autostart) process.autostart();
    return { ok: true };
  }

  removeGroup(name: string): GroupOutcome<"still-running" | "bad-name"> {
    const group = this.groups.get(name);
    if (group === undefined) return { ok: false, reason: "bad-name" };
    if (!group.processes.every(({ state }) => isStoppedState(state.name)))
      return { ok: false, reason: "still-running" };
    this.groups.delete(name);
    this.pendingGroups.set(name, group);
    this.changed();
    return { ok: true };
  }

  shutdown(): void {
    this.#end("SHUTDOWN");
  }

  restart(): { readonly ok: true } | Extract<Reload, { ok: false }> {
    if (this.mood !== "RUNNING") return { ok: true };
    if (!this.reloadAnswer.ok) return this.reloadAnswer;
    this.#end("RESTARTING");
    return { ok: true };
  }

  sendRemoteCommEvent(type: string, data: string): void {
    this.comms.push(`${type}=${data}`);
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Tells those who listen to changes of groups and mood. */
  changed(): void {
    for (const listener of [...this.listeners]) listener();
  }

  /** Adds a group with the given processes. */
  add(name: string, processes: readonly FakeProcess[], priority = 999): void {
    this.groups.set(name, new FakeGroup(name, processes, priority));
  }

  /** Adds a group of one process of the same name. */
  program(name: string, change: Partial<ProcessConfig> = {}): FakeProcess {
    const process = new FakeProcess(name, change);
    this.add(name, [process], process.config.priority);
    return process;
  }

  #end(mood: "SHUTDOWN" | "RESTARTING"): void {
    if (this.mood !== "SHUTDOWN") this.mood = mood;
    this.changed();
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

/**
 * A process that does what it is told when the test says so: `settle` lets a run be up long enough and brings what is due,
 * `die` ends it, `become` puts it into any state.
 */
export class FakeProcess implements ControlledProcess {
  readonly config: ProcessConfig;
  groupName = "";
  state: ControlledProcess["state"] = { name: "STOPPED", code: 0, sinceWallMs: 0 };
  pid = 0;
  startedWallMs = 0;
  stoppedWallMs = 0;
  uptimeMs = 0;
  exitStatus = 0;
  lives: readonly EndedLife[] = noLives;
  lastExit: ExitStatus | undefined;
  starts = 0;
  readonly exits = new Map<string, number>();
  retryInMs: number | undefined;
  startPending = false;
  spawnError: string | undefined;
  stdoutLog = new FakeChildLog();
  stderrLog: FakeChildLog | undefined = new FakeChildLog();
  refusal: ReturnType<ControlledProcess["checkCommand"]>;
  /** What a start leads to at once. */
  onStart: (process: FakeProcess) => void = (process) => process.become("STARTING", 100);
  onStop: (process: FakeProcess) => void = (process) => process.become("STOPPING", process.pid);
  /** The kernel refuses signals to it. */
  unreachable = false;
  readonly signals: number[] = [];
  /** What stands against writing to it. */
  stdinRefusal: "closed" | "full" | undefined;
  stdin = "";
  readonly listeners = new Set<Listener>();

  constructor(name: string, change: Partial<ProcessConfig> = {}) {
    this.config = programConfig({ name, ...change });
  }

  get settled(): boolean {
    return isStoppedState(this.state.name) && !this.startPending && this.lives.at(-1)?.comesBack !== true;
  }

  become(name: StateName, pid = 0): void {
    this.state = { name, code: stateCodes[name], sinceWallMs: 0 };
    this.pid = pid;
    for (const listener of [...this.listeners]) listener(this, { to: name });
  }

  /** Time passes. */
  settle(): void {
    if (this.startPending && isStoppedState(this.state.name)) this.#begin();
    if (this.state.name === "STARTING") this.become("RUNNING", this.pid);
  }

  /** Its run ends with exit code 0, after a stop or by itself. */
  die(): void {
    this.lastExit = { kind: "exited", code: 0 };
    this.exits.set("0", (this.exits.get("0") ?? 0) + 1);
    const status = this.lastExit;
    const asked = this.state.name === "STOPPING";
    this.live(asked ? { kind: "stopped", status } : { kind: "exited", status, expected: true });
    this.become(asked ? "STOPPED" : "EXITED");
  }

  /** One more life is over. */
  live(end: LifeEnd, facts: Partial<EndedLife> = {}): void {
    const { startedWallMs, stoppedWallMs: endedWallMs } = this;
    const life = { startedWallMs, endedWallMs, endedMs: 0, ranMs: 0, end, comesBack: false, ...facts };
    this.lives = remember(this.lives, life);
  }

  checkCommand(): ReturnType<ControlledProcess["checkCommand"]> {
    return this.refusal;
  }

  autostart(): void {
    this.startPending = true;
  }

  start(): void {
    if (isStoppedState(this.state.name)) this.#begin();
  }

  stop(): boolean {
    const stoppable = this.startPending || isRunningState(this.state.name);
    this.startPending = false;
    if (isRunningState(this.state.name)) this.onStop(this);
    return stoppable;
  }

  restart(): void {
    if (isStoppedState(this.state.name)) {
      this.#begin();
      return;
    }
    this.startPending = true;
    if (isRunningState(this.state.name)) this.onStop(this);
  }

  signal(signal: number): "ok" | "not-running" | "failed" {
    if (!isSignallableState(this.state.name)) return "not-running";
    this.signals.push(signal);
    return this.unreachable ? "failed" : "ok";
  }

  writeStdin(bytes: Uint8Array): "ok" | "closed" | "full" | "not-running" {
    if (this.pid === 0 || this.state.name === "STOPPING") return "not-running";
    if (this.stdinRefusal !== undefined) return this.stdinRefusal;
    this.stdin += Buffer.from(bytes).toString("latin1");
    return "ok";
  }

  onStateChange(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  #begin(): void {
    this.startPending = false;
    this.starts++;
    this.onStart(this);
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
