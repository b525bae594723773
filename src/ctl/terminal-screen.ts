import { emitKeypressEvents } from "node:readline";
import { ReadStream } from "node:tty";
import type { ProcessStreams } from "./process-streams.ts";
import type { Screen, ScreenEvents } from "./screen.ts";
import { keyOf, type PressedKey } from "./top/key.ts";

/** The alternate screen, without cursor; lines that are too long are cut, not continued. */
const enter = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J";
const leave = "\x1b[?7h\x1b[?25h\x1b[0m\x1b[?1049l";

/** What ends this program while it has the terminal; it gives that back first. */
const endings = ["SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/** A terminal by plain escape sequences, which all in use today know, and a process in its foreground. */
export class TerminalScreen implements Screen {
  readonly #streams: ProcessStreams;
  readonly #events: ScreenEvents;
  readonly #input: NodeJS.ReadStream;
  /** What stands there now. */
  #shown: readonly string[] = [];
  /** The newest frame that had to wait. */
  #waiting: readonly string[] | undefined;
  #isOpen = false;

  constructor(streams: ProcessStreams, events: ScreenEvents) {
    this.#streams = streams;
    this.#events = events;
    const { stdin } = streams;
    this.#input = stdin.readableEnded || stdin.destroyed ? new ReadStream(0) : stdin;
    emitKeypressEvents(this.#input);
    this.#open();
  }

  get size(): Screen["size"] {
    const { columns, rows } = this.#streams.stdout;
    return { columns: columns || 80, rows: rows || 24 };
  }

  draw(lines: readonly string[]): void {
    if (!this.#isOpen) return;
    const { stdout } = this.#streams;
    if (stdout.writableNeedDrain) {
      if (this.#waiting === undefined) stdout.once("drain", this.#onDrain);
      this.#waiting = lines;
      return;
    }
    const changed = lines.map((line, index) =>
      line === this.#shown[index] ? "" : `\x1b[${index + 1};1H${line}\x1b[K`,
    );
    this.#shown = lines;
    const text = changed.join("");
    if (text !== "") stdout.write(text);
  }

  suspend(): void {
    this.close();
    this.#streams.once("SIGCONT", () => {
      this.#open();
      this.#events.onResize();
    });
    this.#streams.kill(0, "SIGTSTP");
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const { stdout } = this.#streams;
    stdout.off("resize", this.#onResize);
    this.#input.off("keypress", this.#onKey);
    this.#input.off("end", this.#events.onGone);
    this.#input.off("error", this.#events.onGone);
    for (const signal of endings) this.#streams.off(signal, this.#onEnding);
    this.#streams.off("SIGINT", this.#onInterrupt);
    this.#streams.off("exit", this.#onExit);
    this.#input.setRawMode(false);
    this.#input.pause();
    stdout.write(leave);
  }

  #open(): void {
    this.#isOpen = true;
    this.#shown = [];
    const { stdout } = this.#streams;
    stdout.on("resize", this.#onResize);
    this.#input.on("keypress", this.#onKey);
    this.#input.on("end", this.#events.onGone);
    this.#input.on("error", this.#events.onGone);
    for (const signal of endings) this.#streams.on(signal, this.#onEnding);
    this.#streams.on("SIGINT", this.#onInterrupt);
    this.#streams.on("exit", this.#onExit);
    this.#input.setRawMode(true);
    this.#input.resume();
    stdout.write(enter);
  }

  readonly #onKey = (character: string | undefined, pressed: PressedKey): void => {
    const key = keyOf(character, pressed);
    if (key !== undefined) this.#events.onKey(key);
  };

  readonly #onInterrupt = (): void => this.#events.onKey("ctrl-c");

  readonly #onResize = (): void => {
    this.#shown = [];
    this.#streams.stdout.write("\x1b[2J");
    this.#events.onResize();
  };

  readonly #onDrain = (): void => {
    const lines = this.#waiting;
    this.#waiting = undefined;
    if (lines !== undefined) this.draw(lines);
  };

  /** Ends as it would have without us. */
  readonly #onEnding = (signal: NodeJS.Signals): void => {
    this.close();
    this.#streams.kill(this.#streams.pid, signal);
  };

  readonly #onExit = (): void => this.close();
}
