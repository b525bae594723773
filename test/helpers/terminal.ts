import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { until } from "./until.ts";

/** Of the driver, which needs nothing but its standard library. */
export const python = "/usr/bin/python3";

/** A command in a real (pseudo-)terminal, with somebody who types and looks. */
export class Terminal {
  readonly #child: ChildProcess;
  #screen = "";
  /** Up to where the screen has been looked at. */
  #seen = 0;

  constructor(command: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) {
    const driver = fileURLToPath(new URL("in-terminal.py", import.meta.url));
    const env = { ...process.env, TERM: "xterm", LANG: "C.UTF-8", ...options.env };
    this.#child = spawn(python, [driver, ...command], { ...options, env, stdio: ["pipe", "pipe", "inherit"] });
    this.#child.stdout?.on("data", (chunk) => {
      this.#screen += String(chunk);
    });
  }

  /** Everything that was written to the terminal, escape sequences included. */
  get screen(): string {
    return this.#screen;
  }

  /** Presses keys. */
  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  /** Gives the terminal another size, which its foreground is told by SIGWINCH. */
  resize(columns: number, lines: number): void {
    this.type(`\x1b]size;${lines};${columns}\x07`);
  }

  /** The pid of the command. */
  get pid(): number {
    const driver = this.#child.pid ?? 0;
    return Number(readFileSync(`/proc/${driver}/task/${driver}/children`, "utf8").trim());
  }

  /** Waits until something is shown after what was seen before, and returns what came up to its end. */
  async see(what: string | RegExp): Promise<string> {
    const find = () => {
      const unseen = this.#screen.slice(this.#seen);
      const match = typeof what === "string" ? unseen.indexOf(what) : unseen.search(what);
      if (match === -1) return undefined;
      const length = typeof what === "string" ? what.length : (what.exec(unseen)?.[0].length ?? 0);
      return unseen.slice(0, match + length);
    };
    try {
      await until(`the terminal shows ${what}`, () => find() !== undefined, 20_000);
    } catch (error) {
      throw new Error(`${error}; it shows ${JSON.stringify(this.#screen.slice(this.#seen))}`);
    }
    const text = find() ?? "";
    this.#seen += text.length;
    return text;
  }

  /** Waits for the command's end and returns its exit status. */
  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const timer = setTimeout(() => this.#child.kill("SIGKILL"), 20_000);
      await once(this.#child, "exit");
      clearTimeout(timer);
    }
    return this.#child.exitCode;
  }

  /** Hangs up. */
  async close(): Promise<void> {
    if (this.#child.exitCode === null) this.#child.kill("SIGKILL");
    await this.ended();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

export const keys = { ctrlC: "\x03", ctrlD: "\x04", ctrlZ: "\x1a", tab: "\t", enter: "\r", up: "\x1b[A" } as const;
