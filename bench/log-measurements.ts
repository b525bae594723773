/** What is measured of logs and events. Children are little programs in C, told by SIGUSR1 to begin. */
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { constants } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inArena, sharedRuns } from "./arena-runs.ts";
import { compiled } from "./compiled.ts";
import type { Arena, Contestant } from "./contestant.ts";
import type { Measurement, Sample } from "./sample.ts";

/** What the children of one program write, each `count` times `size` bytes, `pauseUs` apart (0: as fast as they are taken). */
interface Writing {
  /** Of the program; default: w. */
  readonly name?: string;
  readonly size: number;
  readonly count: number;
  readonly pauseUs: number;
  readonly children?: number;
  readonly maxBytes?: number;
  /** More lines of the program's section. */
  readonly options?: string;
}

const megabyte = 1_000_000;
const steadyMs = 8_000;

/** What came of events that were delivered. */
interface Delivered {
  readonly cpuSeconds: number;
  readonly delaysUs: readonly number[];
}

const cpuUs = ({ cpuSeconds, delaysUs }: Delivered): number => (cpuSeconds / delaysUs.length) * 1e6;
const manyEvents = sharedRuns((contestant) => eventsOf(contestant, 10));
const fewEvents = sharedRuns((contestant) => eventsOf(contestant, 1));
const followed = sharedRuns(followersOf);

export const logMeasurements: readonly Measurement[] = [
  perGigabyte("log: one child, 64 kB at a time", { size: 65_536, count: 16_384, pauseUs: 0 }),
  perGigabyte("log: one child, one write for each line of 100 bytes", { size: 100, count: 2 * megabyte, pauseUs: 0 }),
  share("log: 10 children, 2 MB/s each", { size: 2_000, count: steadyMs, pauseUs: 1_000, children: 10 }),
  share("log: 1,000 children, 10 lines a second each", { size: 100, count: 80, pauseUs: 100_000, children: 1_000 }),
  events("event for a chunk, 5,000 a second", "CPU us", manyEvents(cpuUs)),
  events("event for a chunk, 500 a second", "CPU us", fewEvents(cpuUs)),
  events(
    "event for a chunk, 500 a second, p50 of delivery",
    "us",
    fewEvents(({ delaysUs }) => quantile(delaysUs, 0.5)),
  ),
  events(
    "event for a chunk, 500 a second, p99 of delivery",
    "us",
    fewEvents(({ delaysUs }) => quantile(delaysUs, 0.99)),
  ),
  {
    name: "log: event by a call (REMOTE_COMMUNICATION)",
    unit: "CPU us",
    repetitions: 3,
    run: (contestant) =>
      inStarted(contestant, listener("REMOTE_COMMUNICATION"), async (arena) => {
        const calls = 3_000;
        await arena.untilStates("RUNNING", 1);
        const call = async (): Promise<number> => {
          for (let i = 0; i < calls; i++) await arena.call("supervisor.sendRemoteCommEvent", "kind", "data");
          return arena.work().cpuSeconds;
        };
        // A daemon that has just been started is slower.
        const before = await call();
        const after = await call();
        await untilSize(delays(arena), 2 * calls * 4);
        return { wallMs: ((after - before) / calls) * 1e6 };
      }),
  },
  besideFollowers(
    "growth with",
    "kB",
    followed(({ grownKb }) => grownKb),
  ),
  besideFollowers(
    "p99 of a call beside",
    "ms",
    followed(({ callsMs }) => quantile(callsMs, 0.99)),
  ),
];

/** CPU seconds of the daemon for a gigabyte of log. */
function perGigabyte(name: string, writing: Writing): Measurement {
  return { name, unit: "CPU s/GB", repetitions: 5, run: (contestant) => written(contestant, writing, perGb) };
}

function perGb(cpuSeconds: number, { size, count }: Writing): number {
  return (cpuSeconds / (size * count)) * 1e9;
}

