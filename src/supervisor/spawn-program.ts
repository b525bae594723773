/** Starting one program with pipes around it: whose it is, a [program:x]'s or a command of the daemon's own, does not matter here. */
import type { UserIdentity } from "../config/configuration.ts";
import type { ActivityLog } from "../logging/logs.ts";
import type { Credentials, Errno, Pipe, SpawnRequest, SpawnResult, SpawnStep, System } from "../system/system.ts";
import { contain } from "./contain.ts";

export interface ProgramSpec {
  /** Path to execute. */
  readonly file: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string | undefined;
  readonly umask: number | undefined;
  /** Undefined: as this process. */
  readonly user: UserIdentity | undefined;
  /** Soft limit; undefined: that of this process. */
  readonly openFiles: number | undefined;
  /** A listening socket or the like that becomes standard input; undefined: a pipe. */
  readonly stdin: number | undefined;
  /** Standard error has a pipe of its own; else it is standard output. */
  readonly ownStderr: boolean;
}

/** Our ends of the pipes around a child. */
export interface ChildPipes {
  /** Undefined where standard input is no pipe. */
  readonly stdin: number | undefined;
  readonly stdout: number;
  /** Undefined where it is standard output. */
  readonly stderr: number | undefined;
}

export type SpawnedProgram =
  | { readonly ok: true; readonly pid: number; readonly pipes: ChildPipes }
  | { readonly ok: false; readonly failure: SpawnTrouble };

/** What did not work; "identity" means that only root becomes somebody else. */
export type SpawnTrouble =
  | { readonly step: "identity" }
  | { readonly step: "pipes" | SpawnStep; readonly errno: Errno };

export type SpawnSurroundings = Pick<System, "processes" | "users" | "limits">;

/** Throws what the user database throws; nothing is left open then. */
export function spawnProgram(
  spec: ProgramSpec,
  system: SpawnSurroundings,
  log: Pick<ActivityLog, "log">,
): SpawnedProgram {
  const credentials = credentialsFor(system, spec.user);
  if (credentials === "refused") return { ok: false, failure: { step: "identity" } };
  const opened = openPipes(system, { stdin: spec.stdin === undefined, stderr: spec.ownStderr });
  if (!opened.ok) return { ok: false, failure: { step: "pipes", errno: opened.errno } };
  const { stdin, stdout, stderr } = opened.pipes;
  const theirs = [stdin?.read, stdout.write, stderr?.write];
  const ours = [stdin?.write, stdout.read, stderr?.read];
  const close = (descriptors: readonly (number | undefined)[]): void => {
    for (const fd of descriptors)
      if (fd !== undefined) contain(log, "closing a pipe", () => system.processes.closeDescriptor(fd));
  };
  const request: SpawnRequest = {
    file: spec.file,
    argv: spec.argv,
    env: spec.environment,
    stdio: [stdin?.read ?? spec.stdin ?? -1, stdout.write, (stderr ?? stdout).write],
    cwd: spec.directory,
    umask: spec.umask,
    openFiles: spec.openFiles,
    credentials,
  };
  let result: SpawnResult | undefined;
  try {
    result = system.processes.spawn(request);
  } finally {
    close(theirs);
    if (result?.ok !== true) close(ours);
  }
  if (!result.ok) return { ok: false, failure: { step: result.step, errno: result.errno } };
  return { ok: true, pid: result.pid, pipes: { stdin: stdin?.write, stdout: stdout.read, stderr: stderr?.read } };
}

function credentialsFor(
  { processes, users }: SpawnSurroundings,
  user: UserIdentity | undefined,
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
  { processes, limits }: SpawnSurroundings,
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
