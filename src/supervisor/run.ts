/**
 * One run of a program: the pipes around one child, from the spawn to the last byte that anybody writes into them.
 */
import type { ProcessConfig } from "../config/configuration.ts";
import type { Channel } from "../logging/log-record.ts";
import type { ActivityLog, ChildLog } from "../logging/logs.ts";
import type {
  Credentials,
  Errno,
  Pipe,
  PipeReader,
  PipeWriter,
  SpawnRequest,
  SpawnResult,
  SpawnStep,
  System,
} from "../system/system.ts";
import type { ChildOutput } from "./child-output.ts";
import { contain } from "./contain.ts";

export interface Run {
  readonly pid: number;
  /** Gives bytes to the child's standard input, never blocking. */
  writeStdin(bytes: Uint8Array): StdinResult;
  /** The child is dead: take what it left in the pipes. A grandchild that keeps them is read on. */
  ended(): void;
  /** Stop taking output from a channel whose log is far behind its reader, and go on. */
  pause(channel: Channel, paused: boolean): void;
  /** Stop reading, whoever still writes. */
  abandon(): void;
  /** Nobody writes into its pipes any more. */
  readonly closed: boolean;
}

/** "closed": the child does not read any more. "full": it does not read fast enough. */
export type StdinResult = "ok" | "closed" | "full";

export interface Logs {
  readonly stdout: ChildLog;
  /** Undefined with redirect_stderr. */
  readonly stderr: ChildLog | undefined;
}

export interface LaunchRequest {
  readonly system: Pick<System, "processes" | "users" | "limits">;
  readonly log: ActivityLog;
  readonly config: ProcessConfig;
  readonly file: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Soft limit; undefined: the daemon's own. */
  readonly openFiles: number | undefined;
  readonly logs: Logs;
  /** A listening socket or the like that becomes the child's standard input; undefined: a pipe. */
  readonly stdin: number | undefined;
  /** Where the output of the run `pid` goes. */
  readonly openOutput: (channel: Channel, pid: number) => ChildOutput;
  /** Called once, when something that was written to standard input cannot reach the child any more. */
  readonly onStdinClosed: () => void;
  /** Called once, when the last of its pipes has been closed by all who could write into it. */
  readonly onClosed: () => void;
}

export type Launch = { readonly ok: true; readonly run: Run } | { readonly ok: false; readonly reason: string };

/** Bytes that may wait for a child that does not read its standard input. */
const stdinLimit = 1 << 20;
/** More than any pipe can hold. */
const drainLimit = 1 << 21;
const pipeBytes = 1 << 18;

/** Starts the child. A failure is told as Supervisor tells it. */
export function launch(launch: LaunchRequest): Launch {
  const { system, config, file, argv, environment, logs } = launch;
  const credentials = credentialsFor(system, config);
  if (credentials === "refused") {
    return fail(config, logs, `couldn't setuid to ${config.user?.uid}: Can't drop privilege as nonroot user`);
  }
  const opened = openPipes(system, { stdin: launch.stdin === undefined, stderr: logs.stderr !== undefined });
  if (!opened.ok) return { ok: false, reason: describePipeFailure(config.name, opened.errno) };
  const { stdin, stdout, stderr } = opened.pipes;
  const request: SpawnRequest = {
    file,
    argv,
    env: environment,
    stdio: [stdin?.read ?? launch.stdin ?? -1, stdout.write, (stderr ?? stdout).write],
    cwd: config.directory,
    umask: config.umask,
    openFiles: launch.openFiles,
    credentials,
  };
  const theirs = [stdin?.read, stdout.write, stderr?.write];
  const ours = [stdin?.write, stdout.read, stderr?.read];
  const result = spawn(launch, request, theirs, ours);
  if (!result.ok) {
    closeAll(launch, ours);
    if (result.step === "fork") return { ok: false, reason: describeForkFailure(config.name, result.errno) };
    return fail(config, logs, describeStepFailure(config, argv[0] ?? file, result.step, result.errno));
  }
  const run = new ChildRun(launch, result.pid, stdin?.write);
  run.read("stdout", stdout.read);
  if (stderr !== undefined) run.read("stderr", stderr.read);
  return { ok: true, run };
}

type Descriptors = readonly (number | undefined)[];

/** The child's ends of the pipes are closed here whatever comes of it, ours if there is not even an answer. */
function spawn(launch: LaunchRequest, request: SpawnRequest, theirs: Descriptors, ours: Descriptors): SpawnResult {
  try {
    return launch.system.processes.spawn(request);
  } catch (error) {
    closeAll(launch, ours);
    throw error;
  } finally {
    closeAll(launch, theirs);
  }
}

function closeAll({ system, log }: LaunchRequest, descriptors: Descriptors): void {
  for (const fd of descriptors) {
    if (fd !== undefined) contain(log, "closing a pipe", () => system.processes.closeDescriptor(fd));
  }
}

class ChildRun implements Run {
  readonly pid: number;
  readonly #processes: System["processes"];
  readonly #launch: LaunchRequest;
  #stdin: PipeWriter | undefined;
  readonly #channels = new Map<Channel, { readonly reader: PipeReader; readonly output: ChildOutput }>();
  #stdinClosed: boolean;

