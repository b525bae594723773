/** One request and its response, and the few ways to answer that all routes share. */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { ServerConfig } from "../config/configuration.ts";
import type { Principal } from "../control/caller.ts";

export class Exchange {
  /** Who asks: it has been proved when a route gets to see this. */
  readonly principal: Principal;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Path of the request as it was sent (still %-encoded), without the query. */
  readonly path: string;
  readonly #queryText: string;
  #query: URLSearchParams | undefined;
  /** Largest body that the server takes. */
  readonly maxBodyBytes: number;
  readonly #endListeners: (() => void)[] = [];
  #endless = false;
  #ended = false;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    { section, credentials, request_maxbytes }: ServerConfig,
  ) {
    const address = request.socket.remoteAddress;
    this.principal = { server: section, user: credentials?.username, address };
    this.request = request;
    this.response = response;
    this.maxBodyBytes = request_maxbytes;
    const [, target = ""] = /^(?:https?:\/\/[^/?]*)?([^#]*)/i.exec(request.url ?? "") ?? [];
    const mark = target.indexOf("?");
    this.path = mark === -1 ? target : target.slice(0, mark);
    this.#queryText = mark === -1 ? "" : target.slice(mark + 1);
    response.sendDate = false;
    response.setHeader("Server", "supervisor-ts");
    response.setHeader("Date", httpDate());
  }

  get query(): URLSearchParams {
    this.#query ??= new URLSearchParams(this.#queryText);
    return this.#query;
  }

  get method(): string {
    return this.request.method ?? "";
  }

  /** Whether the path is one of the JSON API, of whatever version, whose errors are for programs. */
  get forPrograms(): boolean {
    return /^\/api(?:\/|$)/.test(this.path);
  }

  /** This answer goes on for as long as its reader stays, who may take any time. */
  markEndless(): void {
    this.#endless = true;
  }

  get endless(): boolean {
    return this.#endless;
  }

  /** Calls `listener` when the client is gone or the server closes; endless answers end then. */
  onEnd(listener: () => void): void {
    if (this.#ended) listener();
    else this.#endListeners.push(listener);
  }

  /**
   * Calls `listener` when the answer has been sent or its client is gone: soon, if the client left while it was found out
   * what to answer, but never within this call.
   */
  onClose(listener: () => void): void {
    if (this.response.closed) queueMicrotask(listener);
    else this.response.once("close", listener);
  }

  /** For the server. Idempotent. */
  end(): void {
    this.#ended = true;
    for (const listener of this.#endListeners.splice(0)) listener();
  }

  /** No page of another site may use this answer, as a script or a picture either, nor take it for what it is not. */
  keepToOwnPages(): void {
    this.response.setHeader("X-Content-Type-Options", "nosniff");
    this.response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  }

  /** Answers with a whole body. A HEAD request gets its headers only. */
  send(status: number, contentType: string, body: string | Uint8Array): void {
    this.sendPieces(status, contentType, [body]);
  }

  /** The same for a body in pieces. */
  sendPieces(status: number, contentType: string, pieces: readonly (string | Uint8Array)[]): void {
    const { response } = this;
    response.statusCode = status;
    response.setHeader("Content-Type", contentType);
    response.setHeader(
      "Content-Length",
      pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0),
    );
    const payload = this.method === "HEAD" ? [] : pieces;
    if (this.#isLastAndUnread) this.#sendBeforeEnd(payload);
    else {
      for (const piece of payload.slice(0, -1)) response.write(piece);
      response.end(payload.at(-1));
    }
  }

  /** The client wants the connection closed after this answer, but is still sending. */
  get #isLastAndUnread(): boolean {
    const { request, response } = this;
    return !request.complete && !response.shouldKeepAlive && !response.hasHeader("Connection");
  }

  /** A connection that is closed on unread data is reset, and the client never sees why: so that is read first. */
  #sendBeforeEnd(payload: readonly (string | Uint8Array)[]): void {
    const { request, response } = this;
    response.flushHeaders();
    for (const piece of payload) if (piece.length > 0) response.write(piece);
    for (const event of ["end", "close"]) request.once(event, () => response.end());
    request.resume();
  }

  /**
   * Answers with the plain page that Supervisor's clients know, below /api with a problem (RFC 9457); ends a half-sent
   * response instead.
   */
  sendError(status: number, detail = STATUS_CODES[status] ?? "Error"): void {
    if (this.response.headersSent) this.response.destroy();
    else if (this.forPrograms) {
      const problem = { type: "about:blank", title: STATUS_CODES[status] ?? "Error", status, detail };
      this.response.setHeader("Cache-Control", "no-store");
      this.send(status, "application/problem+json", `${JSON.stringify(problem)}\n`);
    } else {
      const page = errorPage(status);
      this.response.setHeader("Content-Length", page.length);
      this.send(status, "text/html", page);
    }
  }
}

let dated = { second: 0, text: "" };

/** The time in the form of HTTP's headers, which changes once a second. */
function httpDate(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dated.second) dated = { second, text: new Date(second * 1000).toUTCString() };
  return dated.text;
}

/** The body of every error response. */
export function errorPage(status: number): string {
  const message = STATUS_CODES[status] ?? "Error";
  const lines = [
    "<head>",
    "<title>Error response</title>",
    "</head>",
    "<body>",
    "<h1>Error response</h1>",
    `<p>Error code ${status}.`,
    `<p>Message: ${message}.`,
    "</body>",
  ];
  return `${lines.join("\r\n")}\r\n`;
}
