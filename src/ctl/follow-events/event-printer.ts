import { dateAndTime } from "../local-time.ts";
import { paint } from "../paint.ts";
import { stateColours } from "../state-colours.ts";
import type { Terminal } from "../terminal.ts";
import { factsOf, type ToldEvent } from "./told-event.ts";

/** Events on standard output, one a line. */
export class EventPrinter {
  readonly #terminal: Terminal;
  readonly #asJson: boolean;
  #width = 0;

  constructor(terminal: Terminal, asJson: boolean) {
    this.#terminal = terminal;
    this.#asJson = asJson;
  }

  /** Names that will come: the states behind them stand below one another. */
  expect(names: readonly string[]): void {
    const widths = names.map((name) => this.#terminal.shown(name).length);
    this.#width = Math.min(
      mostWidth,
      widths.reduce((widest, width) => Math.max(widest, width), this.#width),
    );
  }

  async print(event: ToldEvent, signal: AbortSignal): Promise<void> {
    const line = this.#asJson ? JSON.stringify(event) : this.#text(event);
    this.#terminal.write(`${line}\n`);
    await this.#terminal.drained(signal);
  }

  #text(event: ToldEvent): string {
    const { at, process, group, state } = event;
    const name = this.#terminal.shown(process ?? group ?? "supervisord").padEnd(this.#width);
    const what = process === undefined && group !== undefined ? groupChange(event) : (state ?? "");
    const shown = this.#terminal.shown(what).padEnd(longestState);
    const colour = stateColours[what];
    const painted = colour !== undefined && this.#terminal.coloured ? paint(colour, shown) : shown;
    const facts = this.#terminal.shown(factsOf(event).replaceAll("\n", " "));
    return `${dateAndTime(at)}  ${name}  ${painted}  ${facts}`.trimEnd();
  }
}

function groupChange({ type }: ToldEvent): string {
  return type === "PROCESS_GROUP_ADDED" ? "group added" : "group removed";
}

const longestState = 8;
const mostWidth = 40;
