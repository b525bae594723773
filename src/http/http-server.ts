/**
 * One listening server: connections, authentication, the order of requests, and the containment of everything that can
 * go wrong with a client. What it serves is in the route table.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { ServerConfig } from "../config/configuration.ts";
import type { ActivityLog } from "../logging/logs.ts";
import type { Clock } from "../system/system.ts";
import { AccessLog } from "./access-log.ts";
import type { Admission } from "./admission.ts";
import { isAllowedHost } from "./allowed-host.ts";
import { type Connection, Connections } from "./connections.ts";
import { Credentials } from "./credentials.ts";
import { Exchange, errorPage } from "./exchange.ts";
import { FailedLogins } from "./failed-logins.ts";
import { isForeign } from "./foreign-origin.ts";
import { answer, type Route } from "./routes.ts";

export interface HttpServerOptions {
  readonly routes: readonly Route[];
  readonly config: ServerConfig;
  readonly log: ActivityLog;
  readonly clock: Pick<Clock, "after" | "monotonicMs">;
  readonly admission: Admission;
  /**
   * How long an answer may wait without its reader taking anything of it, in milliseconds. A stream of events writes a
   * comment more often than that.
   */
  readonly maxStallMs?: number;
}

const usualStallMs = 60_000;
/** Time for answers that are under way when the server closes. */
const closeGraceMs = 1000;
/** Requests that one connection may send ahead of their answers. */
const maxPipelined = 256;
/** What of a refused request's body is taken off the wire, so that the client gets to read the refusal. */
const maxDiscardedBytes = 65_536;
const maxDiscardMs = 2000;

