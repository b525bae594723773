import { ConnectionError } from "../client/connection-error.ts";
import { isFault, SupervisorFault } from "../client/supervisor-fault.ts";
import type { UrlOrigin } from "./url-origin.ts";

/** The server's URL is none that a server could have; the message says what one looks like. */
export class UnusableUrl extends Error {}

/**
 * What went wrong in a call, as one line that begins with the text by which scripts know Supervisor's own message.
 * (Supervisor prints the Python exception, with the file and line of its source.)
 */
export function describeFailure(error: unknown, serverUrl: string): string {
  if (error instanceof SupervisorFault) {
    const explanation = isFault(error, "SHUTDOWN_STATE") ? ": supervisord is shutting down or restarting" : "";
    return `<Fault ${error.code}: '${error.faultString}'>${explanation}`;
  }
  if (error instanceof ConnectionError) return describeConnectionError(error, serverUrl);
  return error instanceof Error ? error.message : String(error);
}

function describeConnectionError(error: ConnectionError, serverUrl: string): string {
  if (error.problem === "refused") return `${serverUrl} refused connection`;
  if (error.problem === "missing") return `${serverUrl} no such file`;
  return `${serverUrl}: ${error.detail}`;
}

/** For standard error: where the address came from and what to look at. Undefined when there is nothing to add. */
export function adviceOn(
  error: unknown,
  session: { readonly serverUrl: string; readonly urlOrigin: UrlOrigin },
): string | undefined {
  if (!(error instanceof ConnectionError)) return undefined;
  const cause = causes(error)[error.problem];
  if (cause === undefined) return undefined;
  return `supervisorctl: tried ${session.serverUrl} (${describeOrigin(session.urlOrigin)}): ${cause}`;
}

function describeOrigin(origin: UrlOrigin): string {
  switch (origin.kind) {
    case "option":
      return "from the command line";
    case "configuration":
      return `serverurl in [supervisorctl] of ${origin.path}`;
    case "default":
      return "the default, since no configuration file was found; name one with -c";
    case "opened":
      return "from the open command";
  }
}

function causes(error: ConnectionError): Partial<Record<ConnectionError["problem"], string>> {
  return {
    missing: `${error.detail}; is supervisord running, and is this its [unix_http_server] file?`,
    refused: whyRefused(error),
    forbidden:
      error.status === undefined
        ? "permission denied; run this as a user whom the chmod and chown of [unix_http_server] admit"
        : error.detail,
    unauthorized: "user name or password missing or wrong; give them with -u and -p, or in [supervisorctl]",
    "unknown-host": error.detail,
    unreachable: error.detail,
    timeout: error.detail,
    closed: `${error.detail}; what listens there may be no supervisord, or it just ended`,
    "not-supervisord": `something listens there that is not supervisord: ${error.detail}`,
    "http-status": `${error.detail}; the activity log of supervisord may say why`,
  };
}

function whyRefused({ address, detail }: ConnectionError): string {
  if (!address.startsWith("unix:"))
    return `${detail}; is supervisord running, and does its [inet_http_server] port say so?`;
  if (detail !== "connection refused") return `${detail}; is this its [unix_http_server] file?`;
  return `${detail}; nothing listens on this socket, a supervisord that was killed may have left it behind`;
}
