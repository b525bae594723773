/** What the tests of this folder share: real servers over a daemon in memory, and a client that sends raw bytes. */
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InetServerConfig, ServerConfig } from "../config/configuration.ts";
import { FakeControl } from "../control/fake-control.ts";
import { nodeClock } from "../system/node-clock.ts";
import { nodeFiles } from "../system/node-files.ts";
import { nodeSockets } from "../system/node-sockets.ts";
import { type HttpServers, openServers, type ServerSurroundings } from "./open-servers.ts";
import type { Route } from "./routes.ts";

export const standardInterface = {
  name: "supervisor",
  factory: "supervisor.rpcinterface:make_main_rpcinterface",
  source: { file: "supervisord.conf", line: 1 },
  options: {},
} as const;

const bigPath = "/big";

/** Its answer is more than a connection holds while nobody reads. */
export const bigRoute: Route = {
  name: "big",
  matches: (path) => path === bigPath,
  methods: ["GET"],
  handle: (exchange) => exchange.send(200, "text/plain", Buffer.alloc(20_000_000, "x")),
};

export class HttpFixture {
  readonly control = new FakeControl();
  readonly directory = mkdtempSync(join(tmpdir(), "supervisor-http-"));
  readonly said: string[] = [];
  readonly #opened: HttpServers[] = [];

  /** Path of a file in the test's own directory. */
  path(name: string): string {
    return join(this.directory, name);
  }

  inet(change: Partial<InetServerConfig> = {}): ServerConfig {
    const base = { section: "inet_http_server", host: "127.0.0.1", port: 0, request_maxbytes: 16 << 20 };
    return { kind: "inet", ...base, credentials: undefined, allowed_hosts: undefined, ...change };
  }

  unix(change: Partial<Extract<ServerConfig, { kind: "unix" }>> = {}): ServerConfig {
    const chown = { uid: undefined, gid: undefined };
    const base = { section: "unix_http_server", file: this.path("s.sock"), chmod: 0o700, request_maxbytes: 16 << 20 };
    return { kind: "unix", ...base, chown, credentials: undefined, ...change };
  }

  async open(servers: readonly ServerConfig[], change: Partial<ServerSurroundings> = {}) {
    const opened = await this.openUnadmitted(servers, change);
    if (opened.ok) opened.servers.admit();
    return opened;
  }

  /** Servers of a daemon that is not up yet. */
  async openUnadmitted(servers: readonly ServerConfig[], change: Partial<ServerSurroundings> = {}) {
    const surroundings = {
      control: this.control,
      system: { clock: nodeClock, files: nodeFiles, sockets: nodeSockets },
      version: "5.0.0",
      ...change,
    };
    const say = (line: string): number => this.said.push(line);
    const opened = await openServers({ servers, rpcInterfaces: [standardInterface] }, { ...surroundings, say });
    if (opened.ok) this.#opened.push(opened.servers);
    return opened;
  }

  /** Opens one inet server and gives its port. */
  async port(config: Partial<InetServerConfig> = {}, change: Partial<ServerSurroundings> = {}): Promise<number> {
    const opened = await this.open([this.inet(config)], change);
    if (!opened.ok) throw new Error(opened.reason);
    return opened.servers.inetPorts[0] ?? 0;
  }

  /** Open connections to its servers. */
  get connections(): number {
    return this.#opened.reduce((sum, { connections }) => sum + connections, 0);
  }

  /**
   * Waits for as long as a server lets a reader take nothing: until it has cut off one that does, which only the server can do.
   * It needs `bigRoute`.
   */
  async untilStallIsOver(port: number): Promise<void> {
    const others = this.connections;
    const reader = new RawClient(port);
    reader.socket.pause();
    reader.send(get(bigPath));
    await eventually(() => this.connections === others + 1);
    await eventually(() => this.connections === others);
    reader.close();
  }

  async close(): Promise<void> {
    await Promise.all(this.#opened.map((servers) => servers.close()));
    rmSync(this.directory, { recursive: true });
  }
}

/** A connection that keeps what has arrived. */
export class RawClient {
  readonly socket: Socket;
  #received = "";
  ended = false;
  readonly #waiters = new Set<() => void>();

  constructor(target: number | string) {
    this.socket = typeof target === "number" ? connect(target, "127.0.0.1") : connect(target);
    this.socket.setEncoding("latin1");
    this.socket.on("data", (chunk: string) => {
      this.#received += chunk;
      this.#wake();
    });
    this.socket.on("error", () => {});
    this.socket.on("close", () => {
      this.ended = true;
      this.#wake();
    });
  }

  get received(): string {
    return this.#received;
  }

  send(text: string | Uint8Array): this {
    this.socket.write(text);
    return this;
  }

  /** Waits until what has arrived matches, or the connection has ended; fails after ten seconds. */
  async until(wanted: RegExp | "end"): Promise<string> {
    if (wanted === "end") await this.#when(() => this.ended);
    else await this.#when(() => wanted.test(this.#received) || this.ended);
    if (wanted !== "end" && !wanted.test(this.#received)) throw new Error(`ended before ${wanted}: ${this.#received}`);
    return this.#received;
  }

  /** Sends a request and waits for the whole answer; the connection stays open. */
  async ask(request: string): Promise<string> {
    const from = this.#received.length;
    this.send(request);
    const answer = (): string => this.#received.slice(from);
    await this.#when(() => this.ended || isWhole(answer(), request.startsWith("HEAD")));
    return answer();
  }

  async #when(condition: () => boolean): Promise<void> {
    const deadline = Date.now() + 10_000;
    while (!condition()) {
      if (Date.now() > deadline) throw new Error(`nothing more came after: ${this.#received.slice(-500)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000);
        this.#waiters.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  close(): void {
    this.socket.destroy();
  }

  #wake(): void {
    for (const waiter of [...this.#waiters]) {
      this.#waiters.delete(waiter);
      waiter();
    }
  }
}

function isWhole(answer: string, headersOnly: boolean): boolean {
  const head = answer.indexOf("\r\n\r\n");
  const length = headersOnly ? 0 : Number(/^content-length: (\d+)/im.exec(answer)?.[1]);
  return head !== -1 && answer.length >= head + 4 + length;
}

/** The answer to one request on a connection of its own. */
export async function exchange(target: number | string, request: string): Promise<string> {
  const client = new RawClient(target);
  const answer = await client.ask(request);
  client.close();
  return answer;
}

/** A POST to /RPC2. */
export function post(body: string, headers = "", path = "/RPC2"): string {
  return `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;
}

export function get(path: string, headers = "", method = "GET"): string {
  return `${method} ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;
}

/** Lets the event loop turn until the condition holds; fails after ten seconds. */
export async function eventually(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`never came true: ${condition}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
