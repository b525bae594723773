import { statSync } from "node:fs";
import { Agent, type ClientRequest, type IncomingMessage, request as openRequest } from "node:http";
import { ConnectionError, connectionErrorOf, errorCode } from "./connection-error.ts";
import { type Credentials, parseServerUrl, type ServerAddress, serverUrlOf } from "./server-address.ts";

export interface HttpConnectionOptions {
  readonly address: ServerAddress;
  readonly credentials?: Credentials | undefined;
}

export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: string;
  /** Types of answers that are understood. */
  readonly accept?: string;
  /** Milliseconds until the whole answer must be there (for a stream: until its head is). Undefined: no limit. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Connections to one server, kept alive between requests; 64 at once at most, beside streams, which are long. */
export class HttpConnection {
  /** The server's URL, for messages. */
  readonly url: string;
  readonly #target: { readonly socketPath: string } | { readonly host: string; readonly port: number };
  readonly #headers: Readonly<Record<string, string>>;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64, ...noServerName });
  /** Made when it is needed. */
  #streamAgent: Agent | undefined;

  constructor({ address, credentials }: HttpConnectionOptions) {
    this.url = serverUrlOf(address);
    this.#target = address.kind === "unix" ? { socketPath: address.path } : { host: address.host, port: address.port };
    const host = address.kind === "unix" ? "localhost" : this.url.slice("http://".length);
    this.#headers = { Host: host, ...(credentials === undefined ? {} : authorization(credentials)) };
  }

  /** Sends a request and reads the whole body. Rejects with ConnectionError or with the signal's reason. */
  async exchange(request: HttpRequest): Promise<Buffer> {
    const abort = new AbortController();
    const stopTimer = this.#startTimer(request.timeoutMs, abort);
    const unlink = follow(request.signal, abort);
    try {
      const response = await this.#send(request, abort.signal);
      return await this.#readBody(response, abort.signal);
    } finally {
      stopTimer();
      unlink();
    }
  }

  /** Sends a request and yields the body as it comes. Throws ConnectionError or the signal's reason. */
  async *stream(request: HttpRequest): AsyncGenerator<Buffer, void, undefined> {
    const abort = new AbortController();
    const stopTimer = this.#startTimer(request.timeoutMs, abort);
    const unlink = follow(request.signal, abort);
    let response: IncomingMessage | undefined;
    try {
      this.#streamAgent ??= new Agent({ keepAlive: true, ...noServerName });
      response = await this.#send(request, abort.signal, this.#streamAgent);
      stopTimer();
      for await (const chunk of response) yield chunk as Buffer;
    } catch (error) {
      throw this.#explain(error, abort.signal);
    } finally {
      stopTimer();
      unlink();
      response?.destroy();
    }
  }

  /** Closes idle connections and lets the process end. */
  close(): void {
    this.#agent.destroy();
    this.#streamAgent?.destroy();
  }

