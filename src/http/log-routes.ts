/** `/logtail/NAME[/CHANNEL]` and `/mainlogtail`: endless streams of a log, from its last bytes on. */
import { statSync } from "node:fs";
import type { Control } from "../control/control.ts";
import { findProcess } from "../control/find.ts";
import { processLogPath } from "../control/logs.ts";
import { Refusal } from "../control/refusal.ts";
import type { Exchange } from "./exchange.ts";
import { type FollowerSurroundings, LogFollower, type LogNews } from "./log-follower.ts";
import { type Route, startsWith } from "./routes.ts";

/** How many bytes of the past a reader gets to see at first. */
const initialBytes = 1024;
const truncationNotice = "==> File truncated <==\n";

export function logRoutes(control: Control, surroundings: FollowerSurroundings): readonly Route[] {
  return [
    {
      name: "log of a process",
      matches: startsWith("/logtail"),
      methods: ["GET"],
      // The header asks a reverse proxy (nginx) to pass on every piece as it comes.
      handle: (exchange) =>
        stream(exchange, processLog(control, exchange.path), { "X-Accel-Buffering": "no" }, surroundings),
    },
    {
      name: "log of the daemon",
      matches: startsWith("/mainlogtail"),
      methods: ["GET"],
      handle: (exchange) => stream(exchange, control.log.path, {}, surroundings),
    },
  ];
}

/** The file that a path like "/logtail/group:name/stderr" means. */
function processLog(control: Control, path: string): string | undefined {
  const [, first, ...words] = path.split("/").map(decode);
  const [name, channel = "stdout", ...more] = words;
  if (first !== "logtail" || name === undefined || more.length > 0) return undefined;
  const process = findProcess({ control }, name);
  if (process instanceof Refusal) return undefined;
  return channel === "stdout" || channel === "stderr" ? processLogPath(process, channel) : undefined;
}

function stream(
  exchange: Exchange,
  path: string | undefined,
  headers: Readonly<Record<string, string>>,
  surroundings: FollowerSurroundings,
): void {
  const { response } = exchange;
  const modified = path === undefined ? undefined : lastModified(path);
  if (path === undefined || modified === undefined) {
    exchange.sendError(404);
    return;
  }
  response.setHeader("Last-Modified", modified.toUTCString());
  response.setHeader("Content-Type", "text/plain;charset=utf-8");
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.flushHeaders();
  exchange.markEndless();
  const take = (news: LogNews): boolean => {
    if (news.kind === "bytes") return response.write(Buffer.from(news.bytes));
    return news.kind === "truncated" ? response.write(truncationNotice) : true;
  };
  const follower = new LogFollower(path, take, surroundings);
  response.on("drain", () => follower.resume());
  follower.start({ lastBytes: initialBytes });
  exchange.onEnd(() => {
    follower.close();
    response.end();
  });
}

function lastModified(path: string): Date | undefined {
  try {
    const stats = statSync(path);
    return stats.isFile() ? stats.mtime : undefined;
  } catch {
    return undefined;
  }
}

function decode(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}
