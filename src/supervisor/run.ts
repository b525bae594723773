/**
 * One run of a program: the pipes around one child, from the spawn to the last byte that anybody writes into them. It is
 * made of a pid and descriptors, wherever they come from.
 */
import type { Channel } from "../logging/log-record.ts";
import type { ActivityLog, ChildLog } from "../logging/logs.ts";
import type { PipeReader, PipeWriter, Processes } from "../system/system.ts";
import type { ChildOutput } from "./child-output.ts";
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
  readonly openOutput: (channel: Channel, pid: number) => ChildOutput;
  /** Called once, when something that was written to standard input cannot reach the child any more. */
  readonly onStdinClosed: () => void;
  /** Called once, when the last of its pipes has been closed by all who could write into it. */
  readonly onClosed: () => void;
}

/** Bytes that may wait for a child that does not read its standard input. */
const stdinLimit = 1 << 20;
/** More than any pipe can hold. */
const drainLimit = 1 << 21;
const pipeBytes = 1 << 18;

export class Run {
  readonly pid: number;
  readonly #surroundings: RunSurroundings;
  readonly #channels = new Map<Channel, { readonly reader: PipeReader; readonly output: ChildOutput }>();
  #stdin: PipeWriter | undefined;
  #stdinClosed = true;

  /** The child lives: nothing here fails, whatever becomes of its pipes. */
  constructor(pid: number, pipes: ChildPipes, surroundings: RunSurroundings) {
    this.pid = pid;
    this.#surroundings = surroundings;
    const { stdin, stdout, stderr } = pipes;
    if (stdin !== undefined) contain(surroundings.log, "opening standard input", () => this.#openStdin(stdin));
    this.#read("stdout", stdout);
    if (stderr !== undefined) this.#read("stderr", stderr);
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
    const { pendingBytes } = this.#stdin;
    // Something long is taken by a child that has read all before it: refusing it would be for ever.
    if (pendingBytes > 0 && pendingBytes + bytes.length > stdinLimit) return "full";
    this.#stdin.write(bytes);
    return this.#stdinClosed ? "closed" : "ok";
  }

  /** The child is dead: take what it left in the pipes. A grandchild that keeps them is read on. */
  ended(): void {
    this.#stdinClosed = true;
    this.#stdin?.close();
    for (const { reader } of [...this.#channels.values()]) reader.drain(drainLimit);
  }

  /** Stop reading, whoever still writes. */
  abandon(): void {
    this.#stdin?.close();
    for (const { reader, output } of this.#channels.values()) {
      reader.close();
      output.end();
    }
    this.#channels.clear();
  }

  #openStdin(fd: number): void {
    const { processes, onStdinClosed } = this.#surroundings;
    this.#stdin = processes.openPipeWriter(fd, () => {
      this.#stdinClosed = true;
      onStdinClosed();
    });
    this.#stdinClosed = false;
  }

  /** Hands all that arrives on the pipe to where the channel's output goes. */
  #read(channel: Channel, fd: number): void {
    const { processes, log } = this.#surroundings;
    contain(log, "enlarging a pipe", () => processes.enlargePipe(fd, pipeBytes));
    contain(log, "opening a pipe's reader", () => this.#openReader(channel, fd));
  }

  #openReader(channel: Channel, fd: number): void {
    const { processes, openOutput, onClosed } = this.#surroundings;
    try {
      const output = openOutput(channel, this.pid);
      const onEnd = (): void => {
        this.#channels.delete(channel);
        output.end();
        if (this.closed) onClosed();
      };
      const reader = processes.openPipeReader(fd, (chunk) => output.write(chunk), onEnd);
      this.#channels.set(channel, { reader, output });
    } catch (error) {
      processes.closeDescriptor(fd);
      throw error;
    }
  }
}
