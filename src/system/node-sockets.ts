import { errnoName } from "./errno.ts";
import { errnoError } from "./errno-error.ts";
import { loadAddon } from "./load-addon.ts";
import type { Sockets } from "./system.ts";

/** Listening sockets by the native addon: Node's own begin to accept at once. */
export const nodeSockets: Sockets = {
  lookup: async (host) => {
    const { lookup } = process.getBuiltinModule("node:dns/promises");
    const all = await lookup(host, { all: true });
    const { address } = all.find(({ family }) => family === 4) ?? all[0] ?? {};
    if (address === undefined) throw errnoError("ENOTFOUND", "getaddrinfo");
    return address;
  },
  listenTcp: (address, port, backlog = 0) => listening(loadAddon().listenTcp(address, port, backlog)),
  listenUnix: (path, { mode, owner }, backlog = 0) =>
    listening(loadAddon().listenUnix(Buffer.from(path), mode, owner?.uid ?? -1, owner?.gid ?? -1, backlog), path),
  // A listener whose queue is full (EAGAIN) or that is not for us (EACCES) is there all the same.
  answers: (path) => !["ECONNREFUSED", "ENOENT"].includes(errnoName(loadAddon().connectUnix(Buffer.from(path)))),
};

function listening(result: number, path?: string): number {
  if (result < 0) throw errnoError(errnoName(-result), "listen", path);
  return result;
}
