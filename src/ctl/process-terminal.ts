import { once } from "node:events";
import { restoreControls } from "../xmlrpc/escape-text.ts";
import type { LineSource, LineSourceOptions } from "./line-source.ts";
import { type LogView, plainLogView, SafeLogView } from "./log-view.ts";
import type { ProcessStreams } from "./process-streams.ts";
import type { Screen, ScreenEvents } from "./screen.ts";
import type { Terminal } from "./terminal.ts";
import { visible } from "./visible.ts";

/** The terminal, or the pipes, that this process was started with. */
export class ProcessTerminal implements Terminal {
  readonly #streams: ProcessStreams;
  readonly isTerminal: boolean;
  readonly #isDumb: boolean;
  readonly coloured: boolean;

  /**
   * @param environment of which NO_COLOR counts (any text but "" means no colours, see no-color.org), and TERM (`dumb`
   *   knows none)
   */
  constructor(streams: ProcessStreams, environment: Readonly<Record<string, string | undefined>>) {
    this.#streams = streams;
    this.#isDumb = environment["TERM"] === "dumb";
    const declined = (environment["NO_COLOR"] ?? "") !== "" || this.#isDumb;
    // Each log that is followed waits for it.
    streams.stdout.setMaxListeners(0);
    this.isTerminal = streams.stdout.isTTY === true;
    this.coloured = this.isTerminal && !declined;
  }

  /** Looked at only when it matters: to open standard input costs half a millisecond. */
  get hasScreen(): boolean {
    return this.isTerminal && !this.#isDumb && this.#streams.stdin.isTTY === true;
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

  async openScreen(events: ScreenEvents): Promise<Screen> {
    const { TerminalScreen } = await import("./terminal-screen.ts");
    return new TerminalScreen(this.#streams, events);
  }

  onInterrupt(listener: () => void): () => void {
    this.#streams.on("SIGINT", listener);
    return () => this.#streams.off("SIGINT", listener);
  }
}
