import type { Files } from "../../system/system.ts";
import type { Exchange } from "../exchange.ts";
import { ApiProblem } from "./problem.ts";

const chunkBytes = 65_536;

/**
 * Sends a log as it is now, whole, to be kept; a piece at a time, as the reader takes them. What is appended meanwhile
 * is left out, and a log that is emptied meanwhile cuts the answer short. Throws `ApiProblem` if there is none.
 */
export function sendFile(exchange: Exchange, files: Files, path: string, name: string): void {
  const { response } = exchange;
  let fd: number;
  let size: number;
  try {
    fd = files.openRead(path);
    ({ size } = files.stat(fd));
  } catch {
    throw new ApiProblem(404, "No such file", `no log to read: ${path}`);
  }
  response.setHeader("Content-Type", "text/plain; charset=utf-8");
  response.setHeader("Content-Length", size);
  const safe = encodeURIComponent(name).replaceAll("'", "%27");
  response.setHeader("Content-Disposition", `attachment; filename*=UTF-8''${safe}`);
  let offset = 0;
  const pump = (): void => {
    while (!response.destroyed && offset < size) {
      const chunk = new Uint8Array(Math.min(chunkBytes, size - offset));
      const got = files.read(fd, chunk, offset);
      if (got === 0) {
        response.destroy();
        return;
      }
      offset += got;
      if (!response.write(chunk.subarray(0, got))) return;
    }
    if (offset === size) response.end();
  };
  response.on("drain", pump);
  response.on("close", () => files.close(fd));
  if (exchange.method === "HEAD") response.end();
  else pump();
}