/** Part of a core that the daemon needs while its children write at their pace. */
function share(name: string, writing: Writing): Measurement {
  const percent = (cpuSeconds: number): number => (cpuSeconds / ((writing.count * writing.pauseUs) / 1e6)) * 100;
  const repetitions = writing.children === 1_000 ? 1 : 3;
  return { name, unit: "% of a core", repetitions, run: (contestant) => written(contestant, writing, percent) };
}

/** Lets children write, and holds that their logs have every byte. */
function written(
  contestant: Contestant,
  writing: Writing,
  figure: (cpuSeconds: number, writing: Writing) => number,
): Promise<Sample> {
  const { children = 1, size, count } = writing;
  return inStarted(contestant, writers(writing), async (arena) => {
    await arena.untilStates("RUNNING", children);
    const before = await begin(arena, children, writing);
    for (let child = 0; child < children; child++) await untilSize(logOf(arena, child), size * count);
    const cpuSeconds = arena.work().cpuSeconds - before;
    for (let child = 0; child < children; child++) holdIntact(logOf(arena, child), size * count);
    return { wallMs: figure(cpuSeconds, writing), cpuSeconds };
  });
}

/** Events that do not count: a daemon that has just been started is slower, until its engine knows them. */
const warmUp = { name: "warm", size: 100, count: 1_000, pauseUs: 2_000, children: 5 };

/** Runs programs whose output becomes events, 500 a second each. */
function eventsOf(contestant: Contestant, children: number): Promise<Delivered> {
  const options = "stdout_events_enabled=true";
  const writing = { size: 100, count: 2_500, pauseUs: 2_000, children };
  const programs = [warmUp, writing].map((each) => writers({ ...each, options })).join("") + listener("PROCESS_LOG");
  return inStarted(contestant, programs, async (arena) => {
    const answered = (): number => statSync(delays(arena)).size / 4;
    await arena.untilStates("RUNNING", children + warmUp.children + 1);
    await begin(arena, warmUp.children, warmUp);
    // What comes together is one event.
    await untilSize(delays(arena), warmUp.count * warmUp.children * 3);
    await begin(arena, children, writing);
    await sleep(500);
    const [skipped, before] = [answered(), arena.work().cpuSeconds];
    await sleep(3_000);
    const [count, after] = [answered() - skipped, arena.work().cpuSeconds];
    const bytes = readFileSync(delays(arena));
    const delaysUs = Array.from({ length: count }, (_, at) => bytes.readInt32LE((skipped + at) * 4));
    return { cpuSeconds: after - before, delaysUs };
  });
}

function events(name: string, unit: Measurement["unit"], run: Measurement["run"]): Measurement {
  return { name: `log: ${name}`, unit, repetitions: 3, run };
}

interface Followed {
  /** Private memory. */
  readonly grownKb: number;
  readonly callsMs: readonly number[];
}

function followersOf(contestant: Contestant): Promise<Followed> {
  const writing = { size: 20_000, count: 12_000, pauseUs: 1_000, maxBytes: 50 * megabyte };
  return inStarted(contestant, writers(writing), async (arena) => {
    const callFor = async (ms: number): Promise<readonly number[]> => {
      const callsMs: number[] = [];
      for (const start = performance.now(); performance.now() - start < ms; await sleep(10)) {
        const called = performance.now();
        await arena.call("supervisor.getState");
        callsMs.push(performance.now() - called);
      }
      return callsMs;
    };
    await arena.untilStates("RUNNING", 1);
    await begin(arena, 1, writing);
    // What the log and the calls take themselves is there before.
    await callFor(4_000);
    const before = arena.usage().privateKb;
    const sockets = Array.from({ length: 8 }, () => follow(arena, "w:w_0"));
    const callsMs = await callFor(7_000);
    const grownKb = arena.usage().privateKb - before;
    for (const socket of sockets) socket.destroy();
    return { grownKb, callsMs };
  });
}

