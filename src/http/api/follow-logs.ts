import type { ControlledProcess } from "../../control/control.ts";
import { nameOf } from "../../control/find.ts";
import type { Exchange } from "../exchange.ts";
import type { LogPlace } from "../log-follower.ts";
import { watchFile } from "../watch-file.ts";
import type { ApiContext } from "./api-context.ts";
import { lineAt, mostCounted } from "./count-lines.ts";
import { EventStream } from "./event-stream.ts";
import { watchLives } from "./process-marks.ts";
import { TextFollower, type TextNews } from "./text-follower.ts";

export interface FollowedLog {
  readonly channel: "stdout" | "stderr" | "log";
  readonly path: string;
  /** Whose it is; undefined: the daemon's own. */
  readonly process: ControlledProcess | undefined;
}

interface Begin {
  readonly tailBytes: number;
  /** Whether to tell the number of the first line. */
  readonly countLines: boolean;
  /** Last-Event-ID, as the client sent it. */
  readonly lastId: string | undefined;
}

/** Streams logs as server-sent events, and starts and ends of the processes between them. Each id holds the place in every log. */
export function followLogs(
  { clock, files, slices }: Pick<ApiContext, "clock" | "files" | "slices">,
  logs: readonly FollowedLog[],
  { tailBytes, countLines, lastId }: Begin,
  exchange: Exchange,
): void {
  const places = parsePlaces(lastId ?? "");
  const followers: TextFollower[] = [];
  const stops: (() => void)[] = [];
  const stream = new EventStream(exchange, clock, () => {
    for (const follower of followers) follower.close();
    for (const stop of stops) stop();
  });
  stream.retryAfter(1_000);
  stream.onDrain(() => {
    for (const follower of followers) follower.resume();
  });
  const whose = ({ process, channel }: FollowedLog) =>
    process === undefined ? { channel } : { process: nameOf(process), channel };
  stream.send("logs", { logs: logs.map(whose) });
  const owners = new Set(logs.map(({ process }) => process));
  for (const [index, log] of logs.entries()) {
    const { path } = log;
    // Of one process the channel is enough, and clients may have made the id themselves.
    const key = owners.size === 1 ? log.channel : `${log.channel}${index}`;
    const resumed = places.get(key);
    let first: LogPlace | undefined;
    const tellLine = async (place: LogPlace): Promise<void> => {
      const budget = mostCounted / logs.length;
      const line = await lineAt(files, slices, { path, place, budget, isVain: () => !stream.open });
      if (line !== undefined) stream.send("line", { ...whose(log), offset: place.offset, line });
    };
    const request = {
      path,
      from: resumed,
      tailBytes,
      onNews: (news: TextNews): boolean => {
        if (news.kind === "live") {
          // Only now: who reads a log does not wait for its number.
          if (countLines && resumed === undefined && first !== undefined && first.offset > 0) void tellLine(first);
          return stream.send("live", whose(log));
        }
        if (news.kind === "restarted") return stream.send("restarted", { ...whose(log), reason: news.reason });
        const { place, next, text } = news;
        first ??= place;
        places.set(key, { inode: place.inode, offset: next });
        return stream.send("output", { ...whose(log), offset: place.offset, next, text }, renderPlaces(places));
      },
    };
    followers.push(new TextFollower(request, { files, clock, watch: watchFile }));
  }
  for (const process of owners) {
    if (process === undefined) continue;
    stops.push(
      watchLives(process, ({ event, ...mark }) => {
        // The last words of one that has ended stand in its log by now, and come before its end.
        for (const [index, log] of logs.entries()) if (log.process === process) followers[index]?.look();
        stream.send(event, { process: nameOf(process), at: new Date(clock.wallMs()).toISOString(), ...mark });
      }),
    );
  }
}

/** `stdout:INODE.OFFSET,stderr:INODE.OFFSET`; of several processes `stdout0:...,stderr1:...,stdout2:...`. */
function renderPlaces(places: ReadonlyMap<string, LogPlace>): string {
  return [...places].map(([key, { inode, offset }]) => `${key}:${inode}.${offset}`).join(",");
}

/** An id of a hundred logs is shorter. */
const longestId = 8_000;

function parsePlaces(id: string): Map<string, LogPlace> {
  const places = new Map<string, LogPlace>();
  for (const [, key, inode, offset] of id.slice(0, longestId).matchAll(/([a-z]+\d{0,3}):(\d{1,16})\.(\d{1,16})/g)) {
    if (key !== undefined) places.set(key, { inode: Number(inode), offset: Number(offset) });
  }
  return places;
}
