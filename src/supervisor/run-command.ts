/**
 * Runs one command of the daemon's own to its end: a hook, a probe, whatever a configuration names beside programs. No
 * shell takes part. It leads a process group of its own, which dies whole when its time is over.
 */
import type { ActivityLog } from "../logging/logs.ts";
import type { ExitStatus, System, Timer } from "../system/system.ts";
import type { Children } from "./children.ts";
import { contain } from "./contain.ts";
import { type ProgramSpec, type SpawnTrouble, spawnProgram } from "./spawn-program.ts";

/** Standard input is empty; both outputs go into one pipe. */
export type CommandSpec = Omit<ProgramSpec, "stdin" | "ownStderr">;

export interface CommandLimits {
  readonly timeoutMs: number;
  /** How much is kept of the end of its output. */
  readonly tailBytes: number;
}

export type CommandResult =
  | { readonly kind: "ended"; readonly status: ExitStatus; readonly tail: Uint8Array }
  /** It was killed, with all of its group. */
  | { readonly kind: "timed-out"; readonly tail: Uint8Array }
  | { readonly kind: "not-started"; readonly failure: SpawnTrouble };

export interface CommandSurroundings {
  readonly system: Pick<System, "clock" | "processes" | "users" | "limits">;
  readonly children: Children;
  readonly log: Pick<ActivityLog, "log">;
}

const SIGKILL = 9;
/** More than any pipe can hold. */
const drainLimit = 1 << 21;

/** Never rejects. Does not wait for what the command has left running in the background, nor for its output. */
export function runCommand(
  spec: CommandSpec,
  limits: CommandLimits,
  surroundings: CommandSurroundings,
): Promise<CommandResult> {
  const { system, children, log } = surroundings;
  const { processes, clock } = system;
  let spawned: ReturnType<typeof spawnProgram>;
  try {
    spawned = spawnProgram({ ...spec, stdin: undefined, ownStderr: false }, system, log);
  } catch (error) {
    const errno = (error as NodeJS.ErrnoException).code ?? String(error);
    return Promise.resolve({ kind: "not-started", failure: { step: "fork", errno } });
  }
  if (!spawned.ok) return Promise.resolve({ kind: "not-started", failure: spawned.failure });
  const { pid, pipes } = spawned;
  return new Promise((resolve) => {
    const tail = new Tail(limits.tailBytes);
    let timedOut = false;
    let timer: Timer | undefined;
    children.register(pid, (status) => {
      timer?.cancel();
      contain(log, "the last output of a command", () => reader?.drain(drainLimit));
      // Whoever has kept the pipe writes for nobody.
      contain(log, "closing a pipe", () => reader?.close());
      resolve(timedOut ? { kind: "timed-out", tail: tail.bytes } : { kind: "ended", status, tail: tail.bytes });
    });
    const { stdin, stdout } = pipes;
    if (stdin !== undefined) contain(log, "closing a pipe", () => processes.closeDescriptor(stdin));
    const reader = contained(log, () =>
      processes.openPipeReader(
        stdout,
        (chunk) => tail.push(chunk),
        () => {},
      ),
    );
    if (reader === undefined) contain(log, "closing a pipe", () => processes.closeDescriptor(stdout));
    timer = clock.after(limits.timeoutMs, () => {
      // What has ended in the meantime has ended by itself, and its number may be another's.
      children.reap();
      if (!children.owns(pid)) return;
      timedOut = true;
      contain(log, "killing a command", () => processes.kill(-pid, SIGKILL));
    });
  });
}

function contained<T>(log: Pick<ActivityLog, "log">, make: () => T): T | undefined {
  let made: T | undefined;
  contain(log, "reading a command's output", () => {
    made = make();
  });
  return made;
}

/** The last bytes of a stream. */
class Tail {
  readonly #maxBytes: number;
  #chunks: Uint8Array[] = [];
  #size = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(chunk: Uint8Array): void {
    const kept = chunk.subarray(Math.max(0, chunk.length - this.#maxBytes));
    this.#chunks.push(new Uint8Array(kept));
    this.#size += kept.length;
    for (let first = this.#chunks[0]; first && this.#size - first.length >= this.#maxBytes; first = this.#chunks[0]) {
      this.#chunks.shift();
      this.#size -= first.length;
    }
  }

  get bytes(): Uint8Array {
    const all = Buffer.concat(this.#chunks);
    return new Uint8Array(all.subarray(Math.max(0, all.length - this.#maxBytes)));
  }
}
