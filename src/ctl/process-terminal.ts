import { once } from "node:events";
import { restoreControls } from "../xmlrpc/escape-text.ts";
import type { LineSource, LineSourceOptions } from "./line-source.ts";
import { type LogView, plainLogView, SafeLogView } from "./log-view.ts";
import type { Terminal } from "./terminal.ts";
import { visible } from "./visible.ts";

/** What this needs of Node's `process`. */
export interface ProcessStreams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  on(event: "SIGINT", listener: () => void): unknown;
  off(event: "SIGINT", listener: () => void): unknown;
}

/** The terminal, or the pipes, that this process was started with. */
export class ProcessTerminal implements Terminal {
  readonly #streams: ProcessStreams;
  readonly isTerminal: boolean;
  readonly coloured: boolean;

  /**
   * @param environment of which NO_COLOR counts (any text but "" means no colours, see no-color.org), and TERM (`dumb`
   *   knows none)
   */
  constructor(streams: ProcessStreams, environment: Readonly<Record<string, string | undefined>>) {
    this.#streams = streams;
    const declined = (environment["NO_COLOR"] ?? "") !== "" || environment["TERM"] === "dumb";
    this.isTerminal = streams.stdout.isTTY === true;
    this.coloured = this.isTerminal && !declined;
  }

  write(text: string | Uint8Array): void {
    this.#streams.stdout.write(text);
  }

  async drained(signal: AbortSignal): Promise<void> {
    const { stdout } = this.#streams;
    // What ends the wait for "drain" otherwise: the signal, or an error, of which the stream's own listener tells.
    if (stdout.writableNeedDrain) await once(stdout, "drain", { signal }).catch(() => {});
  }

  shown(text: string): string {
    return this.isTerminal ? visible(text) : text;
  }

  viewLog(): LogView {
    return this.isTerminal ? new SafeLogView(this.coloured) : plainLogView;
  }

  shownLog(text: string): string {
    if (!this.isTerminal) return text;
    const view = new SafeLogView(this.coloured);
    return Buffer.concat([view.show(Buffer.from(restoreControls(text))), view.end()]).toString();
  }

  writeError(text: string): void {
    const { stderr } = this.#streams;
    stderr.write(stderr.isTTY ? visible(text) : text);
  }

  async openLines(options: LineSourceOptions): Promise<LineSource> {
    const { TerminalLines } = await import("./terminal-lines.ts");
    return new TerminalLines(this.#streams.stdin, this.#streams.stdout, options);
  }

  onInterrupt(listener: () => void): () => void {
    this.#streams.on("SIGINT", listener);
    return () => this.#streams.off("SIGINT", listener);
  }
}
