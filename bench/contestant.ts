/** A daemon under measurement: ours or Debian's, started on the same configuration. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/** In memory where there is such a place: when the kernel writes to the disc is nobody's merit, and doubles a figure at times. */
const arenas = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** Of the daemon alone, with all its threads. */
export interface Usage {
  readonly cpuSeconds: number;
  /** How often the kernel put one of its threads on a core. */
  readonly wakeUps: number;
  readonly privateKb: number;
  readonly residentKb: number;
}

export class Arena {
  readonly directory = mkdtempSync(join(arenas, "supervisor-bench-"));
  readonly #contestant: Contestant;
  readonly #configuration: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #child: ChildProcess | undefined;

  /** @param options lines of the section of the daemon itself */
  constructor(contestant: Contestant, programs: string, options = "") {
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
${options}
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

  /** Starts the daemon, and waits for nothing. */
  launch(): void {
    this.#child = spawn(this.#contestant.supervisord, ["-c", this.#configuration], {
      cwd: this.directory,
      stdio: ["ignore", "ignore", "inherit"],
    });
  }

  /** Starts the daemon and returns once it has answered a call. */
  async start(): Promise<void> {
    this.launch();
    await this.untilAnswering();
  }

  async untilAnswering(): Promise<void> {
    for (;;) {
      const exitCode = this.#child?.exitCode ?? null;
      if (exitCode !== null) throw new Error(`${this.#contestant.name} ended: ${exitCode}`);
      if (existsSync(this.socketPath)) {
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

  get socketPath(): string {
    return join(this.directory, "supervisor.sock");
  }

  /** Calls an XML-RPC method with texts as its arguments; returns the answer's text. */
  call(method: string, ...texts: readonly string[]): Promise<string> {
    const params = texts.map((text) => `<param><value><string>${text}</string></value></param>`).join("");
    const body = `<?xml version='1.0'?><methodCall><methodName>${method}</methodName><params>${params}</params></methodCall>`;
    return new Promise((resolve, reject) => {
      const call = request(
        {
          socketPath: this.socketPath,
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

  /** Until it has had `count` children at once. */
  async untilChildren(count: number): Promise<void> {
    while (this.children() < count) await sleep(count > 2_000 ? 20 : 2);
  }

  ctl(...args: readonly string[]): void {
    spawnSync(this.#contestant.supervisorctl, ["-c", this.#configuration, ...args], { cwd: this.directory });
  }

  usage(): Usage {
    const memory = readFileSync(`/proc/${this.pid}/smaps_rollup`, "utf8");
    const sum = (key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+)`, "m").exec(memory)?.[1] ?? 0);
    return { ...this.work(), privateKb: sum("Private_Dirty") + sum("Private_Clean"), residentKb: sum("Rss") };
  }

  /** What it has done so far; costs the daemon nothing. */
  work(): Pick<Usage, "cpuSeconds" | "wakeUps"> {
    return workOf(this.pid);
  }

  /** How many children it has now; costs the daemon nothing. */
  children(): number {
    return readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, "utf8").split(" ").length - 1;
  }

  /** Its children whose command line contains `words`. */
  childrenWith(words: string): readonly number[] {
    const text = readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, "utf8");
    const pids = text.split(" ").map(Number);
    const command = (pid: number): string => readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return pids.filter((pid) => pid > 0 && command(pid).includes(words));
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

/** What the threads of a process have done so far, to the microsecond. */
export function workOf(pid: number): Pick<Usage, "cpuSeconds" | "wakeUps"> {
  const tasks = `/proc/${pid}/task`;
  const threads = readdirSync(tasks).map((id) => readFileSync(join(tasks, id, "schedstat"), "utf8").split(" "));
  return {
    cpuSeconds: threads.reduce((total, [onCpuNs]) => total + Number(onCpuNs) / 1e9, 0),
    wakeUps: threads.reduce((total, [, , slices]) => total + Number(slices), 0),
  };
}
