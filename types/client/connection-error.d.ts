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
export type ConnectionProblem = "missing" | "refused" | "forbidden" | "unauthorized" | "unknown-host" | "unreachable" | "closed" | "timeout" | "http-status" | "not-supervisord";
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
export declare class ConnectionError extends Error {
    readonly problem: ConnectionProblem;
    /** The server's URL, without credentials. */
    readonly address: string;
    /** What happened, without the address. */
    readonly detail: string;
    /** HTTP status, where there was an HTTP answer. */
    readonly status: number | undefined;
    constructor(problem: ConnectionProblem, address: string, detail: string, more?: {
        status?: number;
        cause?: unknown;
    });
}
/** Turns what a socket or Node's HTTP parser threw into a ConnectionError. */
export declare function connectionErrorOf(address: string, cause: unknown): ConnectionError;
/** The `code` of a system error; of several attempts (IPv6, IPv4) the first. "" when there is none. */
export declare function errorCode(error: unknown): string;
