import { EventConnection } from "../state/event-connection.ts";
import { whileSeen } from "../state/while-seen.ts";
import { LogBuffer } from "./log-buffer.ts";
import { mergeByTime } from "./merge-by-time.ts";

export type StreamState = "connecting" | "open" | "lost";

export interface LogStreamOptions {
  /** Address of the events, without the query. */
  readonly path: string;
  readonly channel: "stdout" | "stderr" | "both" | undefined;
  /** Bytes of each log to begin with. */
  readonly tail: number;
  /** Called at most once a frame, after lines have come. */
  readonly onLines: () => void;
  readonly onState: (state: StreamState) => void;
}

interface Piece {
  readonly channel: string;
  readonly offset: number;
  readonly text: string;
}

/** Lines of a log as they come. The browser resumes a stream that was cut at the byte where it was cut. */
export class LogStream {
  readonly buffer = new LogBuffer();
  readonly #options: LogStreamOptions;
  readonly #stopWatching: () => void;
  /** Channels of which a piece has come. */
  readonly #begun = new Set<string>();
  /** Channels whose past has come as a whole. */
  readonly #live = new Set<string>();
  /** What several logs held before they are put in order; undefined once they are. */
  #early: Map<string, string> | undefined;
  readonly #events: EventConnection;
  #lastId = "";
  #frame: number | undefined;
  #beginsAtStart = true;

  constructor(options: LogStreamOptions) {
    this.#options = options;
    if (options.channel === "both") this.#early = new Map();
    this.#events = new EventConnection({
      address: () => this.#address(),
      onState: options.onState,
      on: {
        output: this.#on((piece: Piece) => this.#take(piece)),
        live: this.#on(({ channel }: { channel: string }) => this.#takeLive(channel)),
        restarted: this.#on(({ channel, reason }: { channel: string; reason: "rotated" | "truncated" }) =>
          this.buffer.restart(channel, reason),
        ),
      },
    });
    this.#stopWatching = whileSeen(
      () => this.#events.open(),
      () => this.#events.close(),
    );
  }

  #address(): string {
    const { path, channel, tail } = this.#options;
    const query = new URLSearchParams({ tail: String(tail) });
    if (channel !== undefined) query.set("channel", channel);
    if (this.#lastId !== "") query.set("lastEventId", this.#lastId);
    return `${path}?${query}`;
  }

  #on<T>(take: (body: T) => void): (event: MessageEvent<string>) => void {
    return ({ data, lastEventId }) => {
      // A connection that was opened anew knows none before its first output.
      if (lastEventId !== "") this.#lastId = lastEventId;
      take(JSON.parse(data) as T);
      this.#changed();
    };
  }

  #takeLive(channel: string): void {
    this.#live.add(channel);
    if (this.#early === undefined || this.#live.size < 2) return;
    this.#takeBacklog(this.#early);
    this.#early = undefined;
  }

  #take({ channel, offset, text }: Piece): void {
    let whole = text;
    if (!this.#begun.has(channel)) {
      this.#begun.add(channel);
      if (offset > 0) {
        this.#beginsAtStart = false;
        // The first line is a torn one.
        whole = text.slice(text.indexOf("\n") + 1);
      }
    }
    if (this.#early === undefined) this.buffer.add(channel, whole);
    else this.#early.set(channel, (this.#early.get(channel) ?? "") + whole);
  }

  #changed(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#options.onLines();
    });
  }

  /** Several logs are shown in one order as far as that can be known, else one after the other. */
  #takeBacklog(early: ReadonlyMap<string, string>): void {
    const backlogs = ["stderr", "stdout"].flatMap((channel) => {
      const text = early.get(channel);
      return text === undefined || text === "" ? [] : [{ channel, text }];
    });
    const merged = mergeByTime(backlogs);
    if (merged === undefined) for (const { channel } of backlogs) this.#section(channel, early.get(channel) ?? "");
    else for (const { channel, text } of merged) this.buffer.add(channel, text);
    if (merged === undefined) this.buffer.mark("from here on as it comes");
  }

  #section(channel: string, text: string): void {
    this.buffer.mark(`${channel} so far`);
    this.buffer.add(channel, text);
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
