import type { Server } from "node:net";

/** What came of an attempt to listen. */
export type Listening =
  | {
      readonly ok: true;
      /** Gives up the address for good; called when the server closes. */
      readonly release: () => void;
    }
  | {
      readonly ok: false;
      /** For the operator; Supervisor's words where it has any. */
      readonly reason: string;
    };

/** @param address what is taken, as the configuration names it */
export function addressInUse(address: string): Listening {
  const taken = "Another program is already listening on a port that one of our HTTP servers is configured to use.";
  return { ok: false, reason: `${taken}  Shut this program down first before starting supervisord. (${address})` };
}

/** A refusal of the kernel, or of our own, in the form that Supervisor prints. */
export function socketError(error: unknown): Listening {
  const { code, errno } = error as NodeJS.ErrnoException;
  let what: string;
  if (typeof error === "string") what = error;
  else if (code !== undefined && errno !== undefined) what = `errno.${code} (${Math.abs(errno)})`;
  else what = error instanceof Error ? error.message : String(error);
  return { ok: false, reason: `Cannot open an HTTP server: socket.error reported ${what}` };
}

/** Takes connections of a listening descriptor, which belongs to the server from then on. */
export function acceptOn(server: Server, fd: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ fd }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
