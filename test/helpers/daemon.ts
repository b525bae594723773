/** A real daemon in a temporary directory, for integration tests: ours from bin/, or Debian's. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { request } from "node:http";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProcessInfo } from "../../src/client/results.ts";
import { parseResponse } from "../../src/xmlrpc/parse-response.ts";
import { until } from "./until.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const bin = join(root, "bin");
/** Debian's Supervisor, the peer. */
export const peerSupervisord = "/usr/bin/supervisord";
export const peerSupervisorctl = "/usr/bin/supervisorctl";

export interface Completed {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface DaemonOptions {
  /** Sections besides [supervisord], [unix_http_server], [rpcinterface:supervisor] and [supervisorctl]. `@DIR@` is the directory. */
  readonly programs?: string;
  /** Further lines of [supervisord]. */
  readonly supervisord?: string;
  /** Whether there is a section [rpcinterface:supervisor]; default true. */
  readonly rpcInterface?: false;
  /** Further files, by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly executable?: string;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /**
   * Where its standard output and error go: a file (default), or a socket that the test reads. A test that waits for a
   * command reads nothing meanwhile, and a daemon that writes much would wait for the test.
   */
  readonly output?: "file" | "socket";
}

/** Runs a command to its end. */
export function complete(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Completed {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8", timeout: 60_000, ...options });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

const rpcInterface = `[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface`;

const shownOutputBytes = 4 << 20;

/** Daemons that no test has stopped yet. */
const running = new Set<ChildProcess>();

process.on("exit", () => {
  for (const child of running) {
    console.error(`a test has left supervisord running, pid ${child.pid}`);
    child.kill("SIGTERM");
    process.exitCode = 1;
  }
});

export class Daemon {
  readonly directory: string;
  readonly socket: string;
  readonly configuration: string;
  readonly #options: DaemonOptions;
  #child: ChildProcess | undefined;
  /** Beside the directory, in which tests look at every file. */
  readonly #outputFile: string;
  #read = "";

  constructor(options: DaemonOptions = {}) {
    this.#options = options;
    this.directory = mkdtempSync(join(tmpdir(), "supervisor-test-"));
    this.#outputFile = `${this.directory}.output`;
    this.socket = join(this.directory, "supervisor.sock");
    this.configuration = join(this.directory, "supervisord.conf");
    const place = (text: string): string => text.replaceAll("@DIR@", this.directory);
    writeFileSync(
      this.configuration,
      place(`[supervisord]
logfile=@DIR@/supervisord.log
pidfile=@DIR@/supervisord.pid
childlogdir=@DIR@
loglevel=debug
${options.supervisord ?? ""}
[unix_http_server]
file=@DIR@/supervisor.sock
${options.rpcInterface === false ? "" : rpcInterface}
[supervisorctl]
serverurl=unix://@DIR@/supervisor.sock
${options.programs ?? ""}
`),
    );
    for (const [name, text] of Object.entries(options.files ?? {})) {
      mkdirSync(join(this.directory, name, ".."), { recursive: true });
      writeFileSync(join(this.directory, name), place(text));
    }
  }

  /** Starts it in the foreground and waits until it answers. */
  async start(): Promise<this> {
    const { executable = join(bin, "supervisord"), args = [] } = this.#options;
    return await this.startAs(executable, ["-n", "-c", this.configuration, ...args]);
  }

  /** The same with a command line of the test's own. */
  async startAs(command: string, args: readonly string[]): Promise<this> {
    const { env = process.env, output = "file" } = this.#options;
    const target = output === "file" ? openSync(this.#outputFile, "a") : "pipe"; // which is a socket with Node
    const child = spawn(command, args, { cwd: this.directory, env, stdio: ["ignore", target, target] });
    if (typeof target === "number") closeSync(target);
    this.#child = child;
    // A test that fails and leaves it shall fail, not wait for it.
    child.unref();
    running.add(child);
    child.once("exit", () => running.delete(child));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk) => (this.#read += String(chunk)));
      (stream as Socket | null)?.unref();
    }
    await until("the daemon answers", () => {
      if (child.exitCode !== null) throw new Error(`supervisord ended with ${child.exitCode}:\n${this.output}`);
      if (!existsSync(this.socket)) return false;
      return this.rpc("supervisor.getState").then(
        () => true,
        () => false,
      );
    });
    return this;
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error("not started");
    return this.#child.pid;
  }

  /** What it wrote on its standard output and error; of a file the first megabytes. */
  get output(): string {
    if (!existsSync(this.#outputFile)) return this.#read;
    const fd = openSync(this.#outputFile, "r");
    const bytes = Buffer.alloc(shownOutputBytes);
    const length = readSync(fd, bytes, 0, bytes.length, 0);
    closeSync(fd);
    return bytes.toString("utf8", 0, length);
  }

  get log(): string {
    return this.read("supervisord.log");
  }

  read(name: string, encoding: BufferEncoding = "utf8"): string {
    return readFileSync(join(this.directory, name), encoding);
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  /** Runs our supervisorctl (or the given one) against it. */
  ctl(...args: readonly string[]): Completed {
    return complete(join(bin, "supervisorctl"), ["-c", this.configuration, ...args], { cwd: this.directory });
  }

  peerCtl(...args: readonly string[]): Completed {
    return complete(peerSupervisorctl, ["-c", this.configuration, ...args], { cwd: this.directory });
  }

  /** Calls an XML-RPC method over the socket and returns the answer's XML. */
  rpc(method: string, ...params: readonly (string | number | boolean)[]): Promise<string> {
    const values = params.map((value) => {
      if (typeof value === "number") return `<int>${value}</int>`;
      if (typeof value === "boolean") return `<boolean>${value ? 1 : 0}</boolean>`;
      return `<string>${value.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</string>`;
    });
    const body = `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${values
      .map((value) => `<param><value>${value}</value></param>`)
      .join("")}</params></methodCall>`;
    return new Promise((resolve, reject) => {
      const call = request({ socketPath: this.socket, path: "/RPC2", method: "POST", agent: false }, (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => resolve(text));
      });
      call.on("error", reject);
      call.setHeader("Content-Type", "text/xml");
      call.end(body);
    });
  }

  /** What getAllProcessInfo tells, by `group:name` or `name`. */
  async processes(): Promise<ReadonlyMap<string, ProcessInfo>> {
    const answer = parseResponse(await this.rpc("supervisor.getAllProcessInfo"));
    if (answer.kind !== "value") throw new Error(`getAllProcessInfo: ${JSON.stringify(answer)}`);
    const infos = answer.value as unknown as readonly ProcessInfo[];
    return new Map(infos.map((info) => [info.group === info.name ? info.name : `${info.group}:${info.name}`, info]));
  }

  /** pid of a process; 0 if it has none, or while nobody answers. */
  async pidOf(name: string): Promise<number> {
    const info = await this.#processInfo(name).catch(() => undefined);
    return info?.pid ?? 0;
  }

  /** The state of each process by `group:name` or `name`. */
  async states(): Promise<ReadonlyMap<string, string>> {
    return new Map([...(await this.processes())].map(([name, { statename }]) => [name, statename]));
  }

  /** The state of one process; undefined if there is none of this name. */
  async stateOf(name: string): Promise<string | undefined> {
    return (await this.#processInfo(name))?.statename;
  }

  async #processInfo(name: string): Promise<ProcessInfo | undefined> {
    const answer = parseResponse(await this.rpc("supervisor.getProcessInfo", name));
    return answer.kind === "value" ? (answer.value as unknown as ProcessInfo) : undefined;
  }

  async untilState(name: string, state: string): Promise<void> {
    // The daemon may be between two lives.
    const now = () => this.stateOf(name).catch(() => undefined);
    await until(`${name} is ${state}`, async () => (await now()) === state);
  }

  /** Number of open descriptors of the daemon. */
  get descriptors(): number {
    return readdirSync(`/proc/${this.pid}/fd`).length;
  }

  /** What its descriptors point at. */
  get descriptorTargets(): string[] {
    return readdirSync(`/proc/${this.pid}/fd`).flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/${this.pid}/fd/${fd}`)];
      } catch {
        return [];
      }
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Waits for its end; returns the exit status. */
  async ended(): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const timer = setTimeout(() => child.kill("SIGKILL"), 60_000);
    await once(child, "exit");
    clearTimeout(timer);
    return child.exitCode;
  }

  /** Stops it in an orderly way and removes the directory. Returns the exit status. */
  async stop(): Promise<number | null> {
    this.signal("SIGTERM");
    const status = await this.ended();
    await this.#endBackground();
    rmSync(this.directory, { recursive: true, force: true });
    this.#read = this.output;
    rmSync(this.#outputFile, { force: true });
    return status;
  }

  /** Ends the daemon that a test has started in the background and not ended itself. */
  async #endBackground(): Promise<void> {
    if (!existsSync(this.path("supervisord.pid"))) return;
    const pid = Number(this.read("supervisord.pid"));
    if (!(pid > 1) || !isAlive(pid) || !readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(this.configuration))
      return;
    process.kill(pid, "SIGTERM");
    await until("the daemon in the background has ended", () => !isAlive(pid));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** True while a process with this pid exists and is no zombie. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
