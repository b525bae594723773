import assert from "node:assert/strict";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { test } from "node:test";
import { nodeSystem } from "../../src/system/node-system.ts";
import { bundledProgram } from "../helpers/bundled-program.ts";
import { kill, type StartedChild, start } from "../helpers/children.ts";
import { until } from "../helpers/until.ts";

const { processes } = nodeSystem;
const linux = { skip: process.platform === "linux" ? false : "reads /proc" };
const sigusr1 = 1n << 9n;
const waitForSignals = bundledProgram("wait-for-signals");

/** TCP sockets that a process listens on. */
function listeningSockets(pid: number): number {
  const lines = ["tcp", "tcp6"].flatMap((table) => readFileSync(`/proc/${pid}/net/${table}`, "utf8").split("\n"));
  const inodes = lines.map((line) => line.trim().split(/\s+/)).filter((fields) => fields[3] === "0A");
  const listening = new Set(inodes.map((fields) => `socket:[${fields[9]}]`));
  return readdirSync(`/proc/${pid}/fd`).filter((fd) => {
    try {
      return listening.has(readlinkSync(`/proc/${pid}/fd/${fd}`));
    } catch {
      return false;
    }
  }).length;
}

function signalSet(pid: number, name: string): bigint {
  const set = new RegExp(`^${name}:\\s+(\\w+)`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return BigInt(`0x${set}`);
}

async function startWaiting(mode: "ignoring" | "plain"): Promise<StartedChild> {
  // Port 0: whatever is free, should the debugger open.
  const argv = [process.execPath, "--inspect-port=0", waitForSignals, mode] as const;
  const child = start(argv);
  const wanted = mode === "ignoring" ? "SigIgn" : "SigCgt";
  // Node is ready for its debugger from the start; the port's call comes later.
  await until("it is ready", () => (signalSet(child.pid, wanted) & sigusr1) !== 0n);
  return child;
}

test("without the port's help SIGUSR1 opens Node's debugger, so the next test can fail", linux, async () => {
  const child = await startWaiting("plain");
  await until("the debugger listens", () => {
    processes.kill(child.pid, 10);
    return listeningSockets(child.pid) === 1;
  });
  await kill(child);
});

test("a process that ignores SIGUSR1 through the port opens nothing", linux, async () => {
  const child = await startWaiting("ignoring");
  for (let i = 0; i < 20; i++) assert.equal(processes.kill(child.pid, 10), undefined);
  // Its loop has gone round after the signals: it reads its own status anew for each poll.
  const switches = () =>
    Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]);
  const before = switches();
  child.write("x\n");
  await until("it has answered", () => switches() > before);
  assert.equal(listeningSockets(child.pid), 0);
  assert.notEqual(signalSet(child.pid, "SigIgn") & sigusr1, 0n);
  await kill(child);
});
