// Starts and collects argv[2] children (after some to warm up), each with three pipes, and prints what that
// has changed in this process as JSON: {"seconds", "descriptors", "memoryKib": [before, after], "unreaped"}.
// Run with --expose-gc --max-semi-space-size=1, else V8's young generation drowns the figures.
import { readdirSync, readFileSync } from "node:fs";
import { nodeSystem } from "../../src/system/node-system.ts";
import type { Credentials } from "../../src/system/system.ts";

const { processes } = nodeSystem;
/** As many as V8 and malloc need until they ask for no more. */
const warmUp = 1_000;
const lives = Number(process.argv[2]);
const atOnce = 8;
const credentials: Credentials | undefined =
  process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534, groups: [65_534] } : undefined;

const waiting = new Map<number, () => void>();
const stopListening = processes.onChildSignal(() => {
  for (let pid = processes.firstEnded(); pid !== undefined; pid = processes.firstEnded()) {
    processes.collect(pid);
    waiting.get(pid)?.();
  }
});

function endOf(pid: number): Promise<void> {
  return new Promise<void>((resolve) => waiting.set(pid, resolve)).then(() => void waiting.delete(pid));
}

/** A whole life as the daemon knows it: three pipes, spawn, input, output, drain, end. Every seventh one fails. */
async function live(number: number): Promise<void> {
  const input = processes.pipe();
  const output = processes.pipe();
  const errors = processes.pipe();
  const result = processes.spawn({
    file: number % 7 === 0 ? "/missing" : "/bin/true",
    argv: ["true"],
    env: { NUMBER: String(number) },
    stdio: [input.read, output.write, errors.write],
    cwd: "/",
    umask: 0o022,
    credentials: number % 5 === 0 ? credentials : undefined,
  });
  for (const fd of [input.read, output.write, errors.write]) processes.closeDescriptor(fd);
  if (!result.ok) {
    if (result.errno !== "ENOENT") throw new Error(`${result.step}: ${result.errno}`);
    for (const fd of [input.write, output.read, errors.read]) processes.closeDescriptor(fd);
    return;
  }
  const ended = endOf(result.pid);
  const writer = processes.openPipeWriter(input.write, () => {});
  if (number % 3 === 0) writer.write(Buffer.from("x"));
  const ends = [output.read, errors.read].map(
    (fd) =>
      new Promise<void>((resolve) => {
        const reader = processes.openPipeReader(fd, () => {}, resolve);
        if (number % 2 === 0) void ended.then(() => reader.drain(1 << 20));
      }),
  );
  await Promise.all([ended, ...ends]);
  writer.close();
}

async function liveMany(count: number): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await live(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

async function memoryKib(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return Number(/^Private_Dirty:\s+(\d+)/m.exec(readFileSync("/proc/self/smaps_rollup", "utf8"))?.[1]);
}

function ownChildren(): readonly string[] {
  const children = readdirSync("/proc/self/task").map((task) =>
    readFileSync(`/proc/self/task/${task}/children`, "utf8"),
  );
  return children
    .join("")
    .split(" ")
    .filter((pid) => pid !== "");
}

async function main(): Promise<void> {
  const children = ownChildren().length;
  await liveMany(warmUp);
  const before = await memoryKib();
  const descriptors = readdirSync("/proc/self/fd").length;
  const start = performance.now();
  await liveMany(lives);
  const seconds = (performance.now() - start) / 1000;
  const result = {
    seconds,
    descriptors: readdirSync("/proc/self/fd").length - descriptors,
    memoryKib: [before, await memoryKib()],
    unreaped: ownChildren().length - children,
  };
  process.stdout.write(JSON.stringify(result));
  stopListening();
}

void main();
