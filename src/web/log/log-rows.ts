import type { LogBuffer, LogLine } from "./log-buffer.ts";
import { appendRows, type Row } from "./rows.ts";
import type { Search } from "./search.ts";

export interface Layout {
  /** Cells of a row; undefined: lines are not wrapped. */
  readonly columns: number | undefined;
  readonly search: Search | undefined;
  readonly onlyMatches: boolean;
}

/** The rows of a buffer under a layout, and the lines that match; kept up to date line by line. */
export class LogRows {
  readonly #buffer: LogBuffer;
  #layout: Layout = { columns: undefined, search: undefined, onlyMatches: false };
  #rows: Row[] = [];
  #matches: number[] = [];
  #widest = 0;

  constructor(buffer: LogBuffer) {
    this.#buffer = buffer;
  }

  get rows(): readonly Row[] {
    return this.#rows;
  }

  /** Numbers of the lines that match, in order. */
  get matches(): readonly number[] {
    return this.#matches;
  }

  /** Length of the longest line. */
  get widest(): number {
    return this.#widest;
  }

  lay(layout: Layout): void {
    this.#layout = layout;
    this.#buffer.takeDirty();
    this.#rows = [];
    this.#matches = [];
    this.#append(0);
  }

  /** Takes over what has come since. Returns how many rows have left at the top. */
  refresh(): number {
    const { lines, dropped } = this.#buffer;
    const dirty = this.#buffer.takeDirty();
    const gone = lowerBound(this.#rows, dropped + 1);
    if (gone > 0) this.#rows.splice(0, gone);
    const first = lines[dirty];
    if (first !== undefined) {
      this.#rows.length = lowerBound(this.#rows, first.number);
      while ((this.#matches.at(-1) ?? 0) >= first.number) this.#matches.pop();
    } else if (lines.length === 0) this.#rows = [];
    if (gone > 0) this.#matches = this.#matches.filter((number) => number > dropped);
    this.#append(dirty);
    return gone;
  }

  /** Row in which a line begins. */
  rowOf(number: number): number {
    return lowerBound(this.#rows, number);
  }

  #append(from: number): void {
    const { columns, search, onlyMatches } = this.#layout;
    const { lines } = this.#buffer;
    for (let i = from; i < lines.length; i++) {
      const line = lines[i] as LogLine;
      const found = search !== undefined && search(line.text).length > 0;
      if (found) this.#matches.push(line.number);
      if (onlyMatches && search !== undefined && !found) continue;
      if (line.text.length > this.#widest) this.#widest = line.text.length;
      appendRows(this.#rows, line, columns);
    }
  }
}

/** The first row whose line has at least this number. */
function lowerBound(rows: readonly Row[], number: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.line.number ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
