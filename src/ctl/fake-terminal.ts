import type { InputLine, LineSource, LineSourceOptions } from "./line-source.ts";
import { type LogView, plainLogView } from "./log-view.ts";
import type { Terminal } from "./terminal.ts";

/** A terminal in memory, for tests: what is typed is given, what is shown is kept. */
export class FakeTerminal implements Terminal {
  readonly isTerminal: boolean;
  readonly hasScreen = false;
  readonly coloured: boolean;
  /** Standard output and error as text. */
  output = "";
  errors = "";
  readonly #typed: InputLine[];
  readonly #listeners = new Set<() => void>();
  /** As the shell opened it. */
  lineOptions: LineSourceOptions | undefined;

  constructor(typed: readonly string[] = [], { coloured = false }: { readonly coloured?: boolean } = {}) {
    this.#typed = typed.map((text) => ({ kind: "line", text }));
    this.isTerminal = coloured;
    this.coloured = coloured;
  }

  write(text: string | Uint8Array): void {
    this.output += Buffer.from(text).toString();
  }

  /** Fulfilled while the reader is quick. */
  reader: Promise<void> = Promise.resolve();

  async drained(): Promise<void> {
    await this.reader;
  }

  shown(text: string): string {
    return text;
  }

  viewLog(): LogView {
    return plainLogView;
  }

  shownLog(text: string): string {
    return text;
  }

  writeError(text: string): void {
    this.errors += text;
  }

  async openLines(options: LineSourceOptions): Promise<LineSource> {
    this.lineOptions = options;
    const read = async (prompt: string): Promise<InputLine> => {
      this.write(prompt);
      return this.#typed.shift() ?? { kind: "end" };
    };
    return {
      read,
      readPlain: () => read(""),
      readSecret: read,
      without: (work) => work(),
      interrupt: () => {},
      history: [],
      close: () => {},
    };
  }

  openScreen(): Promise<never> {
    return Promise.reject(new Error("there is no screen"));
  }

  onInterrupt(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ctrl-C. */
  interrupt(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Number of those who listen for Ctrl-C; without any it ends the program. */
  get interruptListeners(): number {
    return this.#listeners.size;
  }
}
