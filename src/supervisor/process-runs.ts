import type { ProcessConfig } from "../config/configuration.ts";
import type { ProcessEvent } from "../process/model.ts";
import { signalName } from "../system/signal-names.ts";
import type { ExitStatus } from "../system/system.ts";
import { childEnvironment } from "./child-environment.ts";
import { ProcessOutput } from "./child-output.ts";
import { type Command, type CommandRefusal, resolveCommand } from "./command.ts";
import { contain } from "./contain.ts";
import { type Logs, Run, type RunSnapshot, type RunSurroundings, type StdinResult } from "./run.ts";
import { describeSpawnFailure } from "./spawn-failure.ts";
import { spawnProgram } from "./spawn-program.ts";
import type { LogPaths, OpenLogs, ProcessRole, Surroundings } from "./surroundings.ts";

/** Fit for JSON. */
export interface RunsSnapshot {
  readonly starts: number;
  readonly exits: readonly (readonly [end: string, times: number])[];
  readonly runs: readonly RunSnapshot[];
  /** Files of the logs, absent where there is none: the next daemon goes on in them, whatever the names that it would give. */
  readonly logPaths?: LogPaths;
}

type SpawnAnswer = Extract<ProcessEvent, { type: "spawned" | "spawn-failed" }>;

/** The runs of one process, one after another and sometimes beside each other, and the logs that all of them write to. */
export class ProcessRuns {
  readonly logs: Logs;
  readonly #config: ProcessConfig;
  readonly #groupName: string;
  readonly #surroundings: Surroundings;
  readonly #role: ProcessRole;
  readonly #output: ProcessOutput;
  readonly #onEnd: (status: ExitStatus) => void;
  /** The current run and earlier ones whose pipes a grandchild keeps open. */
  readonly #runs = new Set<Run>();
  #current: Run | undefined;
  #starts = 0;
  readonly #exits = new Map<string, number>();