  async #send(request: HttpRequest, signal: AbortSignal, agent = this.#agent): Promise<IncomingMessage> {
    signal.throwIfAborted();
    const begin = process.uptime();
    let attempt = await this.#attempt(request, signal, agent);
    // The server may close a kept connection at the moment in which the next request is written. It has then not read
    // that request, so that a second attempt repeats nothing. A request that was under way for longer was read: a
    // server that dies over it must not find it again when it is back.
    const wasUnread = (process.uptime() - begin) * 1000 < crossingMs;
    if (
      wasUnread &&
      !("response" in attempt) &&
      attempt.request.reusedSocket &&
      errorCode(attempt.error) === "ECONNRESET"
    ) {
      attempt = await this.#attempt(request, signal, agent);
    }
    if (!("response" in attempt)) throw this.#explain(attempt.error, signal);
    const { response } = attempt;
    const status = response.statusCode ?? 0;
    if (status === 200) return response;
    response.destroy();
    throw refusal(this.url, request, status, response.statusMessage ?? "");
  }

  #attempt(request: HttpRequest, signal: AbortSignal, agent: Agent): Promise<Attempt> {
    return new Promise((resolve) => {
      const body = request.body === undefined ? undefined : Buffer.from(request.body);
      const headers = {
        ...this.#headers,
        ...(request.accept === undefined ? {} : { Accept: request.accept }),
        ...(body === undefined ? {} : { "Content-Type": "text/xml", "Content-Length": body.length }),
      };
      const sent = openRequest({
        ...this.#target,
        agent,
        method: request.method,
        path: request.path,
        headers,
        signal,
      });
      sent.on("response", (response) => resolve({ request: sent, response }));
      sent.on("error", (error) => resolve({ request: sent, error }));
      sent.end(body);
    });
  }

  async #readBody(response: IncomingMessage, signal: AbortSignal): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of response) {
        chunks.push(chunk as Buffer);
        size += (chunk as Buffer).length;
        if (size > maxAnswerBytes) throw new ConnectionError("not-supervisord", this.url, "the answer has no end");
      }
    } catch (error) {
      throw this.#explain(error, signal);
    }
    return Buffer.concat(chunks);
  }

  #startTimer(timeoutMs: number | undefined, abort: AbortController): () => void {
    if (timeoutMs === undefined) return () => {};
    const timer = setTimeout(() => {
      abort.abort(new ConnectionError("timeout", this.url, `no answer within ${timeoutMs / 1000} seconds`));
    }, timeoutMs);
    return () => clearTimeout(timer);
  }

  #explain(error: unknown, signal: AbortSignal): unknown {
    if (signal.aborted) return signal.reason;
    if (error instanceof ConnectionError) return error;
    // connect(2) says the same of a socket without a server and of what is no socket at all.
    const isRefused = errorCode(error) === "ECONNREFUSED" && "socketPath" in this.#target;
    if (isRefused && !isSocket(this.#target.socketPath)) {
      return new ConnectionError("refused", this.url, "the file is not a socket", { cause: error });
    }
    return connectionErrorOf(this.url, error);
  }
}

/** For TLS only. Node would find one out, and its pattern for IPv6 addresses takes 4 ms to compile. */
const noServerName = { servername: "" };

/** No longer than the way to the farthest server and back. */
const crossingMs = 1_000;

/** More than the longest log that XML-RPC is of any use for; what exceeds it would only fill the memory. */
const maxAnswerBytes = 256 * 1024 * 1024;

function isSocket(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isSocket() ?? true;
}

/** A connection to what a user of the library names. Throws RangeError for a URL that no server can have. */
export function connectTo(server: string | ServerAddress, credentials: Credentials | undefined): HttpConnection {
  if (typeof server !== "string") return new HttpConnection({ address: server, credentials });
  const parsed = parseServerUrl(server);
  if (!parsed.ok) throw new RangeError(parsed.reason);
  return new HttpConnection({ address: parsed.address, credentials: credentials ?? parsed.credentials });
}

type Attempt =
  | { readonly request: ClientRequest; readonly response: IncomingMessage }
  | { readonly request: ClientRequest; readonly error: unknown };

function follow(signal: AbortSignal | undefined, abort: AbortController): () => void {
  if (signal === undefined) return () => {};
  const pass = () => abort.abort(signal.reason);
  if (signal.aborted) pass();
  signal.addEventListener("abort", pass, { once: true });
  return () => signal.removeEventListener("abort", pass);
}

function authorization({ username, password }: Credentials): Readonly<Record<string, string>> {
  return { Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` };
}

function refusal(url: string, request: HttpRequest, status: number, reason: string): ConnectionError {
  const answer = `HTTP status ${status}${reason === "" ? "" : ` ${reason}`}`;
  if (status === 401) return new ConnectionError("unauthorized", url, "the server requires authentication", { status });
  if (status === 403) return new ConnectionError("forbidden", url, `${answer} for ${request.path}`, { status });
  if (request.path === rpcPath && status !== 500 && status !== 503) {
    return new ConnectionError("not-supervisord", url, `${answer} for ${request.path}, not a supervisord`, { status });
  }
  return new ConnectionError("http-status", url, `${answer} for ${request.path}`, { status });
}

/** Path of the XML-RPC interface. */
export const rpcPath = "/RPC2";