  constructor(launch: LaunchRequest, pid: number, stdin: number | undefined) {
    this.pid = pid;
    this.#launch = launch;
    this.#processes = launch.system.processes;
    this.#stdinClosed = true;
    if (stdin === undefined) return;
    contain(launch.log, "opening standard input", () => {
      this.#stdin = this.#processes.openPipeWriter(stdin, () => {
        this.#stdinClosed = true;
        launch.onStdinClosed();
      });
      this.#stdinClosed = false;
    });
  }

  /** Hands all that arrives on the pipe to where the channel's output goes. The child lives: nothing here may fail. */
  read(channel: Channel, fd: number): void {
    contain(this.#launch.log, "enlarging a pipe", () => this.#processes.enlargePipe(fd, pipeBytes));
    contain(this.#launch.log, "opening a pipe's reader", () => this.#openReader(channel, fd));
  }

  #openReader(channel: Channel, fd: number): void {
    try {
      const output = this.#launch.openOutput(channel, this.pid);
      const onEnd = (): void => {
        this.#channels.delete(channel);
        output.end();
        if (this.closed) this.#launch.onClosed();
      };
      const reader = this.#processes.openPipeReader(fd, (chunk) => output.write(chunk), onEnd);
      this.#channels.set(channel, { reader, output });
    } catch (error) {
      closeAll(this.#launch, [fd]);
      throw error;
    }
  }

  pause(channel: Channel, paused: boolean): void {
    if (paused) this.#channels.get(channel)?.reader.pause();
    else this.#channels.get(channel)?.reader.resume();
  }

  get closed(): boolean {
    return this.#channels.size === 0;
  }

  writeStdin(bytes: Uint8Array): StdinResult {
    if (this.#stdin === undefined || this.#stdinClosed) return "closed";
    const { pendingBytes } = this.#stdin;
    // Something long is taken by a child that has read all before it: refusing it would be for ever.
    if (pendingBytes > 0 && pendingBytes + bytes.length > stdinLimit) return "full";
    this.#stdin.write(bytes);
    return this.#stdinClosed ? "closed" : "ok";
  }

  ended(): void {
    this.#stdinClosed = true;
    this.#stdin?.close();
    for (const { reader } of [...this.#channels.values()]) reader.drain(drainLimit);
  }

  abandon(): void {
    this.#stdin?.close();
    for (const { reader, output } of this.#channels.values()) {
      reader.close();
      output.end();
    }
    this.#channels.clear();
  }
}

function credentialsFor(
  { processes, users }: Pick<System, "processes" | "users">,
  { user }: ProcessConfig,
): Credentials | undefined | "refused" {
  if (user === undefined || user.uid === processes.ownUid) {
    // Root asking for root still gets root's own groups; anybody else stays as it is.
    if (user === undefined || processes.ownUid !== 0) return undefined;
  } else if (processes.ownUid !== 0) return "refused";
  return { uid: user.uid, gid: user.gid, groups: users.groupsOf(user.name, user.gid) };
}

interface Pipes {
  readonly stdin: Pipe | undefined;
  readonly stdout: Pipe;
  readonly stderr: Pipe | undefined;
}

type OpenedPipes = { readonly ok: true; readonly pipes: Pipes } | { readonly ok: false; readonly errno: Errno };

/** Descriptors that programs leave to the daemon itself, so that with all others in use it can still be controlled. */
const reservedDescriptors = 24;

function openPipes(
  { processes, limits }: Pick<System, "processes" | "limits">,
  wanted: { readonly stdin: boolean; readonly stderr: boolean },
): OpenedPipes {
  const pipes: Pipe[] = [];
  const open = (): Pipe => {
    const pipe = processes.pipe();
    pipes.push(pipe);
    return pipe;
  };
  try {
    const stdin = wanted.stdin ? open() : undefined;
    const stdout = open();
    const stderr = wanted.stderr ? open() : undefined;
    // The kernel hands out the lowest free number, so a high one tells how many are in use.
    const highest = Math.max(stdout.write, stderr?.write ?? 0);
    if (highest < limits.get("nofile").soft - reservedDescriptors)
      return { ok: true, pipes: { stdin, stdout, stderr } };
    closePipes(processes, pipes);
    return { ok: false, errno: "EMFILE" };
  } catch (error) {
    closePipes(processes, pipes);
    return { ok: false, errno: (error as NodeJS.ErrnoException).code ?? String(error) };
  }
}

function closePipes(processes: System["processes"], pipes: readonly Pipe[]): void {
  for (const pipe of pipes) {
    processes.closeDescriptor(pipe.read);
    processes.closeDescriptor(pipe.write);
  }
}

/** The child never came to be. As under Supervisor, its own log tells why. */
function fail(config: ProcessConfig, logs: Logs, reason: string): Launch {
  const log = config.redirect_stderr ? logs.stdout : (logs.stderr ?? logs.stdout);
  const pipeline = log.begin(0);
  pipeline.write(Buffer.from(`supervisor: ${reason}\nsupervisor: child process was not spawned\n`));
  pipeline.end();
  return { ok: false, reason };
}

function describeStepFailure(config: ProcessConfig, argv0: string, step: SpawnStep, errno: Errno): string {
  switch (step) {
    case "chdir":
      return `couldn't chdir to ${config.directory}: ${errno}`;
    case "exec":
      return `couldn't exec ${argv0}: ${errno}`;
    case "groups":
    case "gid":
    case "uid":
      return `couldn't setuid to ${config.user?.uid}: ${errno} (${step})`;
    default:
      return `couldn't prepare ${argv0}: ${errno} (${step})`;
  }
}

function describePipeFailure(name: string, errno: Errno): string {
  if (errno === "EMFILE" || errno === "ENFILE") return `too many open files to spawn '${name}'`;
  return `unknown error making dispatchers for '${name}': ${errno}`;
}

function describeForkFailure(name: string, errno: Errno): string {
  if (errno === "EAGAIN") return `Too many processes in process table to spawn '${name}'`;
  return `unknown error during fork for '${name}': ${errno}`;
}
