import { constants } from "node:os";
import { errnoError } from "./errno-error.ts";
import { FakeChild } from "./fake-child.ts";
import { type FakeDescriptors, type OpenDescription, retain } from "./fake-descriptors.ts";
import { FakePipe, FakePipeReader, FakePipeWriter } from "./fake-pipe.ts";
import type {
  Errno,
  ExitStatus,
  ListedProcess,
  Pipe,
  PipeReader,
  PipeWriter,
  Processes,
  ProcessIdentity,
  ProcessSample,
  SpawnRequest,
  SpawnResult,
} from "./system.ts";

export interface EndedChild {
  readonly pid: number;
  readonly status: ExitStatus;
}

interface StrangerFacts {
  readonly uid?: number;
  readonly command?: readonly string[];
  readonly openFiles?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export type SpawnFailure = Extract<SpawnResult, { ok: false }>;

/** `{ kind: "exited", code }`. */
export function exited(code: number): ExitStatus {
  return { kind: "exited", code };
}

/** `{ kind: "signaled", ... }`, by number or by name ("SIGKILL"). */
export function signaled(signal: number | NodeJS.Signals, coreDumped = false): ExitStatus {
  return { kind: "signaled", signal: typeof signal === "number" ? signal : constants.signals[signal], coreDumped };
}

/**
 * Processes that live in the test's script: `spawn` makes a `FakeChild` that does nothing by itself. The test lets it
 * write, end and react to signals; what the daemon did to it is recorded there.
 */
export class FakeProcesses implements Processes {
  ownPid = 4_711;
  ownUid = 0;
  /** Every child ever spawned, in order. */
  readonly spawned: FakeChild[] = [];
  /** Every successful or failed `kill`, in order, exactly as called (negative pid: the group). */
  readonly kills: { readonly pid: number; readonly signal: number }[] = [];
  /** How children without an `onSignal` of their own take signals; e.g. `(child, signal) => child.exit(signaled(signal))`. */
  onSignal: ((child: FakeChild, signal: number) => void) | undefined;
  /** Asked at every spawn; a failure returned here is the result. */
  failSpawnIf: ((request: SpawnRequest) => Omit<SpawnFailure, "ok"> | undefined) | undefined;
  /** Asked at every kill; an errno returned here is the result, and nobody is signalled. */
  failKillIf: ((pid: number, signal: number) => Errno | undefined) | undefined;

  readonly #descriptors: FakeDescriptors;
  readonly #readers = new Set<FakePipeReader>();
  readonly #writers = new Set<FakePipeWriter>();
  readonly #listeners = new Set<() => void>();
  readonly #unreaped: EndedChild[] = [];
  readonly #plannedSpawnFailures: Omit<SpawnFailure, "ok">[] = [];
  readonly #plannedPipeFailures: Errno[] = [];
  #childSignalPending = false;
  #nextPid = 5_000;

  constructor(descriptors: FakeDescriptors) {
    this.#descriptors = descriptors;
  }

