import { type OpenDescription, release } from "./fake-descriptors.ts";
import type { ExitStatus, SpawnRequest } from "./system.ts";

/** A child as the test plays it. Nothing happens by itself; the daemon notices at the next `settle` or `advance`. */
export class FakeChild {
  readonly pid: number;
  readonly request: SpawnRequest;
  /** Signals that reached it, alone or through its group, in order. */
  readonly signals: number[] = [];
  /** Its signal handler; without one, `FakeProcesses.onSignal` decides, and without that it ignores every signal. */
  onSignal: ((signal: number) => void) | undefined;

  readonly #stdio: OpenDescription[];
  readonly #addEnded: (ended: { readonly pid: number; readonly status: ExitStatus }) => void;
  #state: "alive" | "zombie" | "reaped" = "alive";
  #received = "";
  #decoder = new TextDecoder();

  constructor(
    pid: number,
    request: SpawnRequest,
    stdio: readonly OpenDescription[],
    addEnded: (ended: { readonly pid: number; readonly status: ExitStatus }) => void,
  ) {
    this.pid = pid;
    this.request = request;
    this.#stdio = [...stdio];
    this.#addEnded = addEnded;
  }

  get state(): "alive" | "zombie" | "reaped" {
    return this.#state;
  }

  /** Writes to descriptor 1 or 2. Without a living reader it throws EPIPE's name, as the test has a mistake then. */
  write(fd: 1 | 2, text: string | Uint8Array): void {
    const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
    const description = this.#stdio[fd];
    if (description?.kind === "inode") description.inode.append(bytes);
    else if (description?.kind !== "pipe-write")
      throw new Error(`child ${this.pid}: descriptor ${fd} is not for writing`);
    else if (description.pipe.readers <= 0) throw new Error(`child ${this.pid}: EPIPE on descriptor ${fd}`);
    else description.pipe.put(bytes);
  }

  /** Everything that came in on descriptor 0 so far; reading it makes room in the pipe. */
  readInput(): string {
    const description = this.#stdio[0];
    if (description?.kind === "pipe-read") {
      this.#received += this.#decoder.decode(description.pipe.take(description.pipe.size), { stream: true });
    }
    return this.#received;
  }

  /** Bytes written to descriptor 1 or 2 that the daemon has not read. */
  unreadBytes(fd: 1 | 2): number {
    const description = this.#stdio[fd];
    return description?.kind === "pipe-write" ? description.pipe.size : 0;
  }

  /** Closes one of its descriptors. */
  close(fd: 0 | 1 | 2): void {
    const description = this.#stdio[fd];
    if (!description) return;
    delete this.#stdio[fd];
    release(description);
  }

  /**
   * Ends it: `reap` returns it and SIGCHLD becomes pending. `keepPipes` leaves its descriptors open, as a grandchild
   * does that inherited them; `closePipes` closes them later.
   */
  exit(status: ExitStatus, options: { readonly keepPipes?: boolean } = {}): void {
    if (this.#state !== "alive") throw new Error(`child ${this.pid} has ended already`);
    this.#state = "zombie";
    if (!options.keepPipes) this.closePipes();
    this.#addEnded({ pid: this.pid, status });
  }

  closePipes(): void {
    for (const fd of [0, 1, 2] as const) this.close(fd);
  }

  /** For `FakeProcesses.kill`. */
  take(signal: number, otherwise: ((child: FakeChild, signal: number) => void) | undefined): void {
    this.signals.push(signal);
    if (this.onSignal) this.onSignal(signal);
    else otherwise?.(this, signal);
  }

  /** For `FakeProcesses.reap`. */
  markReaped(): void {
    this.#state = "reaped";
  }
}
