/**
 * A process under supervision: carries out what the model decides, and feeds it what happens.
 *
 * The shell around `process/transition.ts`: every decision is there, every act is here.
 */
import type { ProcessConfig } from "../config/configuration.ts";
import type { ChildLog } from "../logging/logs.ts";
import {
  type Effect,
  newProcess,
  type ProcessEvent,
  type ProcessModel,
  type Report,
  type StateChange,
} from "../process/model.ts";
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
import { childEnvironment } from "./child-environment.ts";
import { ProcessOutput } from "./child-output.ts";
import { type Command, type CommandRefusal, resolveCommand } from "./command.ts";
import { contain } from "./contain.ts";
import { Leftover } from "./leftover.ts";
import { RepeatedNotice } from "./repeated-notice.ts";
import { type Logs, Run, type RunSnapshot, type RunSurroundings, type StdinResult } from "./run.ts";
import { describeSpawnFailure } from "./spawn-failure.ts";
import { spawnProgram } from "./spawn-program.ts";
import type { OpenLogs, ProcessRole, Surroundings } from "./surroundings.ts";
import { WakeTimer } from "./wake-timer.ts";

/** How often the activity log says that a process is still being waited for. */
const stopNoticeMs = 2000;

export type StateListener = (process: Process, change: StateChange) => void;

/** All that a process has become, fit for JSON: another daemon can go on with it. */
export interface ProcessSnapshot {
  readonly model: ProcessModel;
  readonly startedWallMs: number;
  readonly stoppedWallMs: number;
  readonly starts: number;
  readonly exits: readonly (readonly [end: string, times: number])[];
  readonly runs: readonly RunSnapshot[];
  /** What an earlier daemon had left, and is being stopped. */
  readonly leftover: readonly ProcessIdentity[];
}

