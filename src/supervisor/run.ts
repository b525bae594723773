/**
 * One run of a program: the pipes around one child, from the spawn to the last byte that anybody writes into them. It is
 * made of a pid and descriptors, wherever they come from.
 */
import type { Channel } from "../logging/log-record.ts";
import type { ActivityLog, ChildLog } from "../logging/logs.ts";
import type { PipeReader, PipeWriter, Processes } from "../system/system.ts";
import type { ChildOutput, OutputState } from "./child-output.ts";
import { contain } from "./contain.ts";
import type { ChildPipes } from "./spawn-program.ts";

/** "closed": the child does not read any more. "full": it does not read fast enough. */
export type StdinResult = "ok" | "closed" | "full";

export interface Logs {
  readonly stdout: ChildLog;
  /** Undefined with redirect_stderr. */
  readonly stderr: ChildLog | undefined;
}

export interface RunSurroundings {
  readonly processes: Processes;
  readonly log: Pick<ActivityLog, "log">;
  /** Where the output of the run `pid` goes. */
  readonly openOutput: (channel: Channel, pid: number, state: OutputState | undefined) => ChildOutput;
  /** Called once, when something that was written to standard input cannot reach the child any more. */
  readonly onStdinClosed: () => void;
  /** Called once, when the last of its pipes has been closed by all who could write into it. */
  readonly onClosed: () => void;
}

/** All that a run is made of, fit for JSON. */
export interface RunSnapshot {
  readonly pid: number;
  /** The child has ended; a grandchild keeps its pipes. */
  readonly ended: boolean;
  /** Descriptors; null for what is closed. */
  readonly stdin: number | null;
  readonly stdout: number | null;
  readonly stderr: number | null;
  readonly outputs: Readonly<Partial<Record<Channel, OutputState>>>;
  /** What standard input has been given and the pipe has not got, as Base64; absent when that is nothing. */
  readonly pendingInput?: string;
}

/** Bytes that may wait for a child that does not read its standard input. */
const stdinLimit = 1 << 20;
/** More than any pipe can hold. */
const drainLimit = 1 << 21;
const pipeBytes = 1 << 18;

export class Run {
  readonly pid: number;
  readonly #surroundings: RunSurroundings;
  readonly #channels = new Map<
    Channel,
    { readonly fd: number; readonly reader: PipeReader; readonly output: ChildOutput }
  >();
  #stdin: { readonly fd: number; readonly writer: PipeWriter } | undefined;
  #ended = false;
  #stdinClosed = true;

  /**
   * The child lives: nothing here fails, whatever becomes of its pipes.
   * @param earlier how far an earlier reader and writer of these pipes had come
   */
  constructor(
    pid: number,
    pipes: Partial<ChildPipes>,
    surroundings: RunSurroundings,
    { outputs, pendingInput }: Pick<RunSnapshot, "outputs" | "pendingInput"> = { outputs: {} },
  ) {
    this.pid = pid;
    this.#surroundings = surroundings;
    const { stdin, stdout, stderr } = pipes;
    if (stdin !== undefined)
      contain(surroundings.log, "opening standard input", () => this.#openStdin(stdin, pendingInput));
    if (stdout !== undefined) this.#read("stdout", stdout, outputs.stdout);
    if (stderr !== undefined) this.#read("stderr", stderr, outputs.stderr);
  }

  /** What `snapshot` told, taken up again. */
  static resume(snapshot: RunSnapshot, surroundings: RunSurroundings): Run {
    const { pid, stdin, stdout, stderr } = snapshot;
    const pipes = {
      ...(stdin !== null && { stdin }),
      ...(stdout !== null && { stdout }),
      ...(stderr !== null && { stderr }),
    };
    const run = new Run(pid, pipes, surroundings, snapshot);
    run.#ended = snapshot.ended;
    return run;
  }

  snapshot(): RunSnapshot {
    const outputs: Partial<Record<Channel, OutputState>> = {};
    for (const [channel, { output }] of this.#channels) outputs[channel] = output.snapshot();
    const fdOf = (channel: Channel): number | null => this.#channels.get(channel)?.fd ?? null;
    const { fd: stdin = null, writer } = (this.#stdinClosed ? undefined : this.#stdin) ?? {};
    const own = { pid: this.pid, ended: this.#ended, stdin, stdout: fdOf("stdout"), stderr: fdOf("stderr"), outputs };
    if (writer === undefined || writer.pendingBytes === 0) return own;
    return { ...own, pendingInput: Buffer.from(writer.pending()).toString("base64") };
  }

  /** Lets go of the pipes, which stay open for whoever takes the run up again. */
  release(): void {
    this.#stdin?.writer.release();
    this.#stdinClosed = true;
    for (const { reader } of this.#channels.values()) reader.release();
    this.#channels.clear();
  }

  /** Nobody writes into its pipes any more. */
  get closed(): boolean {
    return this.#channels.size === 0;
  }

  /** Stop taking output from a channel whose log is far behind its reader, and go on. */
  pause(channel: Channel, paused: boolean): void {
    if (paused) this.#channels.get(channel)?.reader.pause();
    else this.#channels.get(channel)?.reader.resume();
  }

  /** Gives bytes to the child's standard input, never blocking. */
  writeStdin(bytes: Uint8Array): StdinResult {
    if (this.#stdin === undefined || this.#stdinClosed) return "closed";
    const { writer } = this.#stdin;
    const { pendingBytes } = writer;
    // Something long is taken by a child that has read all before it: refusing it would be for ever.
    if (pendingBytes > 0 && pendingBytes + bytes.length > stdinLimit) return "full";
    writer.write(bytes);
    return this.#stdinClosed ? "closed" : "ok";
  }

  /** The child is dead: take what it left in the pipes. A grandchild that keeps them is read on. */
  ended(): void {
    this.#ended = true;
    this.#stdinClosed = true;
    this.#stdin?.writer.close();
    for (const { reader } of [...this.#channels.values()]) reader.drain(drainLimit);
  }

  /** Stop reading, whoever still writes. */
  abandon(): void {
    this.#stdin?.writer.close();
    for (const { reader, output } of this.#channels.values()) {
      reader.close();
      output.end();
    }
    this.#channels.clear();
  }

  #openStdin(fd: number, pending = ""): void {
    const { processes, onStdinClosed } = this.#surroundings;
    const onError = (): void => {
      this.#stdinClosed = true;
      onStdinClosed();
    };
    const writer = processes.openPipeWriter(fd, onError, Buffer.from(pending, "base64"));
    this.#stdin = { fd, writer };
    this.#stdinClosed = false;
  }

  /** Hands all that arrives on the pipe to where the channel's output goes. */
  #read(channel: Channel, fd: number, state: OutputState | undefined): void {
    const { processes, log } = this.#surroundings;
    contain(log, "enlarging a pipe", () => processes.enlargePipe(fd, pipeBytes));
    contain(log, "opening a pipe's reader", () => this.#openReader(channel, fd, state));
  }

  #openReader(channel: Channel, fd: number, state: OutputState | undefined): void {
    const { processes, openOutput, onClosed } = this.#surroundings;
    try {
      const output = openOutput(channel, this.pid, state);
      const onEnd = (): void => {
        this.#channels.delete(channel);
        output.end();
        if (this.closed) onClosed();
      };
      const pace = output.isAwaited ? "prompt" : "lazy";
      const reader = processes.openPipeReader(fd, (chunk) => output.write(chunk), onEnd, pace);
      this.#channels.set(channel, { fd, reader, output });
    } catch (error) {
      processes.closeDescriptor(fd);
      throw error;
    }
  }
}
