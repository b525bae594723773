/**
 * Scenarios of supervisorctl: tables of commands that are run by Debian's supervisorctl under Debian's supervisord, and in
 * the same order by ours, each on a daemon of its own. Standard output and exit status have to be the same.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SupervisorClient } from "../../src/client/supervisor-client.ts";
import { ctlInProcess } from "../helpers/ctl-in-process.ts";
import { bin, Daemon, peerSupervisorctl, peerSupervisord } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { until } from "../helpers/until.ts";
import { runPeer } from "./peer-commands.ts";
import { stirring } from "./stirring.ts";

export interface Scenario {
  readonly title: string;
  /** Sections of the configuration besides those that every daemon has; `@DIR@` is its directory. */
  readonly programs: string;
  readonly supervisord?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Whether there is a section [rpcinterface:supervisor]; default true. */
  readonly rpcInterface?: false;
  /** No daemon is started. */
  readonly withoutDaemon?: true;
  /** Done once, when the daemon is up. */
  readonly before?: (arena: Arena) => Promise<void>;
  readonly steps: readonly Step[];
}

/** One command. */
export interface Step {
  /** Words after `supervisorctl -c CONFIGURATION`, separated by spaces; `@DIR@` is the daemon's directory. */
  readonly run: string;
  /** Only the words, without `-c CONFIGURATION`. */
  readonly bare?: true;
  /** The server is not asked anything, so that only ours is compared and only once. */
  readonly local?: true;
  /** Said in the test's title when the words do not say it. */
  readonly when?: string;
  readonly input?: string;
  /** Done before the command. */
  readonly first?: (arena: Arena) => Promise<void> | void;
  /** Ctrl-C (SIGINT) once this is on standard output. */
  readonly interruptAt?: string;
  /** Where ours is different on purpose. */
  readonly differs?: Difference;
  /** What is compared instead of the whole output. */
  readonly only?: (stdout: string) => string;
}

export interface Difference {
  readonly because: string;
  /** What ours prints instead, after `normalise`. */
  readonly stdout?: string | RegExp;
  readonly status?: number;
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

export type Whose = "ours" | "Debian's";

/** A daemon and the supervisorctl that is used on it. */
export class Arena {
  readonly ctl: Whose;
  /** Whose the daemon is. */
  readonly #of: Whose;
  readonly daemon: Daemon;
  readonly isStarted: boolean;
  readonly client: SupervisorClient;
  readonly port: number;
  readonly #remembered = new Map<string, number>();

  private constructor(ctl: Whose, of: Whose, daemon: Daemon, isStarted: boolean, port: number) {
    this.ctl = ctl;
    this.#of = of;
    this.daemon = daemon;
    this.isStarted = isStarted;
    this.port = port;
    this.client = new SupervisorClient(`unix://${daemon.socket}`, {
      credentials: { username: "user", password: "secret" },
    });
  }

  static async open(scenario: Scenario, ctl: Whose, of: Whose): Promise<Arena> {
    const port = await freePort();
    const executable = of === "ours" ? join(bin, "supervisord") : peerSupervisord;
    const { programs, supervisord, files } = scenario;
    const daemon = new Daemon({
      executable,
      programs: programs.replaceAll("@PORT@", String(port)),
      ...(supervisord === undefined ? {} : { supervisord }),
      ...(files === undefined ? {} : { files }),
      ...(scenario.rpcInterface === false ? { rpcInterface: false } : {}),
    });
    const arena = new Arena(ctl, of, daemon, scenario.withoutDaemon !== true, port);
    if (arena.isStarted) {
      await daemon.start();
      await until("the daemon answers a call", () =>
        arena.client.listMethods().then(
          () => true,
          () => false,
        ),
      );
    }
    await scenario.before?.(arena);
    return arena;
  }

  /** Waits until a process is in a state. */
  async untilState(name: string, statename: string): Promise<void> {
    await until(`${name} is ${statename}`, async () => {
      return (await this.client.getProcessInfo(name)).statename === statename;
    });
  }

  async untilText(file: string, text: string): Promise<void> {
    await until(
      `${file} holds ${text}`,
      () => existsSync(this.daemon.path(file)) && this.daemon.read(file).includes(text),
    );
  }

  /** Replaces a part of the configuration file. */
  edit(from: string | RegExp, to: string): void {
    const text = this.daemon.read("supervisord.conf").replace(from, to.replaceAll("@DIR@", this.daemon.directory));
    writeFileSync(this.daemon.configuration, text);
  }

