import type { Exchange } from "../exchange.ts";
import type { LogPlace } from "../log-follower.ts";
import { watchFile } from "../watch-file.ts";
import type { ApiContext } from "./api-context.ts";
import { EventStream } from "./event-stream.ts";
import { TextFollower, type TextNews } from "./text-follower.ts";

export interface FollowedLog {
  readonly channel: string;
  readonly path: string;
}

interface Begin {
  readonly tailBytes: number;
  /** Last-Event-ID, as the client sent it. */
  readonly lastId: string | undefined;
}

/** Streams logs as server-sent events. Each id holds the place in every one of them. */
export function followLogs(
  { clock, files }: Pick<ApiContext, "clock" | "files">,
  logs: readonly FollowedLog[],
  { tailBytes, lastId }: Begin,
  exchange: Exchange,
): void {
  const places = parsePlaces(lastId ?? "");
  const followers: TextFollower[] = [];
  const stream = new EventStream(exchange, clock, () => {
    for (const follower of followers) follower.close();
  });
  stream.retryAfter(1_000);
  stream.onDrain(() => {
    for (const follower of followers) follower.resume();
  });
  for (const { channel, path } of logs) {
    const request = {
      path,
      from: places.get(channel),
      tailBytes,
      onNews: (news: TextNews): boolean => {
        if (news.kind === "live") return stream.send("live", { channel });
        if (news.kind === "restarted") return stream.send("restarted", { channel, reason: news.reason });
        const { place, next, text } = news;
        places.set(channel, { inode: place.inode, offset: next });
        return stream.send("output", { channel, offset: place.offset, next, text }, renderPlaces(places));
      },
    };
    followers.push(new TextFollower(request, { files, clock, watch: watchFile }));
  }
}

/** `stdout:INODE.OFFSET,stderr:INODE.OFFSET` */
function renderPlaces(places: ReadonlyMap<string, LogPlace>): string {
  return [...places].map(([channel, { inode, offset }]) => `${channel}:${inode}.${offset}`).join(",");
}

function parsePlaces(id: string): Map<string, LogPlace> {
  const places = new Map<string, LogPlace>();
  for (const [, channel, inode, offset] of id.slice(0, 200).matchAll(/([a-z]+):(\d{1,16})\.(\d{1,16})/g)) {
    if (channel !== undefined) places.set(channel, { inode: Number(inode), offset: Number(offset) });
  }
  return places;
}
