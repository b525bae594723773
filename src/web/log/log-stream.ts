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

/** Lines of a log as they come. The browser resumes a stream that was cut at the byte where it was cut. */
export class LogStream {
  readonly buffer = new LogBuffer();
  readonly #source: EventSource;
  #frame: number | undefined;
  #beginsAtStart = true;

  constructor({ path, channel, tail, onLines, onState }: LogStreamOptions) {
    const query = new URLSearchParams({ tail: String(tail), ...(channel === undefined ? {} : { channel }) });
    this.#source = new EventSource(`${path}?${query}`);
    this.#source.onopen = () => onState("open");
    this.#source.onerror = () => onState("lost");
    const changed = (): void => {
      this.#frame ??= requestAnimationFrame(() => {
        this.#frame = undefined;
        onLines();
      });
    };
    const first = new Set<string>();
    let early: Map<string, string> | undefined = channel === "both" ? new Map() : undefined;
    const live = new Set<string>();
    this.#source.addEventListener("output", ({ data }: MessageEvent<string>) => {
      const piece = JSON.parse(data) as { channel: string; offset: number; text: string };
      if (!first.has(piece.channel)) {
        first.add(piece.channel);
        if (piece.offset > 0) {
          this.#beginsAtStart = false;
          // The first line is a torn one.
          piece.text = piece.text.slice(piece.text.indexOf("\n") + 1);
        }
      }
      if (early === undefined) this.buffer.add(piece.channel, piece.text);
      else early.set(piece.channel, (early.get(piece.channel) ?? "") + piece.text);
      changed();
    });
    this.#source.addEventListener("live", ({ data }: MessageEvent<string>) => {
      live.add((JSON.parse(data) as { channel: string }).channel);
      if (early === undefined || live.size < 2) return;
      this.#takeBacklog(early);
      early = undefined;
      changed();
    });
    this.#source.addEventListener("restarted", ({ data }: MessageEvent<string>) => {
      const news = JSON.parse(data) as { channel: string; reason: "rotated" | "truncated" };
      this.buffer.restart(news.channel, news.reason);
      changed();
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
    this.#source.close();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
  }
}
