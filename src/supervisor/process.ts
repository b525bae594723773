/**
 * A process under supervision: carries out what the model decides, and feeds it what happens.
 *
 * The shell around `process/transition.ts`: every decision is there, every act is here.
 */
import type { ProcessConfig } from "../config/configuration.ts";
import type { ChildLog } from "../logging/logs.ts";
import type { EndedLife } from "../process/lives.ts";
import type { Effect, ProcessEvent, ProcessModel, Report, StateChange } from "../process/model.ts";
import { newProcess } from "../process/model.ts";
import {
  isRunningState,
  isSignallableState,
  isStoppedState,
  pidOf,
  type StateName,
  stateCodes,
} from "../process/state.ts";
import { isSettled, isStartPending, transition, wakeAt } from "../process/transition.ts";
import { signalName } from "../system/signal-names.ts";
import type { ExitStatus, ProcessIdentity } from "../system/system.ts";
import { activityMessage, describeTrouble, exitCode } from "./activity-messages.ts";
import type { CommandRefusal } from "./command.ts";
import { contain } from "./contain.ts";
import { Leftover } from "./leftover.ts";
import { LifeRecord } from "./life-record.ts";
import { ProcessRuns } from "./process-runs.ts";
import type { ProcessSnapshot } from "./process-snapshot.ts";
import type { RepeatedNotice } from "./repeated-notice.ts";
import type { StdinResult } from "./run.ts";
import { sendSignal } from "./send-signal.ts";
import { stopNotice } from "./stop-notice.ts";
import type { OpenLogs, ProcessRole, Surroundings } from "./surroundings.ts";
import { WakeTimer } from "./wake-timer.ts";

export type StateListener = (process: Process, change: StateChange) => void;

export class Process {
  readonly config: ProcessConfig;
  readonly groupName: string;
  readonly #surroundings: Surroundings;
  readonly #role: ProcessRole;
  readonly #runs: ProcessRuns;
  readonly #timer: WakeTimer;
  readonly #listeners = new Set<StateListener>();
  readonly #events: ProcessEvent[] = [];
  #model: ProcessModel = newProcess;
  #leftover: Leftover | undefined;
  /** What a spawn that is under way waits for; another one means that it was given up. */
  #preparation: Promise<void> | undefined;
  #dispatching = false;
  /** Another one goes on with what this was. */
  #released = false;
  #stopNotice: RepeatedNotice | undefined;
  readonly #record = new LifeRecord();

