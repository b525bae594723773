/** A daemon under measurement: ours or Debian's, started on the same configuration. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../bin/", import.meta.url));

export interface Contestant {
  readonly name: string;
  readonly supervisord: string;
  readonly supervisorctl: string;
}

export const ours: Contestant = {
  name: "supervisor-ts",
  supervisord: join(bin, "supervisord"),
  supervisorctl: join(bin, "supervisorctl"),
};

export const peer: Contestant = {
  name: "Supervisor 4.2.5",
  supervisord: "/usr/bin/supervisord",
  supervisorctl: "/usr/bin/supervisorctl",
};

/** CPU time in seconds and private memory in kilobytes, of the daemon alone. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly privateKb: number;
}

const ticksPerSecond = Number(spawnSync("getconf", ["CLK_TCK"], { encoding: "utf8" }).stdout) || 100;

export class Arena {
  readonly directory = mkdtempSync(join(tmpdir(), "supervisor-bench-"));
  readonly #contestant: Contestant;
  readonly #configuration: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #child: ChildProcess | undefined;

  constructor(contestant: Contestant, programs: string) {
    this.#contestant = contestant;
    this.#configuration = join(this.directory, "supervisord.conf");
    writeFileSync(
      this.#configuration,
      `[supervisord]
nodaemon=true
silent=true
user=${process.getuid?.() ?? 0}
logfile=@DIR@/supervisord.log
pidfile=@DIR@/supervisord.pid
childlogdir=@DIR@
[unix_http_server]
file=@DIR@/supervisor.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://@DIR@/supervisor.sock
${programs}
`.replaceAll("@DIR@", this.directory),
    );
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Starts the daemon and returns once it has answered a call. */
  async start(): Promise<void> {
    this.#child = spawn(this.#contestant.supervisord, ["-c", this.#configuration], {
      cwd: this.directory,
      stdio: ["ignore", "ignore", "inherit"],
    });
    for (;;) {
      if (this.#child.exitCode !== null) throw new Error(`${this.#contestant.name} ended: ${this.#child.exitCode}`);
      if (existsSync(join(this.directory, "supervisor.sock"))) {
        try {
          await this.call("supervisor.getState");
          return;
        } catch {
          // not listening yet
        }
      }
      await sleep(1);
    }
  }

  /** Calls an XML-RPC method without arguments; returns the answer's text. */
  call(method: string): Promise<string> {
    const body = `<?xml version='1.0'?><methodCall><methodName>${method}</methodName><params></params></methodCall>`;
    return new Promise((resolve, reject) => {
      const call = request(
        {
          socketPath: join(this.directory, "supervisor.sock"),
          path: "/RPC2",
          method: "POST",
          agent: this.#agent,
          headers: { "Content-Type": "text/xml", "Content-Length": Buffer.byteLength(body) },
        },
        (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (chunk) => {
            text += chunk;
          });
          response.on("end", () => resolve(text));
          response.on("error", reject);
        },
      );
      call.on("error", reject);
      call.end(body);
    });
  }

  /** Polls getAllProcessInfo until `count` processes are in `state`. */
  async untilStates(state: string, count: number): Promise<void> {
    const pattern = new RegExp(`<string>${state}</string>`, "g");
    while (((await this.call("supervisor.getAllProcessInfo")).match(pattern) ?? []).length < count) await sleep(5);
  }

  ctl(...args: readonly string[]): void {
    spawnSync(this.#contestant.supervisorctl, ["-c", this.#configuration, ...args], { cwd: this.directory });
  }

  usage(): Usage {
    const stat = readFileSync(`/proc/${this.pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const memory = readFileSync(`/proc/${this.pid}/smaps_rollup`, "utf8");
    const sum = (key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+)`, "m").exec(memory)?.[1] ?? 0);
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
      privateKb: sum("Private_Dirty") + sum("Private_Clean"),
    };
  }

  /** Ends the daemon in an orderly way. */
  async stop(): Promise<void> {
    this.#agent.destroy();
    const child = this.#child;
    if (child !== undefined && child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    rmSync(this.directory, { recursive: true, force: true });
  }
}