  /** @param onEnd called when the child of the current run has ended, and its last output is where it belongs */
  constructor(
    config: ProcessConfig,
    groupName: string,
    openLogs: OpenLogs,
    surroundings: Surroundings,
    role: ProcessRole,
    onEnd: (status: ExitStatus) => void,
  ) {
    this.#config = config;
    this.#groupName = groupName;
    this.#surroundings = surroundings;
    this.#role = role;
    this.#onEnd = onEnd;
    this.#output = new ProcessOutput(config, surroundings, role.onStdout);
    this.logs = openLogs(config, groupName, {
      pause: (channel, paused) => {
        for (const run of this.#runs) run.pause(channel, paused);
      },
      recorded: (source, chunk) => this.#output.recorded(source, chunk),
      protocolOnStdout: role.onStdout !== undefined,
    });
  }

  /** Every spawn that succeeded. */
  get starts(): number {
    return this.#starts;
  }

  /** How often it ended how: by exit code as text, or name of the signal. */
  get exits(): ReadonlyMap<string, number> {
    return this.#exits;
  }

  /** The whole environment that the next run gets. */
  get environment(): Record<string, string> {
    const { environment, serverUrl } = this.#surroundings;
    return childEnvironment({ ...environment, ...this.#role.environment }, this.#config, this.#groupName, serverUrl);
  }

  /** Whether the command can be found and executed now. */
  checkCommand(): CommandRefusal | undefined {
    const command = this.#resolve(this.environment);
    return command.ok ? undefined : command;
  }

  /** The model waits for an answer: there is one whatever happens. */
  spawn(): SpawnAnswer {
    try {
      return this.#spawn(this.environment);
    } catch (error) {
      this.#closeIdleLogs();
      const what = error instanceof Error ? error.message : error;
      return { type: "spawn-failed", reason: `unexpected error spawning '${this.#config.name}': ${what}` };
    }
  }

  writeStdin(bytes: Uint8Array): StdinResult | "not-running" {
    return this.#current === undefined ? "not-running" : this.#current.writeStdin(bytes);
  }

  reopenLogs(): void {
    this.logs.stdout.reopen();
    this.logs.stderr?.reopen();
  }

  snapshot(): RunsSnapshot {
    const runs = [...this.#allRuns].map((run) => run.snapshot());
    const stdout = this.logs.stdout.path;
    const stderr = this.logs.stderr?.path;
    const logPaths = { ...(stdout !== undefined && { stdout }), ...(stderr !== undefined && { stderr }) };
    return { starts: this.#starts, exits: [...this.#exits], runs, logPaths };
  }

  resume({ starts, exits, runs }: RunsSnapshot): void {
    const isHeard = runs.some(({ stdout, stderr }) => stdout !== null || stderr !== null);
    if (isHeard) contain(this.#surroundings.log, "opening logs", () => this.#openLogs());
    this.#starts = starts;
    for (const [end, times] of exits) this.#exits.set(end, times);
    for (const run of runs) {
      if (run.ended) this.#runs.add(Run.resume(run, this.#runSurroundings));
      else this.#begin(run.pid, (surroundings) => Run.resume(run, surroundings));
    }
  }

  /** Lets go of all pipes, which stay open for whoever resumes the snapshot and opens the logs anew. */
  release(): void {
    for (const run of this.#allRuns) run.release();
    this.#closeLogs();
  }

  dispose(): void {
    for (const run of this.#runs) run.abandon();
    this.#closeLogs();
  }

  #spawn(environment: Readonly<Record<string, string>>): SpawnAnswer {
    const { system, records, log, programOpenFiles: openFiles } = this.#surroundings;
    const { name, directory, umask, user } = this.#config;
    const command = this.#resolve(environment);
    if (!command.ok) return { type: "spawn-failed", reason: command.reason };
    try {
      this.#openLogs();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return { type: "spawn-failed", reason: `unknown error making dispatchers for '${name}': ${code ?? message}` };
    }
    let stdin: number | undefined;
    try {
      stdin = this.#role.stdin?.();
    } catch (error) {
      this.#closeIdleLogs();
      return { type: "spawn-failed", reason: (error as Error).message };
    }
    const { file, argv } = command;
    const ownStderr = this.logs.stderr !== undefined;
    const spec = { file, argv, environment, directory, umask, user, openFiles, stdin, ownStderr };
    const spawned = spawnProgram(spec, system, log);
    if (!spawned.ok) {
      const { reason, toChildLog } = describeSpawnFailure(this.#config, argv[0] ?? file, spawned.failure);
      if (toChildLog) this.#writeToChildLog(`supervisor: ${reason}\nsupervisor: child process was not spawned\n`);
      this.#closeIdleLogs();
      return { type: "spawn-failed", reason };
    }
    const { pid, pipes } = spawned;
    this.#begin(pid, (surroundings) => new Run(pid, pipes, surroundings));
    this.#starts++;
    contain(log, "the notes of children", () => records.spawned(pid, this.#groupName, name));
    return { type: "spawned", pid };
  }

  /** Takes care of a child that lives: its end, its input and output. */
  #begin(pid: number, makeRun: (surroundings: RunSurroundings) => Run): void {
    let run: Run | undefined;
    this.#surroundings.children.register(pid, (status) => this.#ended(pid, run, status));
    run = makeRun(this.#runSurroundings);
    this.#current = run;
    if (!run.closed) this.#runs.add(run);
  }

  /** With the current one, which may live on when it has closed its output. */
  get #allRuns(): ReadonlySet<Run> {
    return this.#current === undefined ? this.#runs : new Set([...this.#runs, this.#current]);
  }

  get #runSurroundings(): RunSurroundings {
    const { system, log } = this.#surroundings;
    return {
      processes: system.processes,
      log,
      openOutput: (channel, pid, state) =>
        this.#output.open(channel, pid, this.logs[channel] ?? this.logs.stdout, state),
      onStdinClosed: () => this.#role.onStdinClosed?.(),
      onClosed: () => this.#closeIdleLogs(),
    };
  }

  #ended(pid: number, run: Run | undefined, status: ExitStatus): void {
    const { records, log } = this.#surroundings;
    this.#current = undefined;
    const end = status.kind === "exited" ? String(status.code) : signalName(status.signal);
    this.#exits.set(end, (this.#exits.get(end) ?? 0) + 1);
    contain(log, "the notes of children", () => records.ended(pid));
    contain(log, "the last output of a child", () => run?.ended());
    this.#onEnd(status);
  }

  #writeToChildLog(text: string): void {
    const pipeline = (this.logs.stderr ?? this.logs.stdout).begin(0);
    pipeline.write(Buffer.from(text));
    pipeline.end();
  }

  /** Forgets the runs that nobody writes for any more; without any left, the log files need not be open. */
  #closeIdleLogs(): void {
    for (const run of this.#runs) if (run.closed) this.#runs.delete(run);
    if (this.#runs.size === 0) this.#closeLogs();
  }

  #openLogs(): void {
    this.logs.stdout.open();
    this.logs.stderr?.open();
  }

  #closeLogs(): void {
    this.logs.stdout.close();
    this.logs.stderr?.close();
  }

  #resolve(environment: Readonly<Record<string, string>>): Command {
    const { files } = this.#surroundings.system;
    return resolveCommand(this.#config.command, { files, environment, directory: this.#config.directory });
  }
}