  constructor(
    config: ProcessConfig,
    groupName: string,
    openLogs: OpenLogs,
    surroundings: Surroundings,
    role: ProcessRole = {},
  ) {
    this.config = config;
    this.groupName = groupName;
    this.#surroundings = surroundings;
    this.#role = role;
    const { system, gate, children } = surroundings;
    this.#timer = new WakeTimer(system.clock, gate, (spawns) => {
      // What is dead already must not be taken for alive: neither promoted to RUNNING nor killed again.
      if (!spawns) children.reapOne(this.pid);
      this.#dispatch({ type: "timer" });
    });
    this.#runs = new ProcessRuns(config, groupName, openLogs, surroundings, role, (status) =>
      this.#dispatch({ type: "exited", status }),
    );
  }

  get state(): { readonly name: StateName; readonly code: number; readonly sinceWallMs: number } {
    const { name } = this.#model.state;
    return { name, code: stateCodes[name], sinceWallMs: this.#record.changedWallMs };
  }

  /** 0 while there is none. */
  get pid(): number {
    return pidOf(this.#model.state) ?? 0;
  }

  get atRest(): boolean {
    return isStoppedState(this.#model.state.name);
  }

  /** At rest, and only a request will start it again. */
  get settled(): boolean {
    return isSettled(this.#model);
  }

  /** It does not run, but will by itself: a start waits for the end of what is there. */
  get startPending(): boolean {
    return isStartPending(this.#model);
  }

  /** Milliseconds since the epoch of the last spawn; 0 if never. */
  get startedWallMs(): number {
    return this.#record.startedWallMs;
  }

  /** Milliseconds since the epoch of the last death; 0 if never. */
  get stoppedWallMs(): number {
    return this.#record.stoppedWallMs;
  }

  /** Milliseconds since the spawn of the living process, whatever the wall clock did; 0 without one. */
  get uptimeMs(): number {
    const { state } = this.#model;
    return "startedAt" in state ? this.#surroundings.system.clock.monotonicMs() - state.startedAt : 0;
  }

  /** Exit code since the last start: 0 while it has none, -1 for a death by signal. */
  get exitStatus(): number {
    return this.#model.exit === undefined ? 0 : exitCode(this.#model.exit);
  }

  /** The last of its lives that are over, oldest first. */
  get lives(): readonly EndedLife[] {
    return this.#record.lives;
  }

  /** How the last run ended; undefined if there was none. */
  get lastExit(): ExitStatus | undefined {
    return this.#model.lastExit;
  }

  /** How often it was started: every spawn that succeeded. */
  get starts(): number {
    return this.#runs.starts;
  }

  /** How often it ended how: by exit code as text, or name of the signal. */
  get exits(): ReadonlyMap<string, number> {
    return this.#runs.exits;
  }

  /** Milliseconds until the next try; undefined unless in BACKOFF. */
  get retryInMs(): number | undefined {
    const { state } = this.#model;
    if (state.name !== "BACKOFF") return undefined;
    return Math.max(0, state.retryAt - this.#surroundings.system.clock.monotonicMs());
  }

  /** Why it is not well; undefined while nothing is known against it. */
  get spawnError(): string | undefined {
    return this.#model.trouble === undefined ? undefined : describeTrouble(this.#model.trouble);
  }

  /** The whole environment that the next run gets. */
  get environment(): Record<string, string> {
    return this.#runs.environment;
  }

  get stdoutLog(): ChildLog {
    return this.#runs.logs.stdout;
  }

  get stderrLog(): ChildLog | undefined {
    return this.#runs.logs.stderr;
  }

  /** Calls `listener` at each public change of state, after it. Returns the way to stop that. */
  onStateChange(listener: StateListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether the command can be found and executed now. */
  checkCommand(): CommandRefusal | undefined {
    return this.#runs.checkCommand();
  }

  /** Starts it at once; the state tells how that went. */
  start(): void {
    this.#dispatch({ type: "start" });
  }

  /** Starts it when its turn comes, if it wants to be started without being asked. */
  autostart(): void {
    if (this.config.autostart) this.#dispatch({ type: "autostart" });
  }

  /** An earlier daemon has left these running: they are stopped, and no start happens before they are gone. */
  stopLeftover(found: readonly ProcessIdentity[]): void {
    const [first, ...others] = found;
    if (first === undefined || this.#leftover !== undefined) return;
    for (const { pid } of others) this.#report({ kind: "leftover", pid });
    this.#watchLeftover(new Leftover(found, this.#surroundings.system));
    this.#dispatch({ type: "leftover-found", pid: first.pid });
    this.#noticeWaiting();
  }

  #watchLeftover(leftover: Leftover): void {
    const { system, records } = this.#surroundings;
    this.#leftover = leftover;
    leftover.watch(() => {
      this.#leftover = undefined;
      this.#record.stoppedWallMs = system.clock.wallMs();
      for (const { pid } of leftover.found) records.ended(pid);
      this.#dispatch({ type: "leftover-gone" });
    });
  }

  /** Asks it to stop. False: there is nothing to stop. */
  stop(): boolean {
    const stoppable = isRunningState(this.#model.state.name) || this.startPending;
    this.#dispatch({ type: "stop" });
    if (stoppable) this.#noticeWaiting();
    return stoppable;
  }

  /** Asks it to stop, and to start anew when it has; a process at rest starts at once. */
  restart(): void {
    this.#dispatch({ type: "restart" });
    this.#noticeWaiting();
  }

  /** Sends a signal to the process itself. */
  signal(signal: number): "ok" | "not-running" | "failed" {
    const pid = this.pid;
    if (pid === 0 || !isSignallableState(this.#model.state.name)) return "not-running";
    const { log } = this.#surroundings;
    log.log("debug", `sending ${this.config.name} (pid ${pid}) sig ${signalName(signal)}`);
    return this.#kill(pid, signal, "sending sig") ? "ok" : "failed";
  }

  writeStdin(bytes: Uint8Array): StdinResult | "not-running" {
    return this.#model.state.name === "STOPPING" ? "not-running" : this.#runs.writeStdin(bytes);
  }

  /** The daemon goes down: no more spawns. */
  hold(): void {
    this.#dispatch({ type: "hold" });
  }

  /** Its turn in the daemon's shutdown. */
  shutdown(): void {
    this.#dispatch({ type: "shutdown" });
  }

  reopenLogs(): void {
    this.#runs.reopenLogs();
  }

  /** To be asked for between two turns of the loop, as every snapshot. */
  snapshot(): ProcessSnapshot {
    const stopNoticeAt = this.#stopNotice?.nextAt;
    const { turn } = this.#timer;
    return {
      model: this.#model,
      ...this.#record.snapshot(),
      runs: this.#runs.snapshot(),
      ...(this.#leftover !== undefined && { leftover: this.#leftover.snapshot() }),
      ...(stopNoticeAt !== undefined && { stopNoticeAt }),
      ...(turn !== undefined && { turn }),
    };
  }

  /** Goes on where another was; for a process that has just been made. */
  resume(snapshot: ProcessSnapshot): void {
    const { leftover, stopNoticeAt, model } = snapshot;
    this.#model = { ...newProcess, ...model };
    this.#record.resume(snapshot);
    this.#runs.resume(snapshot.runs);
    if (leftover !== undefined) {
      this.#watchLeftover(new Leftover(leftover.found, this.#surroundings.system, leftover.askAt));
    }
    const { state } = this.#model;
    if (state.name === "STARTING" && state.phase === "spawning") this.#spawn();
    this.#setTimer();
    if (stopNoticeAt !== undefined) this.#noticeWaiting(stopNoticeAt);
  }

  /** Falls silent: whoever has its snapshot goes on with it. */
  release(): void {
    this.#released = true;
    this.#timer.cancel();
    this.#stopNotice?.cancel();
    this.#preparation = undefined;
    this.#leftover?.release();
    this.#runs.release();
  }

  /** Lets go of everything; for a process that is at rest and leaves. */
  dispose(): void {
    this.hold(); // a start that waits for its turn must not outlive it
    this.#timer.cancel();
    this.#stopNotice?.cancel();
    this.#runs.dispose();
  }

  #dispatch(event: ProcessEvent): void {
    if (this.#released) return;
    this.#events.push(event);
    if (this.#dispatching) return;
    this.#dispatching = true;
    try {
      for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) {
        const now = this.#surroundings.system.clock.monotonicMs();
        const step = transition(this.#model, next, this.config, now);
        this.#model = step.model;
        for (const effect of step.effects) contain(this.#surroundings.log, effect.type, () => this.#perform(effect));
        this.#giveUpSpawn();
      }
    } finally {
      this.#dispatching = false;
    }
    this.#setTimer();
  }

  #setTimer(): void {
    const { name } = this.#model.state;
    const spawns = name === "BACKOFF" || name === "EXITED" || name === "STOPPED";
    this.#timer.set(wakeAt(this.#model, this.config), spawns);
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case "spawn":
        this.#record.startedWallMs = this.#surroundings.system.clock.wallMs();
        this.#spawn();
        break;
      case "signal":
        if (this.#leftover !== undefined) this.#leftover.signal(effect.signal, effect.toGroup);
        else this.#kill(effect.toGroup ? -effect.pid : effect.pid, effect.signal, "killing");
        break;
      case "ended":
        this.#record.end(effect, this.#model.goal, this.#surroundings.system.clock);
        break;
      case "changed":
        this.#record.changedWallMs = this.#surroundings.system.clock.wallMs();
        contain(this.#surroundings.log, "publishing", () => this.#publish(effect));
        for (const listener of [...this.#listeners])
          contain(this.#surroundings.log, "a listener to state changes", () => listener(this, effect));
        break;
      case "report":
        this.#report(effect.report);
        break;
    }
  }

  #report(report: Report): void {
    const { level, message } = activityMessage(this.config.name, report);
    this.#surroundings.log.log(level, message);
  }

  #publish({ from, to, pid, tries, expected }: StateChange): void {
    const [process, group] = [this.config.name, this.groupName];
    this.#surroundings.events.publish({ type: `PROCESS_STATE_${to}`, process, group, from, pid, tries, expected });
  }

  /** Spawns at once, or as soon as is known what has to be known for it. */
  #spawn(): void {
    const preparation = this.#role.prepare?.();
    if (preparation === undefined) {
      this.#dispatch(this.#runs.spawn());
      return;
    }
    this.#preparation = preparation;
    void preparation.then(() => {
      if (this.#preparation !== preparation) return;
      this.#preparation = undefined;
      this.#dispatch(this.#runs.spawn());
    });
  }

  /** A stop does not wait for what a spawn waits for. */
  #giveUpSpawn(): void {
    const { state, goal } = this.#model;
    if (this.#preparation === undefined || state.name !== "STARTING" || state.phase !== "spawning") return;
    if (goal === "up") return;
    this.#preparation = undefined;
    this.#dispatch({ type: "spawn-cancelled" });
  }

  /** @param firstAt monotonic milliseconds; default: now */
  #noticeWaiting(firstAt?: number): void {
    const { system, log } = this.#surroundings;
    this.#stopNotice?.cancel();
    const isStopping = (): boolean => this.#model.state.name === "STOPPING";
    this.#stopNotice = stopNotice(this.config.name, isStopping, { clock: system.clock, log }, firstAt);
  }

  /** False: the kernel refused. */
  #kill(target: number, signal: number, act: "killing" | "sending sig"): boolean {
    const { system, log } = this.#surroundings;
    const isSent = sendSignal({ target, name: this.config.name }, signal, act, system.processes, log);
    if (!isSent) this.#dispatch({ type: "signal-failed" });
    return isSent;
  }
}
