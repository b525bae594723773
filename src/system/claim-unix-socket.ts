import type { Files, Sockets, UnixSocketFile } from "./system.ts";

export type ClaimedSocket =
  | { readonly kind: "claimed"; readonly fd: number }
  /** Somebody listens there. */
  | { readonly kind: "in-use" }
  | { readonly kind: "no-socket" };

/** Another daemon may come between the look at a stale socket and its removal; who loses thrice has somebody alive there. */
const attempts = 3;

/**
 * Listens on a unix socket, taking over a stale one of the same name: only a socket that nobody listens on is ever
 * removed. Throws ErrnoException.
 * @param onStale called before a stale socket is removed
 */
export function claimUnixSocket(
  { files, sockets }: { readonly files: Pick<Files, "lstat" | "remove">; readonly sockets: Sockets },
  path: string,
  file: UnixSocketFile,
  backlog: number | undefined,
  onStale: () => void = () => {},
): ClaimedSocket {
  for (let attempt = 1; ; attempt++) {
    try {
      return { kind: "claimed", fd: sockets.listenUnix(path, file, backlog) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    }
    const there = lookAt(files, path);
    if (there === undefined) continue;
    if (there.kind !== "socket") return { kind: "no-socket" };
    if (attempt > attempts || sockets.answers(path)) return { kind: "in-use" };
    onStale();
    // Whoever came meanwhile must not lose his.
    const now = lookAt(files, path);
    if (now?.inode === there.inode && now.device === there.device) files.remove(path);
  }
}

function lookAt(files: Pick<Files, "lstat">, path: string) {
  try {
    return files.lstat(path);
  } catch {
    return undefined; // gone again
  }
}