  spawn(request: SpawnRequest): SpawnResult {
    const failure = this.#plannedSpawnFailures.shift() ?? this.failSpawnIf?.(request);
    if (failure) return { ok: false, ...failure };
    const inherited: OpenDescription[] = [];
    for (const fd of request.stdio) {
      const description = this.#descriptors.find(fd);
      if (!description) return { ok: false, step: "stdio", errno: "EBADF" };
      inherited.push(description);
    }
    for (const description of inherited) retain(description);
    const child = new FakeChild(this.#nextPid++, request, inherited, (ended) => this.addEnded(ended));
    this.spawned.push(child);
    return { ok: true, pid: child.pid };
  }

  firstEnded(): number | undefined {
    return this.#unreaped[0]?.pid;
  }

  collect(pid: number): ExitStatus | undefined {
    const index = this.#unreaped.findIndex((each) => each.pid === pid);
    const [ended] = index < 0 ? [] : this.#unreaped.splice(index, 1);
    if (ended !== undefined) this.find(pid)?.markReaped();
    return ended?.status;
  }

  kill(pid: number, signal: number): Errno | undefined {
    this.kills.push({ pid, signal });
    const errno = this.failKillIf?.(pid, signal);
    if (errno) return errno;
    // A zombie still takes signals (without effect) until it is reaped, alone and as a group: so does the kernel.
    const child = this.spawned.find((each) => each.pid === Math.abs(pid) && each.state !== "reaped");
    if (!child) return this.strangers.some((each) => each.pid === Math.abs(pid)) ? undefined : "ESRCH";
    if (signal !== 0 && child.state === "alive") child.take(signal, this.onSignal);
    return undefined;
  }

  onChildSignal(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  pipe(): Pipe {
    const errno = this.#plannedPipeFailures.shift();
    if (errno) throw errnoError(errno, "pipe2");
    const pipe = new FakePipe();
    const read = this.#descriptors.add({ kind: "pipe-read", pipe }, "pipe2");
    try {
      return { read, write: this.#descriptors.add({ kind: "pipe-write", pipe }, "pipe2") };
    } catch (error) {
      this.#descriptors.close(read);
      throw error;
    }
  }

  closeDescriptor(fd: number): void {
    this.#descriptors.close(fd);
  }

  duplicate(): Errno | undefined {
    return undefined;
  }

  enlargePipe(_fd: number, _bytes: number): void {}

  openPipeReader(fd: number, onData: (chunk: Uint8Array) => void, onEnd: () => void): PipeReader {
    const description = this.#descriptors.get(fd, "read");
    if (description.kind !== "pipe-read") throw errnoError("EBADF", "read");
    const reader: FakePipeReader = new FakePipeReader(description.pipe, onData, onEnd, () => {
      this.#readers.delete(reader);
      this.#descriptors.close(fd);
    });
    this.#readers.add(reader);
    return reader;
  }

  openPipeWriter(fd: number, onError: (errno: Errno) => void, pending?: Uint8Array): PipeWriter {
    const description = this.#descriptors.get(fd, "write");
    if (description.kind !== "pipe-write") throw errnoError("EBADF", "write");
    const close = (): void => this.#descriptors.close(fd);
    const writer: FakePipeWriter = new FakePipeWriter(description.pipe, onError, close, pending);
    this.#writers.add(writer);
    return writer;
  }

  portHolder(): undefined {
    return undefined;
  }

  list(): readonly ListedProcess[] {
    return this.strangers;
  }

  identify(pid: number): ProcessIdentity | undefined {
    const child = this.find(pid);
    if (child?.state === "alive") return { pid, parentPid: this.ownPid, groupId: pid, startTicks: pid };
    return this.strangers.find((each) => each.pid === pid);
  }

  bootId(): string {
    return "boot-1";
  }

  sample(pid: number): ProcessSample | undefined {
    return this.samples.get(pid);
  }

  countDescriptors(pid: number): number | undefined {
    return this.samples.has(pid) ? 3 : undefined;
  }

  // The test's side.

  /** What `sample` tells, by pid. */
  readonly samples = new Map<number, ProcessSample>();

  /** What `list` tells: processes that are none of our children. Signals reach them, and do nothing but being recorded. */
  readonly strangers: ListedProcess[] = [];

  /** Adds to `strangers`; an orphan of root's that leads its group unless said otherwise. */
  addStranger(pid: number, facts: Partial<ProcessIdentity> & StrangerFacts = {}): void {
    const { uid = 0, command = [], openFiles = [], env = {}, ...identity } = facts;
    const base = { pid, parentPid: 1, groupId: pid, startTicks: pid };
    const environment = new Map(Object.entries(env));
    const reads = { readUid: () => uid, readCommand: () => command, readEnvironment: () => environment };
    const readOpenFiles = (): readonly string[] => openFiles;
    this.strangers.push({ ...base, ...identity, ...reads, readOpenFiles });
  }

  /** A stranger has ended; nobody tells. */
  removeStranger(pid: number): void {
    this.strangers.splice(0, Infinity, ...this.strangers.filter((each) => each.pid !== pid));
  }

  /** The child that was spawned last. */
  get last(): FakeChild {
    const child = this.spawned.at(-1);
    if (!child) throw new Error("nothing has been spawned yet");
    return child;
  }

  /** Children that have not ended. */
  get living(): readonly FakeChild[] {
    return this.spawned.filter((child) => child.state === "alive");
  }

  /** The child with this pid; throws if there never was one. */
  child(pid: number): FakeChild {
    const child = this.find(pid);
    if (!child) throw new Error(`no child was spawned with pid ${pid}`);
    return child;
  }

  find(pid: number): FakeChild | undefined {
    return this.spawned.find((child) => child.pid === pid);
  }

  /** The next `times` spawns fail like this. */
  failNextSpawn(failure: Omit<SpawnFailure, "ok">, times = 1): void {
    for (let i = 0; i < times; i++) this.#plannedSpawnFailures.push(failure);
  }

  /** The next `times` pipes throw this errno. */
  failNextPipe(errno: Errno, times = 1): void {
    for (let i = 0; i < times; i++) this.#plannedPipeFailures.push(errno);
  }

  /** Makes `reap` return this and SIGCHLD pending; also for orphans that the daemon never spawned (any free pid). */
  addEnded(ended: EndedChild): void {
    this.#unreaped.push(ended);
    this.#childSignalPending = true;
  }

  /** One turn of the loop: SIGCHLD, then one chunk for every pipe. Says whether anything happened. */
  poll(): boolean {
    let busy = this.#childSignalPending;
    if (this.#childSignalPending) {
      this.#childSignalPending = false;
      for (const listener of this.#listeners) listener();
    }
    for (const reader of [...this.#readers]) busy = reader.poll() || busy;
    for (const writer of [...this.#writers]) {
      busy = writer.poll() || busy;
      if (writer.isDone) this.#writers.delete(writer);
    }
    return busy;
  }
}