export class Process {
  readonly config: ProcessConfig;
  readonly groupName: string;
  readonly #surroundings: Surroundings;
  readonly #role: ProcessRole;
  readonly #logs: Logs;
  readonly #output: ProcessOutput;
  readonly #timer: WakeTimer;
  readonly #listeners = new Set<StateListener>();
  readonly #events: ProcessEvent[] = [];
  /** The current run and earlier ones whose pipes a grandchild keeps open. */
  readonly #runs = new Set<Run>();
  #model: ProcessModel = newProcess;
  #run: Run | undefined;
  #leftover: Leftover | undefined;
  /** What a spawn that is under way waits for; another one means that it was given up. */
  #preparation: Promise<void> | undefined;
  #dispatching = false;
  /** Another one goes on with what this was. */
  #released = false;
  #stopNotice: RepeatedNotice | undefined;
  #startedWallMs = 0;
  #stoppedWallMs = 0;
  #starts = 0;
  readonly #exits = new Map<string, number>();

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
    this.#timer = new WakeTimer(system.clock, gate, children, () => this.#dispatch({ type: "timer" }));
    this.#output = new ProcessOutput(config, surroundings, role.onStdout);
    this.#logs = openLogs(config, groupName, {
      pause: (channel, paused) => {
        for (const run of this.#runs) run.pause(channel, paused);
      },
      recorded: (source, chunk) => this.#output.recorded(source, chunk),
      protocolOnStdout: role.onStdout !== undefined,
    });
  }

  get state(): { readonly name: StateName; readonly code: number } {
    const { name } = this.#model.state;
    return { name, code: stateCodes[name] };
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
    return this.#startedWallMs;
  }

  /** Milliseconds since the epoch of the last death; 0 if never. */
  get stoppedWallMs(): number {
    return this.#stoppedWallMs;
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

  /** How the last run ended; undefined if there was none. */
  get lastExit(): ExitStatus | undefined {
    return this.#model.lastExit;
  }

  /** How often it was started: every spawn that succeeded. */
  get starts(): number {
    return this.#starts;
  }

  /** How often it ended how: by exit code as text, or name of the signal. */
  get exits(): ReadonlyMap<string, number> {
    return this.#exits;
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
    const { environment, serverUrl } = this.#surroundings;
    return childEnvironment({ ...environment, ...this.#role.environment }, this.config, this.groupName, serverUrl);
  }

  get stdoutLog(): ChildLog {
    return this.#logs.stdout;
  }

  get stderrLog(): ChildLog | undefined {
    return this.#logs.stderr;
  }

  /** Calls `listener` at each public change of state, after it. Returns the way to stop that. */
  onStateChange(listener: StateListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether the command can be found and executed now. */
  checkCommand(): CommandRefusal | undefined {
    const command = this.#resolve(this.environment);
    return command.ok ? undefined : command;
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
    this.#watchLeftover(found);
    this.#dispatch({ type: "leftover-found", pid: first.pid });
    this.#noticeWaiting();
  }

  #watchLeftover(found: readonly ProcessIdentity[]): void {
    const { system, records } = this.#surroundings;
    const leftover = new Leftover(found, system);
    this.#leftover = leftover;
    // Not at once: there may be nothing to be stopped any more, and that has to come after the beginning.
    system.clock.soon(() =>
      leftover.watch(() => {
        this.#leftover = undefined;
        this.#stoppedWallMs = system.clock.wallMs();
        for (const { pid } of found) records.ended(pid);
        this.#dispatch({ type: "leftover-gone" });
      }),
    );
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
    if (this.#run === undefined || this.#model.state.name === "STOPPING") return "not-running";
    return this.#run.writeStdin(bytes);
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
    this.#logs.stdout.reopen();
    this.#logs.stderr?.reopen();
  }

  snapshot(): ProcessSnapshot {
    return {
      model: this.#model,
      startedWallMs: this.#startedWallMs,
      stoppedWallMs: this.#stoppedWallMs,
      starts: this.#starts,
      exits: [...this.#exits],
      runs: [...this.#runs].map((run) => run.snapshot()),
      leftover: this.#leftover?.living ?? [],
    };
  }

  /** Goes on where another was; for a process that has just been made. */
  resume(snapshot: ProcessSnapshot): void {
    this.#model = { ...newProcess, ...snapshot.model };
    this.#startedWallMs = snapshot.startedWallMs;
    this.#stoppedWallMs = snapshot.stoppedWallMs;
    this.#starts = snapshot.starts;
    for (const [end, times] of snapshot.exits) this.#exits.set(end, times);
    for (const run of snapshot.runs) {
      if (run.ended) this.#runs.add(Run.resume(run, this.#runSurroundings));
      else this.#begin(run.pid, (surroundings) => Run.resume(run, surroundings));
    }
    if (snapshot.leftover.length > 0) this.#watchLeftover(snapshot.leftover);
    const { state } = this.#model;
    if (state.name === "STOPPING") this.#noticeWaiting();
    if (state.name === "STARTING" && state.phase === "spawning") this.#beginSpawn();
    this.#setTimer();
  }

  /** Falls silent: whoever has its snapshot goes on with it. */
  release(): void {
    this.#released = true;
    this.#timer.cancel();
    this.#stopNotice?.cancel();
    this.#preparation = undefined;
    for (const run of this.#runs) run.release();
  }

  /** Lets go of everything; for a process that is at rest and leaves. */
  dispose(): void {
    this.hold(); // a start that waits for its turn must not outlive it
    this.#timer.cancel();
    this.#stopNotice?.cancel();
    for (const run of this.#runs) run.abandon();
    this.#logs.stdout.close();
    this.#logs.stderr?.close();
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
        this.#beginSpawn();
        break;
      case "signal":
        if (this.#leftover !== undefined) this.#leftover.signal(effect.signal, effect.toGroup);
        else this.#kill(effect.toGroup ? -effect.pid : effect.pid, effect.signal, "killing");
        break;
      case "changed":
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
    const process = this.config.name;
    const group = this.groupName;
    this.#surroundings.events.publish({ type: `PROCESS_STATE_${to}`, process, group, from, pid, tries, expected });
  }

  /** Spawns at once, or as soon as is known what has to be known for it. */
  #beginSpawn(): void {
    this.#startedWallMs = this.#surroundings.system.clock.wallMs();
    const preparation = this.#role.prepare?.();
    if (preparation === undefined) {
      this.#dispatch(this.#trySpawn());
      return;
    }
    this.#preparation = preparation;
    void preparation.then(() => {
      if (this.#preparation !== preparation) return;
      this.#preparation = undefined;
      this.#dispatch(this.#trySpawn());
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

  /** The model waits for an answer: there is one whatever happens. */
  #trySpawn(): ProcessEvent {
    try {
      return this.#spawn();
    } catch (error) {
      this.#closeIdleLogs();
      const reason = `unexpected error spawning '${this.config.name}': ${error instanceof Error ? error.message : error}`;
      return { type: "spawn-failed", reason };
    }
  }

  #spawn(): ProcessEvent {
    const { system, records, log } = this.#surroundings;
    const { environment } = this;
    const command = this.#resolve(environment);
    if (!command.ok) return { type: "spawn-failed", reason: command.reason };
    try {
      this.#logs.stdout.open();
      this.#logs.stderr?.open();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return {
        type: "spawn-failed",
        reason: `unknown error making dispatchers for '${this.config.name}': ${code ?? message}`,
      };
    }
    let stdin: number | undefined;
    try {
      stdin = this.#role.stdin?.();
    } catch (error) {
      this.#closeIdleLogs();
      return { type: "spawn-failed", reason: (error as Error).message };
    }
    const { file, argv } = command;
    const { directory, umask, user } = this.config;
    const openFiles = this.#surroundings.programOpenFiles;
    const ownStderr = this.#logs.stderr !== undefined;
    const spec = { file, argv, environment, directory, umask, user, openFiles, stdin, ownStderr };
    const spawned = spawnProgram(spec, system, log);
    if (!spawned.ok) {
      const { reason, toChildLog } = describeSpawnFailure(this.config, argv[0] ?? file, spawned.failure);
      if (toChildLog) this.#writeToChildLog(`supervisor: ${reason}\nsupervisor: child process was not spawned\n`);
      this.#closeIdleLogs();
      return { type: "spawn-failed", reason };
    }
    const { pid, pipes } = spawned;
    this.#begin(pid, (surroundings) => new Run(pid, pipes, surroundings));
    this.#starts++;
    contain(log, "the notes of children", () => records.spawned(pid, this.groupName, this.config.name));
    return { type: "spawned", pid };
  }

  /** Takes care of a child that lives: its end, its input and output. */
  #begin(pid: number, makeRun: (surroundings: RunSurroundings) => Run): void {
    const { children } = this.#surroundings;
    let run: Run | undefined;
    children.register(pid, (status) => this.#ended(pid, run, status));
    run = makeRun(this.#runSurroundings);
    this.#run = run;
    this.#runs.add(run);
  }

  get #runSurroundings(): RunSurroundings {
    const { system, log } = this.#surroundings;
    return {
      processes: system.processes,
      log,
      openOutput: (channel, pid, state) =>
        this.#output.open(channel, pid, this.#logs[channel] ?? this.#logs.stdout, state),
      onStdinClosed: () => this.#role.onStdinClosed?.(),
      onClosed: () => this.#closeIdleLogs(),
    };
  }

  #writeToChildLog(text: string): void {
    const pipeline = (this.#logs.stderr ?? this.#logs.stdout).begin(0);
    pipeline.write(Buffer.from(text));
    pipeline.end();
  }

  #ended(pid: number, run: Run | undefined, status: ExitStatus): void {
    const { system, records, log } = this.#surroundings;
    this.#stoppedWallMs = system.clock.wallMs();
    this.#run = undefined;
    const end = status.kind === "exited" ? String(status.code) : signalName(status.signal);
    this.#exits.set(end, (this.#exits.get(end) ?? 0) + 1);
    contain(log, "the notes of children", () => records.ended(pid));
    contain(log, "the last output of a child", () => run?.ended());
    this.#dispatch({ type: "exited", status });
  }

  #noticeWaiting(): void {
    const { system, log } = this.#surroundings;
    this.#stopNotice?.cancel();
    this.#stopNotice = new RepeatedNotice(system.clock, stopNoticeMs, () => {
      if (this.#model.state.name !== "STOPPING") return false;
      log.log("info", `waiting for ${this.config.name} to stop`);
      return true;
    });
  }

  /** Forgets the runs that nobody writes for any more; without any left, the log files need not be open. */
  #closeIdleLogs(): void {
    for (const run of this.#runs) if (run.closed) this.#runs.delete(run);
    if (this.#runs.size > 0) return;
    this.#logs.stdout.close();
    this.#logs.stderr?.close();
  }

  /** True unless the kernel refused; that the target is gone already is no refusal, its death is on its way. */
  #kill(target: number, signal: number, act: "killing" | "sending sig"): boolean {
    const { system, log } = this.#surroundings;
    const errno = system.processes.kill(target, signal);
    if (errno === undefined) return true;
    const { name } = this.config;
    const pid = Math.abs(target);
    if (errno === "ESRCH") {
      log.log("debug", `unable to signal ${name} (pid ${pid}), it probably just exited on its own: ${errno}`);
      return true;
    }
    log.log("critical", `unknown problem ${act} ${name} (${pid}):${errno}`);
    this.#dispatch({ type: "signal-failed" });
    return false;
  }

  #resolve(environment: Readonly<Record<string, string>>): Command {
    const { files } = this.#surroundings.system;
    return resolveCommand(this.config.command, { files, environment, directory: this.config.directory });
  }
}
