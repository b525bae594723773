/** A supervisorctl that runs until somebody ends it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { bin, type Daemon } from "./daemon.ts";

/** What a supervisorctl that follows has said so far. */
export class Following {
  shown = "";
  errors = "";
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown[]>;

  constructor(daemon: Daemon, ...args: readonly string[]) {
    this.#child = spawn(join(bin, "supervisorctl"), ["-c", daemon.configuration, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#closed = once(this.#child, "close");
    this.#child.stdout?.on("data", (chunk) => (this.shown += chunk));
    this.#child.stderr?.on("data", (chunk) => (this.errors += chunk));
  }

  async interrupt(): Promise<unknown> {
    this.#child.kill("SIGINT");
    return await this.ended();
  }

  async ended(): Promise<unknown> {
    return (await this.#closed)[0];
  }

  /** A test that failed has not ended it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#closed;
  }
}