function besideFollowers(what: string, unit: "kB" | "ms", run: Measurement["run"]): Measurement {
  return { name: `log: ${what} 8 followers that never read, 20 MB/s`, unit, repetitions: 3, run };
}

async function inStarted<Result>(
  contestant: Contestant,
  programs: string,
  measure: (arena: Arena) => Promise<Result>,
): Promise<Result> {
  const measureStarted = async (arena: Arena): Promise<Result> => {
    await arena.start();
    return await measure(arena);
  };
  return await inArena(contestant, programs, measureStarted, "minfds=8000");
}

function writers({ name = "w", children = 1, maxBytes = 0, options = "", ...writing }: Writing): string {
  return `[program:${name}]
command=${writer(writing)} ${options === "" ? "" : "stamp"}
process_name=${name}_%(process_num)d
numprocs=${children}
startsecs=0
stdout_logfile=@DIR@/${name}_%(process_num)d.log
stdout_logfile_maxbytes=${maxBytes}
stderr_logfile=NONE
${options}
`;
}

function writer({ size, count, pauseUs }: Pick<Writing, "size" | "count" | "pauseUs">): string {
  return `${compiled("writer")} ${size} ${count} ${pauseUs}`;
}

function listener(events: string): string {
  return `[eventlistener:l]
command=${compiled("listener")} @DIR@/delays
events=${events}
buffer_size=10000
startsecs=0
stderr_logfile=NONE
`;
}

/** Tells the children to write. Returns the CPU seconds of the daemon until then. */
async function begin(arena: Arena, count: number, writing: Writing): Promise<number> {
  let pids: readonly number[] = [];
  while (pids.length < count) {
    await sleep(20);
    pids = arena.childrenWith(writer(writing)).filter(catchesSignal);
  }
  const { cpuSeconds } = arena.work();
  for (const pid of pids) process.kill(pid, "SIGUSR1");
  return cpuSeconds;
}

function catchesSignal(pid: number): boolean {
  const [, caught = "0"] = /^SigCgt:\s+(\w+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return (Number.parseInt(caught, 16) & (1 << (constants.signals.SIGUSR1 - 1))) !== 0;
}

/** A client that asks for a log and reads nothing of it. */
function follow(arena: Arena, name: string): Socket {
  const socket = connect(arena.socketPath);
  socket.on("error", () => {});
  socket.pause();
  socket.write(`GET /logtail/${name} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  return socket;
}

function logOf(arena: Arena, child: number): string {
  return join(arena.directory, `w_${child}.log`);
}

function delays(arena: Arena): string {
  return join(arena.directory, "delays");
}

async function untilSize(path: string, bytes: number): Promise<void> {
  const deadline = performance.now() + 120_000;
  while (!existsSync(path) || statSync(path).size < bytes) {
    if (performance.now() > deadline) throw new Error(`'${path}' has not got its ${bytes} bytes in time`);
    await sleep(10);
  }
}

/** What `writer` writes again and again. */
const period = Buffer.concat(Array.from({ length: 64_000 }, (_, line) => numberedLine(line)));

function numberedLine(line: number): Buffer {
  return Buffer.from(`${`${String(line).padStart(8, "0")} `.padEnd(99, "x")}\n`, "latin1");
}

/** The log is what `writer` has written, to the byte. */
function holdIntact(path: string, bytes: number): void {
  const fd = openSync(path, "r");
  try {
    const piece = Buffer.alloc(Math.min(period.length, bytes + 1));
    let size = 0;
    for (let length = -1; length !== 0; size += length) {
      length = readSync(fd, piece, 0, piece.length, size);
      if (!piece.subarray(0, length).equals(period.subarray(0, length))) throw new Error(`'${path}' is not intact`);
    }
    if (size !== bytes) throw new Error(`'${path}' has ${size} bytes instead of ${bytes}`);
  } finally {
    closeSync(fd);
  }
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
