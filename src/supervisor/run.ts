/**
 * One run of a program: the pipes around one child, from the spawn to the last byte that anybody writes into them.
 */
import type { ProcessConfig } from "../config/configuration.ts";
import type { ChildLog } from "../logging/logs.ts";
import type {
  Credentials,
  Errno,
  Pipe,
  PipeReader,
  PipeWriter,
  SpawnRequest,
  SpawnStep,
  System,
} from "../system/system.ts";

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

export type Channel = "stdout" | "stderr";

export interface Logs {
  readonly stdout: ChildLog;
  /** Undefined with redirect_stderr. */
  readonly stderr: ChildLog | undefined;
}

export interface LaunchRequest {
  readonly system: Pick<System, "processes" | "users">;
  readonly config: ProcessConfig;
  readonly file: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly logs: Logs;
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
export function launch({ system, config, file, argv, environment, logs, onClosed }: LaunchRequest): Launch {
  const { processes } = system;
  const credentials = credentialsFor(system, config);
  if (credentials === "refused") {
    return fail(config, logs, `couldn't setuid to ${config.user?.uid}: Can't drop privilege as nonroot user`);
  }
  const opened = openPipes(processes, logs.stderr === undefined ? 2 : 3);
  if (!opened.ok) return { ok: false, reason: describePipeFailure(config.name, opened.errno) };
  const [stdin, stdout, stderr] = opened.pipes;
  const request: SpawnRequest = {
    file,
    argv,
    env: environment,
    stdio: [stdin.read, stdout.write, (stderr ?? stdout).write],
    cwd: config.directory,
    umask: config.umask,
    credentials,
  };
  const result = processes.spawn(request);
  processes.closeDescriptor(stdin.read);
  processes.closeDescriptor(stdout.write);
  if (stderr !== undefined) processes.closeDescriptor(stderr.write);
  if (!result.ok) {
    processes.closeDescriptor(stdin.write);
    processes.closeDescriptor(stdout.read);
    if (stderr !== undefined) processes.closeDescriptor(stderr.read);
    if (result.step === "fork") return { ok: false, reason: describeForkFailure(config.name, result.errno) };
    return fail(config, logs, describeStepFailure(config, argv[0] ?? file, result.step, result.errno));
  }
  const run = new ChildRun(processes, result.pid, stdin.write, onClosed);
  run.read("stdout", stdout.read, logs.stdout);
  if (stderr !== undefined && logs.stderr !== undefined) run.read("stderr", stderr.read, logs.stderr);
  return { ok: true, run };
}

class ChildRun implements Run {
  readonly pid: number;
  readonly #processes: System["processes"];
  readonly #onClosed: () => void;
  readonly #stdin: PipeWriter;
  readonly #readers = new Map<Channel, PipeReader>();
  #stdinClosed = false;

  constructor(processes: System["processes"], pid: number, stdin: number, onClosed: () => void) {
    this.pid = pid;
    this.#onClosed = onClosed;
    this.#processes = processes;
    this.#stdin = processes.openPipeWriter(stdin, () => {
      this.#stdinClosed = true;
    });
  }

  /** Hands all that arrives on the pipe to the log. */
  read(channel: Channel, fd: number, log: ChildLog): void {
    this.#processes.enlargePipe(fd, pipeBytes);
    const reader = this.#processes.openPipeReader(
      fd,
      (chunk) => log.write(chunk),
      () => {
        this.#readers.delete(channel);
        if (this.closed) this.#onClosed();
      },
    );
    this.#readers.set(channel, reader);
  }

  pause(channel: Channel, paused: boolean): void {
    if (paused) this.#readers.get(channel)?.pause();
    else this.#readers.get(channel)?.resume();
  }

  get closed(): boolean {
    return this.#readers.size === 0;
  }

  writeStdin(bytes: Uint8Array): StdinResult {
    if (this.#stdinClosed) return "closed";
    if (this.#stdin.pendingBytes + bytes.length > stdinLimit) return "full";
    this.#stdin.write(bytes);
    return this.#stdinClosed ? "closed" : "ok";
  }

  ended(): void {
    this.#stdinClosed = true;
    this.#stdin.close();
    for (const reader of [...this.#readers.values()]) reader.drain(drainLimit);
  }

  abandon(): void {
    this.#stdin.close();
    for (const reader of this.#readers.values()) reader.close();
    this.#readers.clear();
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

type OpenedPipes =
  | { readonly ok: true; readonly pipes: readonly [stdin: Pipe, stdout: Pipe, stderr?: Pipe] }
  | { readonly ok: false; readonly errno: Errno };

function openPipes(processes: System["processes"], count: 2 | 3): OpenedPipes {
  const pipes: Pipe[] = [];
  try {
    while (pipes.length < count) pipes.push(processes.pipe());
  } catch (error) {
    for (const pipe of pipes) {
      processes.closeDescriptor(pipe.read);
      processes.closeDescriptor(pipe.write);
    }
    return { ok: false, errno: (error as NodeJS.ErrnoException).code ?? String(error) };
  }
  return { ok: true, pipes: pipes as [Pipe, Pipe, Pipe?] };
}

/** The child never came to be. As under Supervisor, its own log tells why. */
function fail(config: ProcessConfig, logs: Logs, reason: string): Launch {
  const log = config.redirect_stderr ? logs.stdout : (logs.stderr ?? logs.stdout);
  log.write(Buffer.from(`supervisor: ${reason}\nsupervisor: child process was not spawned\n`));
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
