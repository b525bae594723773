import { Refusal } from "../../control/refusal.ts";
import type { Files, System } from "../../system/system.ts";
import type { Exchange } from "../exchange.ts";
import { problemOf } from "./problem.ts";

export interface LogPart {
  readonly path: string;
  /** Byte to begin at; negative: so many before the end. */
  readonly offset: number;
  /** Bytes at most; undefined: all that there are now. */
  readonly length: number | undefined;
  /** Name of the file in which a browser shall keep it; undefined: it is to be shown. */
  readonly keepAs: string | undefined;
}

const chunkBytes = 65_536;

/**
 * Sends a part of a log as it is now, a piece at a time, as the reader takes them. What is appended meanwhile is left
 * out, and a log that is emptied meanwhile cuts the answer short. Throws `ApiProblem` if there is none.
 */
export function sendLog(exchange: Exchange, { files, clock }: Pick<System, "files" | "clock">, part: LogPart): void {
  const { response } = exchange;
  const { fd, size } = open(files, part.path);
  const begin = part.offset < 0 ? Math.max(0, size + part.offset) : Math.min(part.offset, size);
  const end = Math.min(size, begin + (part.length ?? size));
  response.setHeader("Content-Type", "text/plain; charset=utf-8");
  response.setHeader("Content-Length", end - begin);
  response.setHeader("Log-Offset", begin);
  response.setHeader("Log-Size", size);
  if (part.keepAs !== undefined) {
    const safe = encodeURIComponent(part.keepAs).replaceAll("'", "%27");
    response.setHeader("Content-Disposition", `attachment; filename*=UTF-8''${safe}`);
  }
  let at = begin;
  const pump = (): void => {
    while (!response.destroyed && at < end) {
      const chunk = new Uint8Array(Math.min(chunkBytes, end - at));
      const got = files.read(fd, chunk, at);
      if (got === 0) {
        response.destroy();
        return;
      }
      at += got;
      if (!response.write(chunk.subarray(0, got))) return;
    }
    if (at === end && !response.writableEnded) response.end();
  };
  // A fast reader drains it before the loop turns: others have their turns, too.
  response.on("drain", () => clock.soon(pump));
  exchange.onClose(() => files.close(fd));
  if (exchange.method === "HEAD") response.end();
  else pump();
}

/** What is no regular file is not opened: a pipe could block the daemon. Throws `ApiProblem`. */
function open(files: Files, path: string): { readonly fd: number; readonly size: number } {
  let fd: number | undefined;
  try {
    if (files.stat(path).kind === "file") {
      fd = files.openRead(path);
      return { fd, size: files.stat(fd).size };
    }
  } catch {
    if (fd !== undefined) files.close(fd);
  }
  throw problemOf(new Refusal("NO_FILE", `no log to read: ${path}`));
}
