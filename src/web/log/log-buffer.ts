import { parseLine, plain, type Span, type Style } from "./ansi.ts";

export interface LogLine {
  /** Counts all lines that ever came; also those that were dropped since. */
  readonly number: number;
  /** Names its log, see `sourceOf`. */
  readonly channel: string;
  text: string;
  spans: readonly Span[];
  /** No line of a log, but a remark of this page. */
  readonly mark?: MarkKind;
  /** When it came, in milliseconds since the epoch; undefined: before anybody looked. */
  readonly at?: number | undefined;
  /** Where it stands in its file; undefined: it goes on with a line that was too long. */
  readonly place?: Place | undefined;
}

export type MarkKind = "note" | "started" | "ended" | "failed";

/** The lines of one file since it was looked at, or since it began. */
interface Stretch {
  /** Number of its first line, 1-based; undefined as long as nobody has told. */
  first: number | undefined;
  lines: number;
}

interface Place {
  readonly stretch: Stretch;
  readonly index: number;
}

/** The number that an editor would show for a line, if it is known. */
export function fileLineOf({ place }: LogLine): number | undefined {
  return place?.stretch.first === undefined ? undefined : place.stretch.first + place.index;
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
  readonly #stretches = new Map<string, Stretch>();
  readonly #stylePlain: ((text: string) => readonly Span[]) | undefined;
  #count = 0;
  #dropped = 0;
  #dirty = 0;
  /** Of a line that has told its number. */
  #highest = 0;

  /** @param stylePlain How to show a line that has no style of its own. */
  constructor(stylePlain?: (text: string) => readonly Span[]) {
    this.#stylePlain = stylePlain;
  }

  /** No line has a higher number in its file. */
  get highest(): number {
    return this.#highest;
  }

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
  add(channel: string, text: string, at?: number): void {
    let start = 0;
    while (start < text.length) {
      const feed = text.indexOf("\n", start);
      const end = feed === -1 ? text.length : feed;
      this.#extend(channel, text.slice(start, end), at, false);
      if (feed !== -1) this.#finish(channel);
      start = end + 1;
    }
    this.#trim();
  }

  /** Tells which line of its file the first one that came is, 1-based. */
  begin(channel: string, first: number): void {
    const stretch = this.#stretchOf(channel);
    stretch.first = first;
    this.#highest = Math.max(this.#highest, first + stretch.lines);
  }

  /** The log begins again. */
  restart(channel: string, reason: "rotated" | "truncated"): void {
    this.#finish(channel);
    this.#styles.delete(channel);
    this.#stretches.set(channel, { first: 1, lines: 0 });
    this.mark(reason === "rotated" ? "the log was rotated" : "the log was emptied");
  }

  /** Puts a remark between the lines; the same one is not repeated. */
  mark(text: string, kind: MarkKind = "note", at?: number): void {
    const last = this.#lines.at(-1);
    if (kind === "note" && last?.mark === kind && last.text === text) return;
    this.#lines.push({ number: ++this.#count, channel: "", text, spans: [], mark: kind, at });
  }

  #stretchOf(channel: string): Stretch {
    let stretch = this.#stretches.get(channel);
    if (stretch === undefined) {
      stretch = { first: undefined, lines: 0 };
      this.#stretches.set(channel, stretch);
    }
    return stretch;
  }

  /** @param goesOn With a line that was too long. */
  #extend(channel: string, piece: string, at: number | undefined, goesOn: boolean): void {
    let open = this.#open.get(channel);
    if (open !== undefined && open.raw.length + piece.length > maxLineLength) {
      const room = maxLineLength - open.raw.length;
      this.#write(channel, open, piece.slice(0, room));
      this.#finish(channel);
      this.#extend(channel, piece.slice(room), at, true);
      return;
    }
    if (open === undefined) {
      const line: LogLine = {
        number: ++this.#count,
        channel,
        text: "",
        spans: [],
        at,
        place: goesOn ? undefined : this.#nextPlace(channel),
      };
      this.#lines.push(line);
      open = { line, raw: "", from: this.#styles.get(channel) ?? plain };
      this.#open.set(channel, open);
      if (piece.length > maxLineLength) {
        this.#extend(channel, piece, at, goesOn);
        return;
      }
    }
    this.#write(channel, open, piece);
  }

  #nextPlace(channel: string): Place {
    const stretch = this.#stretchOf(channel);
    const index = stretch.lines++;
    if (stretch.first !== undefined) this.#highest = Math.max(this.#highest, stretch.first + index);
    return { stretch, index };
  }

  #write(channel: string, open: OpenLine, piece: string): void {
    open.raw += piece;
    const { text, spans, end } = parseLine(open.raw, open.from);
    open.line.text = text;
    open.line.spans = spans.length === 0 && this.#stylePlain !== undefined ? this.#stylePlain(text) : spans;
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
