import { createInterface, type Interface } from "node:readline";
import { ReadStream } from "node:tty";
import type { InputLine, LineSource, LineSourceOptions } from "./line-source.ts";

/** Who edits a line: this program, with history and completion, or the terminal itself. */
type Editing = "ours" | "the terminal's";

/** Standard input through node:readline. This module is loaded only when something is to be read. */
export class TerminalLines implements LineSource {
  readonly #output: NodeJS.WriteStream;
  readonly #isTerminal: boolean;
  readonly #complete: LineSourceOptions["complete"];
  readonly #history: string[];
  /** Lines that came before they were asked for. */
  readonly #waiting: string[] = [];
  #input: NodeJS.ReadStream;
  #editing: Editing = "ours";
  #readline: Interface;
  #reader: ((line: InputLine) => void) | undefined;
  #completes = true;
  #ended = false;

  constructor(input: NodeJS.ReadStream, output: NodeJS.WriteStream, options: LineSourceOptions) {
    this.#input = input;
    this.#output = output;
    this.#isTerminal = input.isTTY === true && output.isTTY === true;
    this.#complete = options.complete;
    this.#history = [...options.history];
    this.#readline = this.#open();
  }

  async read(prompt: string, { history = true, completion = true } = {}): Promise<InputLine> {
    this.#completes = completion;
    this.#edit("ours");
    const line = await this.#next(prompt);
    const isWorthKeeping = line.kind === "line" && line.text.trim() !== "" && this.#history.at(-1) !== line.text;
    if (history && isWorthKeeping) this.#history.push(line.text);
    this.#showHistory();
    return line;
  }

  async readPlain(): Promise<InputLine> {
    this.#edit("the terminal's");
    return await this.#next("");
  }

  async readSecret(prompt: string): Promise<InputLine> {
    if (!this.#isTerminal || this.#waiting.length > 0) return await this.#next(prompt, { shown: false });
    // readline shows what is typed, so it has to be out of the way.
    this.#discard(this.#readline);
    this.#output.write(prompt);
    const line = await readHidden(this.#input, this.#output);
    this.#readline = this.#open();
    return line;
  }

  async without<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#discard(this.#readline);
    try {
      return await work();
    } finally {
      this.#readline = this.#open();
    }
  }

  interrupt(): void {
    this.#settle({ kind: "interrupt" });
  }

  get history(): readonly string[] {
    return this.#history;
  }

  close(): void {
    this.#discard(this.#readline);
    this.#input.pause();
  }

  #edit(editing: Editing): void {
    if (!this.#isTerminal || (this.#editing === editing && !this.#ended)) return;
    this.#discard(this.#readline);
    // Ctrl-D ends one reading; the terminal itself goes on.
    this.#ended = false;
    if (this.#input.readableEnded || this.#input.destroyed) this.#input = new ReadStream(0);
    this.#editing = editing;
    this.#readline = this.#open();
  }

  #open(): Interface {
    const edits = this.#isTerminal && this.#editing === "ours";
    const readline = createInterface({
      input: this.#input,
      ...(edits ? { output: this.#output, history: this.#newestFirst() } : {}),
      terminal: edits,
      historySize: edits ? historyLines : 0,
      completer: (line: string, done: (error: null, result: [string[], string]) => void) => {
        this.#findCandidates(line).then((result) => done(null, result));
      },
    });
    readline.on("line", (text) => this.#deliver({ kind: "line", text }));
    readline.on("close", this.#onClose);
    readline.on("SIGINT", () => this.interrupt());
    // After Ctrl-Z and the shell's fg, readline stands still until it is told to go on.
    readline.on("SIGCONT", () => readline.prompt(true));
    this.#rest(readline);
    return readline;
  }

  readonly #onClose = (): void => this.#deliver({ kind: "end" });

  #discard(readline: Interface): void {
    readline.off("close", this.#onClose);
    readline.close();
  }

  #next(prompt: string, { shown = true } = {}): Promise<InputLine> {
    const ready = this.#waiting.shift();
    const edits = this.#isTerminal && this.#editing === "ours";
    if (!edits) this.#output.write(prompt);
    if (ready !== undefined) {
      if (edits) this.#output.write(`${prompt}${shown ? ready : ""}\n`);
      return Promise.resolve({ kind: "line", text: ready });
    }
    if (this.#ended) return Promise.resolve({ kind: "end" });
    return new Promise((resolve) => {
      this.#reader = resolve;
      if (edits) {
        this.#input.setRawMode(true);
        this.#readline.setPrompt(prompt);
        this.#readline.prompt();
      }
      this.#readline.resume();
    });
  }

  #deliver(line: InputLine): void {
    if (line.kind === "end") this.#ended = true;
    if (this.#reader !== undefined) this.#settle(line);
    else if (line.kind === "line") this.#waiting.push(line.text);
  }

  #settle(line: InputLine): void {
    const reader = this.#reader;
    this.#reader = undefined;
    if (!this.#ended) this.#rest(this.#readline);
    reader?.(line);
  }

  /** Between reads the terminal is as it was, so that Ctrl-C is a signal again and what is typed is shown. */
  #rest(readline: Interface): void {
    readline.pause();
    if (this.#isTerminal) this.#input.setRawMode(false);
  }

  async #findCandidates(line: string): Promise<[string[], string]> {
    if (!this.#completes) return [[], line];
    try {
      const { candidates, word } = await this.#complete(line);
      return [[...candidates], word];
    } catch {
      return [[], line];
    }
  }

  /** readline keeps every line that it reads; names, answers and a process's input do not belong there. */
  #showHistory(): void {
    const readline = this.#readline as Interface & { history?: string[] };
    if (this.#isTerminal) readline.history = this.#newestFirst();
  }

  #newestFirst(): string[] {
    return this.#history.slice(-historyLines).reverse();
  }
}

const historyLines = 1000;

/** Reads a line in raw mode and shows nothing. */
function readHidden(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Promise<InputLine> {
  return new Promise((resolve) => {
    let text = "";
    const done = (line: InputLine): void => {
      input.off("data", onData);
      input.pause();
      input.setRawMode(false);
      output.write("\n");
      resolve(line);
    };
    const onData = (chunk: Buffer | string): void => {
      for (const character of String(chunk)) {
        const end = endOfHidden(character, text);
        if (end !== undefined) {
          done(end);
          return;
        }
        if (character === "\x7f" || character === "\b") text = [...text].slice(0, -1).join("");
        else if (character === "\x15") text = "";
        else if (character >= " ") text += character;
      }
    };
    input.setRawMode(true);
    input.on("data", onData);
    input.resume();
  });
}

function endOfHidden(character: string, text: string): InputLine | undefined {
  if (character === "\r" || character === "\n") return { kind: "line", text };
  if (character === "\x03") return { kind: "interrupt" };
  return character === "\x04" && text === "" ? { kind: "end" } : undefined;
}