  /** Keeps the pid of a process for `untilRestarted`. */
  async remember(name: string): Promise<void> {
    this.#remembered.set(name, (await this.client.getProcessInfo(name)).pid);
  }

  async untilRestarted(name: string): Promise<void> {
    await until(`${name} runs under a new pid`, async () => {
      const process = await this.client.getProcessInfo(name).catch(() => undefined);
      return process?.statename === "RUNNING" && process.pid !== this.#remembered.get(name);
    });
  }

  /** Kills the daemon's children whose command line matches. */
  async killProcesses(command: RegExp): Promise<void> {
    const children = readFileSync(`/proc/${this.daemon.pid}/task/${this.daemon.pid}/children`, "utf8");
    for (const child of children.split(" ").filter((pid) => pid !== "")) {
      if (command.test(readFileSync(`/proc/${child}/cmdline`, "utf8"))) process.kill(Number(child), "SIGKILL");
    }
  }

  run(step: Step): Promise<Outcome> {
    return this.#withoutDelay(() => this.#run(step));
  }

  #withoutDelay<Result>(wait: () => Promise<Result>): Promise<Result> {
    return this.isStarted && this.#of === "Debian's" ? stirring(this.daemon, wait) : wait();
  }

  async #run(step: Step): Promise<Outcome> {
    await step.first?.(this);
    const words = step.run.split(" ").filter((word) => word !== "");
    const args = [...(step.bare ? [] : ["-c", this.daemon.configuration]), ...words].map((word) =>
      word.replaceAll("@DIR@", this.daemon.directory).replaceAll("@PORT@", String(this.port)),
    );
    const outcome = await this.#start(args, step);
    return { ...outcome, stdout: this.#normalise(outcome.stdout) };
  }

  async close(): Promise<void> {
    this.client.close();
    await this.#withoutDelay(() => this.daemon.stop());
  }

  #start(args: readonly string[], step: Step): Promise<Outcome> {
    const input = (step.input ?? "").replaceAll("@DIR@", this.daemon.directory);
    const { interruptAt } = step;
    if (interruptAt === undefined) {
      if (this.ctl === "Debian's") return runPeer(peerSupervisorctl, args, this.daemon.directory, input);
      // On our own daemon it is a process of its own, as users run it.
      if (this.#of === "Debian's" && !step.bare) return ctlInProcess(args, input);
    }
    const command = this.ctl === "ours" ? join(bin, "supervisorctl") : peerSupervisorctl;
    const child = spawn(command, args, {
      cwd: this.daemon.directory,
      env: { ...process.env, PYTHONUNBUFFERED: "1", LANG: "C.UTF-8" },
      stdio: "pipe",
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), 30_000);
    let stdout = "";
    let stderr = "";
    let interrupted = false;
    child.stdout.on("data", (chunk) => {
      stdout += String(chunk);
      if (interruptAt === undefined || interrupted || !stdout.includes(interruptAt)) return;
      interrupted = true;
      // Python forgets a SIGINT that comes while it prints.
      const interrupt = () => void child.kill("SIGINT");
      until("it waits for more", () => isAsleep(child.pid)).then(interrupt, interrupt);
    });
    child.stderr.on("data", (chunk) => (stderr += String(chunk)));
    // A command that ends without reading its input is no fault of the test.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    return new Promise((resolve) => {
      child.on("close", (status) => {
        clearTimeout(timer);
        resolve({ stdout, stderr, status });
      });
    });
  }

  #normalise(text: string): string {
    return text
      .replaceAll(this.daemon.directory, "@DIR@")
      .replaceAll(String(this.port), "@PORT@")
      .replace(/pid \d+, uptime [^\n]*/g, "pid <n>, uptime <t>")
      .replace(/^[1-9]\d*$/gm, "<pid>")
      .replace(/[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M/g, "<date>")
      .replace(/^\d+\.\d+\.\d+[\w.-]*$/gm, "<version>")
      .replace(/(> |^)\d+\.\d+\.\d+[\w.-]*$/gm, "$1<version>")
      .replace(/(> )[1-9]\d*$/gm, "$1<pid>")
      .replace(/^error: <class [^\n]*$/gm, "error: ...")
      .replace(/^error: .*$/gm, "error: ...");
  }
}

/** Whether a process waits for something. */
function isAsleep(pid: number | undefined): boolean {
  return /^State:\s+S/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
}

/** For `only`: processes of a group stop and start when they do. */
export function inAnyOrder(stdout: string): string {
  return stdout.split("\n").sort().join("\n");
}
