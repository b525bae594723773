import type { LogChannel } from "../../client/call-options.ts";
import type { JsonApi, LogPlace } from "../../client/json-api.ts";
import type { LogFile, ProcessLog } from "../../client/json-results.ts";
import { findStart, type Place, readLines, type Wanted } from "./log-reader.ts";
import type { FoundLogs, LogSource, MissingLog, Past } from "./log-source.ts";

/** The logs of a process over the JSON API: rotated files included. Undefined: the server has no such thing. */
export async function findApiLogs(
  api: JsonApi,
  process: string,
  channels: readonly LogChannel[],
): Promise<FoundLogs | undefined> {
  const logs = await api.processLogs(process);
  if (logs === undefined) return undefined;
  const wanted = logs.filter(({ channel }) => channels.includes(channel));
  return {
    sources: wanted.filter(({ absence }) => absence === null).map((log) => new ApiLog(api, process, log)),
    missing: wanted.flatMap((log) => whyMissing(process, log)),
  };
}

function whyMissing(process: string, { channel, path, absence }: ProcessLog): readonly MissingLog[] {
  switch (absence) {
    case null:
      return [];
    case "redirected":
      return [{ process, channel, reason: "it goes to stdout (redirect_stderr=true)", usual: true }];
    case "none":
      return [{ process, channel, reason: `it is not kept (${channel}_logfile=NONE)`, usual: false }];
    case "other":
      return [
        { process, channel, reason: `it goes to ${path ?? "a device"}, which cannot be read back`, usual: false },
      ];
  }
}

class ApiLog implements LogSource {
  readonly process: string;
  readonly channel: LogChannel;
  readonly #api: JsonApi;
  readonly #files: readonly LogFile[];
  /** Up to where the lines have been taken. */
  #place: Place;

  constructor(api: JsonApi, process: string, { channel, files }: ProcessLog) {
    this.process = process;
    this.channel = channel;
    this.#api = api;
    this.#files = files;
    this.#place = { file: files.length, offset: 0 };
  }

  async past(wanted: Wanted, follow: boolean): Promise<Past> {
    const read = (file: LogFile, offset: number, length: number) =>
      this.#api.readLogFile(this.process, this.#placeIn(file, offset), length);
    const { place, timed } = await findStart(this.#files, read, wanted);
    this.#place = place;
    return { lines: this.#lines(read, !follow), timed };
  }

  async *#lines(read: Parameters<typeof readLines>[1], unfinished: boolean): AsyncGenerator<string, void> {
    for await (const { text, next } of readLines(this.#files, read, this.#place, unfinished)) {
      this.#place = next;
      yield text;
    }
  }

  async *follow(signal: AbortSignal): AsyncGenerator<string, void> {
    const { file, offset } = this.#place;
    const last = this.#files.at(-1);
    const log = this.#files[file];
    const place = log === undefined ? last && this.#placeIn(last, last.bytes) : this.#placeIn(log, offset);
    const places = place === undefined ? [] : [place];
    for await (const news of this.#api.followLogs(this.process, this.channel, places, { signal })) {
      // What was begun in a file that is gone or emptied has no other end.
      if (news.kind === "output") yield news.text;
      else if (news.reason === "truncated") yield "\n";
    }
  }

  #placeIn({ inode }: LogFile, offset: number): LogPlace {
    return { channel: this.channel, inode, offset };
  }
}
