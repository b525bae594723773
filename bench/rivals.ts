/**
 * Other supervisors with the same hundred programs: Debian's runit and s6, and PM2 where it is installed. They know nothing of each
 * other's configurations, so each gets its own, and what is compared is what all of them do: start programs, watch them, start
 * one again that was killed.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { programs } from "./arena-runs.ts";
import { Arena, type Contestant, ours, peer, workOf } from "./contestant.ts";

/** A supervisor that is up with its programs. */
export interface Running {
  /** The process that all the others descend from. */
  readonly root: number;
  stop(): Promise<void>;
}

export interface Rival {
  readonly name: string;
  /** Without this file it takes no part. */
  readonly command: string;
  /** Starts `count` times the program, and waits for nothing. */
  launch(directory: string, program: string, count: number): Promise<Running>;
}

/** @param pm2 path of the command, which is no Debian package */
export function rivals(pm2: string | undefined): readonly Rival[] {
  return [
    ...[ours, peer].map((each) => ({ name: each.name, command: each.supervisord, launch: supervisor(each) })),
    { name: "runit", command: "/usr/bin/runsvdir", launch: serviceDirectories("/usr/bin/runsvdir", "SIGHUP") },
    { name: "s6", command: "/usr/bin/s6-svscan", launch: serviceDirectories("/usr/bin/s6-svscan", "SIGTERM") },
    ...(pm2 === undefined ? [] : [{ name: "PM2", command: pm2, launch: underPm2(pm2) }]),
  ].filter(({ command }) => existsSync(command));
}

function supervisor(contestant: Contestant): Rival["launch"] {
  return async (_directory, program, count) => {
    const arena = new Arena(contestant, programs(count, program, "startsecs=0\nautorestart=true"));
    arena.launch();
    return { root: arena.pid, stop: () => arena.stop() };
  };
}

/** As runit and s6 have it: a directory with a file `run` for each program. */
function serviceDirectories(command: string, endSignal: NodeJS.Signals): Rival["launch"] {
  return async (directory, program, count) => {
    const services = join(directory, "services");
    for (let index = 0; index < count; index++) {
      const service = join(services, `p${index}`);
      mkdirSync(service, { recursive: true });
      writeFileSync(join(service, "run"), `#!/bin/sh\nexec ${program}\n`, { mode: 0o755 });
    }
    return running(spawn(command, [services], { cwd: directory, stdio: "ignore" }), endSignal);
  };
}

function underPm2(command: string): Rival["launch"] {
  return async (directory, program, count) => {
    const env = { ...process.env, PM2_HOME: directory, PM2_DISCRETE_MODE: "true" };
    const apps = Array.from({ length: count }, (_, index) => ({
      name: `p${index}`,
      script: program,
      exec_interpreter: "none",
    }));
    const file = join(directory, "ecosystem.config.json");
    writeFileSync(file, JSON.stringify({ apps }));
    spawn(command, ["start", file], { env, stdio: "ignore" });
    const pidFile = join(directory, "pm2.pid");
    while (!existsSync(pidFile)) await sleep(5);
    return {
      root: Number(readFileSync(pidFile, "utf8")),
      stop: async () => {
        spawnSync(command, ["kill"], { env, stdio: "ignore" });
      },
    };
  };
}

function running(child: ChildProcess, endSignal: NodeJS.Signals): Running {
  return {
    root: child.pid ?? 0,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(endSignal);
      await once(child, "exit");
    },
  };
}

/** What a supervisor with so many programs costs. */
export interface Costs {
  /** From its start until the last program runs. */
  readonly upMs: number;
  /** What its own processes used of processors until then. */
  readonly upCpuMs: number;
  /** Its own processes, private memory. */
  readonly privateKb: number;
  readonly processes: number;
  /** Processor time while nothing happens, per second. */
  readonly idleCpuMsPerS: number;
  /** From the death of a program until the next one runs in its place. */
  readonly restartMs: number;
}

const settleMs = 10_000;
const idleMs = 5_000;

export async function measureCosts(rival: Rival, program: string, count: number): Promise<Costs> {
  const directory = mkdtempSync(join(tmpdir(), "supervisor-bench-"));
  const start = performance.now();
  const { root, stop } = await rival.launch(directory, program, count);
  try {
    while (family(root, program).programs.length < count) await sleep(5);
    const upMs = performance.now() - start;
    const upCpuMs = cpuMs(family(root, program).own);
    await sleep(settleMs);
    const { own } = family(root, program);
    const before = cpuMs(own);
    await sleep(idleMs);
    const idleCpuMsPerS = ((cpuMs(own) - before) / idleMs) * 1_000;
    const privateKb = own.reduce((sum, pid) => sum + privateKbOf(pid), 0);
    return { upMs, upCpuMs, privateKb, processes: own.length, idleCpuMsPerS, restartMs: await restart(root, program) };
  } finally {
    const { own, programs } = family(root, program);
    await stop();
    for (const pid of programs) killQuietly(pid);
    // Those of runit outlive their supervisor a little, and write.
    while (own.some((pid) => existsSync(`/proc/${pid}`))) await sleep(20);
    rmSync(directory, { recursive: true, force: true });
  }
}

async function restart(root: number, program: string): Promise<number> {
  const before = new Set(family(root, program).programs);
  const [victim] = before;
  if (victim === undefined) throw new Error("no program runs");
  process.kill(victim, "SIGKILL");
  const start = performance.now();
  while (family(root, program).programs.every((pid) => before.has(pid))) await sleep(1);
  return performance.now() - start;
}

/** Whoever descends from a supervisor: the programs, and its own processes. */
function family(
  root: number,
  program: string,
): { readonly own: readonly number[]; readonly programs: readonly number[] } {
  const own: number[] = [];
  const programs: number[] = [];
  const pending = [root];
  for (let pid = pending.pop(); pid !== undefined; pid = pending.pop()) {
    if (executable(pid) === program) programs.push(pid);
    else own.push(pid);
    pending.push(...childrenOf(pid));
  }
  return { own, programs };
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
      .flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").trim().split(" "))
      .filter((text) => text !== "")
      .map(Number);
  } catch {
    return []; // it has ended
  }
}

function executable(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return undefined;
  }
}

function cpuMs(pids: readonly number[]): number {
  let seconds = 0;
  for (const pid of pids) {
    try {
      seconds += workOf(pid).cpuSeconds;
    } catch {
      // it has ended
    }
  }
  return seconds * 1_000;
}

function privateKbOf(pid: number): number {
  const memory = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  return Number(/^Private_Dirty:\s+(\d+)/m.exec(memory)?.[1] ?? 0);
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has ended
  }
}
