import type { LogChannel } from "../../client/call-options.ts";
import { distinctColours, paint } from "../paint.ts";
import type { Terminal } from "../terminal.ts";

/** Whose line it is. */
export interface LineOrigin {
  readonly process: string;
  readonly channel: LogChannel;
}

/** Written at once: a write for each line takes longer than all the rest. */
const batchCharacters = 32_768;

/**
 * Lines of logs on standard output: behind the name of their process where there are several logs, `|` for stdout and `!` for
 * stderr; or as one JSON object each.
 */
export class LinePrinter {
  readonly #terminal: Terminal;
  readonly #form: "plain" | "labelled" | "json";
  readonly #labels = new Map<string, string>();
  #batch = "";

  constructor(terminal: Terminal, logs: readonly LineOrigin[], json: boolean) {
    this.#terminal = terminal;
    this.#form = json ? "json" : logs.length > 1 ? "labelled" : "plain";
    const processes = [...new Set(logs.map(({ process }) => process))];
    const width = Math.max(...processes.map((process) => terminal.shown(process).length));
    for (const [index, process] of processes.entries()) {
      const colour = distinctColours[index % distinctColours.length] ?? "cyan";
      for (const [channel, mark] of [
        ["stdout", "|"],
        ["stderr", "!"],
      ]) {
        const text = `${terminal.shown(process).padEnd(width)} ${mark} `;
        const shown = channel === "stderr" ? "red" : colour;
        this.#labels.set(`${channel} ${process}`, terminal.coloured ? paint(shown, text) : text);
      }
    }
  }

  /** @param atMs when it was written, as far as that is known, in milliseconds since the epoch */
  add({ process, channel }: LineOrigin, text: string, atMs: number | undefined): void {
    if (this.#form === "json") {
      const at = atMs === undefined ? {} : { at: new Date(atMs).toISOString() };
      this.#batch += `${this.#terminal.shown(JSON.stringify({ process, channel, text, ...at }))}\n`;
    } else {
      const label = this.#form === "labelled" ? this.#labels.get(`${channel} ${process}`) : "";
      this.#batch += `${label}${this.#safe(text)}\n`;
    }
  }

  /** Whether it is time for `flush`. */
  get full(): boolean {
    return this.#batch.length >= batchCharacters;
  }

  /** Writes what has been added, and waits for a slow reader. */
  async flush(signal: AbortSignal): Promise<void> {
    if (this.#batch === "") return;
    this.#terminal.write(this.#batch);
    this.#batch = "";
    await this.#terminal.drained(signal);
  }

  /** What a line paints ends with it. */
  #safe(text: string): string {
    if (!this.#terminal.isTerminal) return text;
    const view = this.#terminal.viewLog();
    return Buffer.concat([view.show(Buffer.from(text)), view.end()]).toString();
  }
}
