import type { Credentials } from "./server-address.ts";

/** Options of one call. */
export interface CallOptions {
  /** Ends the call: the promise rejects with the signal's reason. What the server has begun goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the answer must be there. A start or stop with `wait` takes as long as the processes do. */
  readonly timeoutMs?: number | undefined;
}

/** Options of a client. Its signal and time limit hold for every call without its own. */
export interface ClientOptions extends CallOptions {
  /** User name and clear-text password for HTTP Basic authentication; they win over those in the URL. */
  readonly credentials?: Credentials | undefined;
}

/** Channel of a process's output. */
export type LogChannel = "stdout" | "stderr";
