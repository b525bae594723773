/**
 * Why there was no answer to a call:
 *
 * - `missing`: the socket file (or a directory on its way) does not exist
 * - `refused`: nothing listens there, e.g. a socket file that a dead supervisord left behind
 * - `forbidden`: the system (or the server, with HTTP 403) does not let this user connect
 * - `unauthorized`: the server wants other credentials than it was given (HTTP 401)
 * - `unknown-host`: the host name has no address
 * - `unreachable`: no way to that host
 * - `closed`: the connection ended before the answer
 * - `timeout`: no answer within the time that was given
 * - `http-status`: an HTTP status that says nothing of the above, see `status`
 * - `not-supervisord`: something answered that does not speak Supervisor's protocol
 */
export type ConnectionProblem =
  | "missing"
  | "refused"
  | "forbidden"
  | "unauthorized"
  | "unknown-host"
  | "unreachable"
  | "closed"
  | "timeout"
  | "http-status"
  | "not-supervisord";

/**
 * No answer from the server, or none that can be understood. The message names the address and the reason.
 *
 * @example
 * try {
 *   await client.getState();
 * } catch (error) {
 *   if (error instanceof ConnectionError && error.problem === "missing") console.error("supervisord is not running");
 * }
 */
export class ConnectionError extends Error {
  readonly problem: ConnectionProblem;
  /** The server's URL, without credentials. */
  readonly address: string;
  /** What happened, without the address. */
  readonly detail: string;
  /** HTTP status, where there was an HTTP answer. */
  readonly status: number | undefined;

  constructor(
    problem: ConnectionProblem,
    address: string,
    detail: string,
    more: { status?: number; cause?: unknown } = {},
  ) {
    super(`${address}: ${detail}`, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = "ConnectionError";
    this.problem = problem;
    this.address = address;
    this.detail = detail;
    this.status = more.status;
  }
}

/** Turns what a socket or Node's HTTP parser threw into a ConnectionError. */
export function connectionErrorOf(address: string, cause: unknown): ConnectionError {
  const code = errorCode(cause);
  const known = systemErrors[code];
  if (known !== undefined) return new ConnectionError(known[0], address, known[1], { cause });
  if (code.startsWith("HPE_")) {
    return new ConnectionError("not-supervisord", address, "the answer is not HTTP", { cause });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ConnectionError("unreachable", address, reason, { cause });
}

/** The `code` of a system error; of several attempts (IPv6, IPv4) the first. "" when there is none. */
export function errorCode(error: unknown): string {
  if (error instanceof AggregateError && !("code" in error)) return errorCode(error.errors[0]);
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}

const systemErrors: Readonly<Record<string, readonly [ConnectionProblem, string]>> = {
  ENOENT: ["missing", "the socket does not exist"],
  ENOTDIR: ["missing", "a part of the socket's path is not a directory"],
  ECONNREFUSED: ["refused", "connection refused"],
  ENOTSOCK: ["refused", "the file is not a socket"],
  EACCES: ["forbidden", "permission denied"],
  EPERM: ["forbidden", "operation not permitted"],
  ENOTFOUND: ["unknown-host", "the host name is not known"],
  EAI_AGAIN: ["unknown-host", "the host name could not be looked up"],
  EHOSTUNREACH: ["unreachable", "no route to the host"],
  ENETUNREACH: ["unreachable", "the network is unreachable"],
  ETIMEDOUT: ["timeout", "the connection attempt timed out"],
  ECONNRESET: ["closed", "the server closed the connection without an answer"],
  EPIPE: ["closed", "the server closed the connection without an answer"],
};