export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #credentials: Credentials | undefined;
  readonly #accessLog: AccessLog;
  readonly #failedLogins: FailedLogins;
  /** Being answered. */
  readonly #exchanges = new Set<Exchange>();
  #closing = false;
  readonly #connections: Connections;
  readonly server: Server;

  constructor(options: HttpServerOptions) {
    this.#options = options;
    const { section, credentials } = options.config;
    this.#credentials = credentials && new Credentials(credentials);
    this.#accessLog = new AccessLog(options.log);
    this.#failedLogins = new FailedLogins(section, options.log, options.clock);
    this.#connections = new Connections(options.clock);
    this.server = createServer({
      // Node's own timers would wake the daemon for ever; `Connections` does what they are for.
      connectionsCheckingInterval: 2 ** 31 - 1,
      headersTimeout: 0,
      requestTimeout: 0,
      keepAliveTimeout: 0,
      // Over TCP, clients that have vanished are found out by the kernel.
      keepAlive: true,
      keepAliveInitialDelay: 60_000,
      noDelay: true,
      requireHostHeader: false,
    });
    const onRequest = (request: IncomingMessage, response: ServerResponse): void => this.#onRequest(request, response);
    this.server.on("connection", (socket: Socket) => this.#onConnection(socket));
    this.server.on("request", onRequest);
    this.server.on("checkContinue", onRequest);
    this.server.on("error", (error) => {
      // Before that it is told to whoever tried to listen.
      if (this.server.listening) options.log.log("error", `HTTP server: ${error.message}`);
    });
    this.server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => refuse(socket, error.code));
    this.server.on("connect", (_request: IncomingMessage, socket: Socket) => refuse(socket, undefined));
  }

  /** How many are open. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Stops listening, ends streams, lets answers that are under way finish, then ends all connections. */
  async close(): Promise<void> {
    const { server } = this;
    this.#closing = true;
    for (const exchange of this.#exchanges) exchange.end();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const grace = this.#options.clock.after(closeGraceMs, () => server.closeAllConnections());
    await closed;
    grace.cancel();
  }

  #onConnection(socket: Socket): void {
    socket.on("error", () => {});
    this.#connections.add(socket);
  }

  /** One connection's requests are handled one after another, in the order in which they came. */
  #onRequest(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const connection = this.#connections.get(socket);
    if (connection === undefined || connection.begin() > maxPipelined) {
      socket.destroy();
      return;
    }
    // Without a listener, an error of a vanished client would end the daemon.
    request.on("error", () => {});
    response.on("error", () => {});
    connection.inTurn(async () => {
      if (!socket.destroyed) await this.#handle(request, response, connection);
      connection.rest();
      if (this.#closing) this.server.closeIdleConnections();
    });
  }

  /** Resolves when the response has ended, one way or another. Never rejects. */
  async #handle(request: IncomingMessage, response: ServerResponse, connection: Connection): Promise<void> {
    const finished = new Promise<void>((resolve) => response.once("close", resolve));
    const exchange = new Exchange(request, response, this.#options.config);
    this.#exchanges.add(exchange);
    if (this.#closing) {
      response.setHeader("Connection", "close");
      exchange.end();
    }
    this.#accessLog.watch(exchange);
    try {
      await this.#answer(exchange, connection);
    } catch (error) {
      const what = error instanceof Error ? error.stack : String(error);
      this.#options.log.log("error", `HTTP request ${exchange.method} ${exchange.path} failed unexpectedly: ${what}`);
      exchange.sendError(500);
    }
    // Whoever waits for nothing but its reader does not wait for ever. The timer sees each byte that leaves.
    const { socket } = request;
    if (!exchange.endless && !response.closed) socket.setTimeout(this.#options.maxStallMs ?? usualStallMs);
    await finished;
    socket.setTimeout(0);
    this.#exchanges.delete(exchange);
    exchange.end();
  }

  async #answer(exchange: Exchange, connection: Connection): Promise<void> {
    const { request, response } = exchange;
    if (this.#credentials !== undefined && !this.#credentials.accept(request.headers.authorization)) {
      const { authorization } = request.headers;
      await this.#discardBody(request);
      // A browser's or client's first request has none, and is told at once that it needs some.
      if (authorization !== undefined) {
        const { remoteAddress } = request.socket;
        if ((await this.#failedLogins.refuse(authorization, remoteAddress)) === "cut-off") {
          request.socket.destroy();
          return;
        }
      }
      response.setHeader("Connection", "close");
      response.setHeader("WWW-Authenticate", 'Basic realm="default"');
      exchange.sendError(401, "credentials are missing or wrong");
      return;
    }
    // Without credentials anybody may begin a request: it counts when it is whole.
    const isWhole = this.#credentials !== undefined || request.complete;
    connection.trust(isWhole);
    if (!isWhole) request.once("end", () => connection.trust(true));
    const { admission, config } = this.#options;
    if (config.kind === "inet" && config.allowed_hosts && !isAllowedHost(request.headers.host, config.allowed_hosts)) {
      exchange.sendError(421, "this name is not among allowed_hosts of the server");
      return;
    }
    if (exchange.method !== "GET" && exchange.method !== "HEAD" && isForeign(request.headers)) {
      exchange.sendError(403, "a page of another origin may not change anything");
      return;
    }
    if (await admission.passed(exchange)) await answer(this.#options.routes, exchange);
    else request.socket.destroy();
  }

  /** A connection that is closed on unread data is reset, and the client may never see why. */
  #discardBody(request: IncomingMessage): Promise<void> {
    if (request.complete || request.headers.expect !== undefined) return Promise.resolve();
    return new Promise((resolve) => {
      let size = 0;
      const timer = this.#options.clock.after(maxDiscardMs, done);
      request.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxDiscardedBytes) done();
      });
      request.once("end", done);
      request.once("close", done);
      function done(): void {
        timer.cancel();
        resolve();
      }
    });
  }
}

/** Answers what is no HTTP. */
function refuse(socket: Socket, code: string | undefined): void {
  if (!socket.writable || code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const [status, reason] =
    code === "HPE_HEADER_OVERFLOW"
      ? ([431, "Request Header Fields Too Large"] as const)
      : ([400, "Bad Request"] as const);
  const body = errorPage(status);
  const headers = ["Server: supervisor-ts", `Date: ${new Date().toUTCString()}`, "Connection: close"];
  headers.push(`Content-Length: ${body.length}`, "Content-Type: text/html");
  socket.end(`HTTP/1.1 ${status} ${reason}\r\n${headers.join("\r\n")}\r\n\r\n${body}`);
}
