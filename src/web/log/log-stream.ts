import { EventConnection } from "../state/event-connection.ts";
import { whileSeen } from "../state/while-seen.ts";
import type { Span } from "./ansi.ts";
import { LogBuffer } from "./log-buffer.ts";
import { mergeByTime } from "./merge-by-time.ts";
import { keyOf, type Source, sourceOf } from "./source.ts";

export type StreamState = "connecting" | "open" | "lost";

export interface LogStreamOptions {
  /** Address of the events, without the query. */
  readonly path: string;
  /** Which logs: `channel`, `process`. */
  readonly query: readonly (readonly [string, string])[];
  /** Several processes: each line tells of which one it is. */
  readonly several: boolean;
  /** Bytes of each log to begin with. */
  readonly tail: number;
  /** How to show a line that has no style of its own. */
  readonly stylePlain?: ((text: string) => readonly Span[]) | undefined;
  /** Called at most once a frame, after lines have come. */
  readonly onLines: () => void;
  readonly onState: (state: StreamState) => void;
}

interface About {
  readonly process?: string;
  readonly channel: string;
}

interface Piece extends About {
  readonly offset: number;
  readonly text: string;
}

interface Life {
  readonly process: string;
  readonly pid: number;
  readonly at: string;
  readonly exit?: { readonly code: number | null; readonly signal: string | null } | null;
}

/** Lines of logs as they come. The browser resumes a stream that was cut at the bytes where it was cut. */
export class LogStream {
  readonly buffer: LogBuffer;
  readonly #options: LogStreamOptions;
  readonly #stopWatching: () => void;
  /** Logs of which a piece has come; whether their first line was a torn one, which is not shown. */
  readonly #begun = new Map<string, boolean>();
  /** Logs whose past has come as a whole. */
  readonly #live = new Set<string>();
  /** Those that are followed, once they are known. */
  #logs: readonly string[] = [];
  /** What several logs held before they are put in order; undefined once they are. */
  #early: Map<string, string> | undefined = new Map();
  readonly #events: EventConnection;
  #lastId = "";
  #frame: number | undefined;
  #beginsAtStart = true;

  constructor(options: LogStreamOptions) {
    this.#options = options;
    this.buffer = new LogBuffer(options.stylePlain);
    this.#events = new EventConnection({
      address: () => this.#address(),
      onState: options.onState,
      on: {
        logs: this.#on(({ logs }: { logs: readonly About[] }) => this.#takeLogs(logs.map((log) => this.#key(log)))),
        output: this.#on((piece: Piece) => this.#take(piece)),
        live: this.#on((about: About) => this.#takeLive(this.#key(about))),
        line: this.#on((told: About & { line: number }) => this.#takeLine(this.#key(told), told.line)),
        restarted: this.#on((about: About & { reason: "rotated" | "truncated" }) =>
          this.buffer.restart(this.#key(about), about.reason),
        ),
        started: this.#on((life: Life) => this.#takeLife(life, `started, pid ${life.pid}`, "started")),
        ended: this.#on((life: Life) => {
          this.#takeLife(life, `ended: ${endOf(life)}`, isUsualEnd(life) ? "ended" : "failed");
        }),
      },
    });
    this.#stopWatching = whileSeen(
      () => this.#events.open(),
      () => this.#events.close(),
    );
  }

  #address(): string {
    const { path, query, tail } = this.#options;
    const search = new URLSearchParams([...query.map(([name, value]) => [name, value]), ["tail", String(tail)]]);
    search.set("lines", "1");
    if (this.#lastId !== "") search.set("lastEventId", this.#lastId);
    return `${path}?${search}`;
  }

  #key(about: About): string {
    const source: Source = { channel: about.channel, process: this.#options.several ? about.process : undefined };
    return keyOf(source);
  }

  #on<T>(take: (body: T) => void): (event: MessageEvent<string>) => void {
    return ({ data, lastEventId }) => {
      // A connection that was opened anew knows none before its first output.
      if (lastEventId !== "") this.#lastId = lastEventId;
      take(JSON.parse(data) as T);
      this.#changed();
    };
  }

  #takeLogs(logs: readonly string[]): void {
    this.#logs = logs;
    if (logs.length < 2) this.#endOfPast();
  }

  #takeLive(key: string): void {
    this.#live.add(key);
    if (this.#logs.every((log) => this.#live.has(log))) this.#endOfPast();
  }

  #take(piece: Piece): void {
    const key = this.#key(piece);
    let { text } = piece;
    if (!this.#begun.has(key)) {
      const end = text.indexOf("\n");
      const torn = piece.offset > 0 && end !== -1;
      this.#begun.set(key, torn);
      if (piece.offset === 0) this.buffer.begin(key, 1);
      else this.#beginsAtStart = false;
      if (torn) text = text.slice(end + 1);
    }
    if (this.#early === undefined) this.buffer.add(key, text, this.#live.has(key) ? Date.now() : undefined);
    else this.#early.set(key, (this.#early.get(key) ?? "") + text);
  }

  #takeLine(key: string, line: number): void {
    this.buffer.begin(key, this.#begun.get(key) === true ? line + 1 : line);
  }

  #takeLife({ process, at }: Life, what: string, kind: "started" | "ended" | "failed"): void {
    this.buffer.mark(`${this.#options.several ? `${process} ` : ""}${what}`, kind, Date.parse(at));
  }

  #changed(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#options.onLines();
    });
  }

  /** Several logs are shown in one order as far as that can be known, else one after the other. */
  #endOfPast(): void {
    const early = this.#early;
    this.#early = undefined;
    if (early === undefined) return;
    const backlogs = [...this.#logs].reverse().flatMap((channel) => {
      const text = early.get(channel);
      return text === undefined || text === "" ? [] : [{ channel, text }];
    });
    const merged = mergeByTime(backlogs);
    if (merged !== undefined) {
      for (const { channel, text } of merged) this.buffer.add(channel, text);
      return;
    }
    for (const { channel, text } of backlogs) {
      this.buffer.mark(`${nameOf(channel)} so far`);
      this.buffer.add(channel, text);
    }
    this.buffer.mark("from here on as it comes");
  }

  /** There is nothing before the first line that is held. */
  get complete(): boolean {
    return this.#beginsAtStart && this.buffer.dropped === 0;
  }

  close(): void {
    this.#stopWatching();
    this.#events.close();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
  }
}

/** `stdout`, `web:web_1 stdout`. */
function nameOf(key: string): string {
  const { channel, process } = sourceOf(key);
  return process === undefined ? channel : `${process} ${channel}`;
}

/** By itself, or by a signal that asks for it. */
function isUsualEnd({ exit }: Life): boolean {
  return exit?.code === 0 || ["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP"].includes(exit?.signal ?? "");
}

/** `exit 1`, `SIGKILL`. */
function endOf({ exit }: Life): string {
  if (exit === undefined || exit === null) return "unknown how";
  return exit.signal ?? `exit ${exit.code}`;
}
