import { parseLine, plain, type Span, type Style } from "./ansi.ts";

export interface LogLine {
  /** Counts all lines that ever came; also those that were dropped since. */
  readonly number: number;
  readonly channel: string;
  text: string;
  spans: readonly Span[];
  /** No line of a log, but a remark of this page. */
  readonly mark?: true;
}

interface OpenLine {
  readonly line: LogLine;
  raw: string;
  readonly from: Style;
}

/** Lines that are kept; the oldest make room. */
export const maxLines = 200_000;
/** A longer line is broken, so that no program can make the page slow. */
export const maxLineLength = 20_000;

/** The lines of one log, or of several together in the order in which they came. */
export class LogBuffer {
  #lines: LogLine[] = [];
  readonly #open = new Map<string, OpenLine>();
  readonly #styles = new Map<string, Style>();
  #count = 0;
  #dropped = 0;
  #dirty = 0;

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** Lines that had to make room so far. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Index of the first line that changed since the last call; the number of lines if none did. */
  takeDirty(): number {
    const dirty = Math.max(0, Math.min(this.#dirty - this.#dropped, this.#lines.length));
    this.#dirty = this.#count;
    return dirty;
  }

  /** Takes a piece of a log, which may begin and end anywhere in a line. */
  add(channel: string, text: string): void {
    let start = 0;
    while (start < text.length) {
      const feed = text.indexOf("\n", start);
      const end = feed === -1 ? text.length : feed;
      this.#extend(channel, text.slice(start, end));
      if (feed !== -1) this.#finish(channel);
      start = end + 1;
    }
    this.#trim();
  }

  /** The log begins again. */
  restart(channel: string, reason: "rotated" | "truncated"): void {
    this.#finish(channel);
    this.#styles.delete(channel);
    this.mark(reason === "rotated" ? "the log was rotated" : "the log was emptied");
  }

  /** Puts a remark between the lines. */
  mark(text: string): void {
    this.#lines.push({ number: ++this.#count, channel: "", text, spans: [], mark: true });
  }

  clear(): void {
    this.#dropped = this.#count;
    this.#lines = [];
    this.#open.clear();
    this.#styles.clear();
  }

  #extend(channel: string, piece: string): void {
    let open = this.#open.get(channel);
    if (open !== undefined && open.raw.length + piece.length > maxLineLength) {
      const room = maxLineLength - open.raw.length;
      this.#write(channel, open, piece.slice(0, room));
      this.#finish(channel);
      this.#extend(channel, piece.slice(room));
      return;
    }
    if (open === undefined) {
      const line: LogLine = { number: ++this.#count, channel, text: "", spans: [] };
      this.#lines.push(line);
      open = { line, raw: "", from: this.#styles.get(channel) ?? plain };
      this.#open.set(channel, open);
      if (piece.length > maxLineLength) {
        this.#extend(channel, piece);
        return;
      }
    }
    this.#write(channel, open, piece);
  }

  #write(channel: string, open: OpenLine, piece: string): void {
    open.raw += piece;
    const { text, spans, end } = parseLine(open.raw, open.from);
    open.line.text = text;
    open.line.spans = spans;
    this.#dirty = Math.min(this.#dirty, open.line.number - 1);
    this.#styles.set(channel, end);
  }

  #finish(channel: string): void {
    this.#open.delete(channel);
  }

  #trim(): void {
    // In large steps: each moves all lines.
    if (this.#lines.length <= maxLines * 1.1) return;
    const excess = this.#lines.length - maxLines;
    this.#dropped += excess;
    this.#lines = this.#lines.slice(excess);
  }
}
