import assert from "node:assert/strict";
import { test } from "node:test";
import type { ActivityLog } from "../logging/logs.ts";
import { exited, FakeSystem } from "../system/fake-system.ts";
import type { ExitStatus } from "../system/system.ts";
import { Children } from "./children.ts";
import { groupConfig, programConfig, Workshop } from "./fixtures.ts";

/** Children over a system in memory; deaths and log lines are kept. */
function nursery() {
  const system = new FakeSystem();
  const lines: string[] = [];
  const log = {
    log: (level: string, message: string) => {
      if (level !== "debug") lines.push(message);
    },
  } as unknown as ActivityLog;
  const children = new Children(system.processes, system.clock, log);
  const ends: string[] = [];
  const own = (pid: number, then: (status: ExitStatus) => void = () => {}): void =>
    children.register(pid, (status) => {
      ends.push(`${pid} ${status.kind === "exited" ? status.code : "?"}`);
      then(status);
    });
  return { system, lines, children, ends, own };
}

test("a stranger is left to Node's own handler for a turn of the loop, and does not hide our dead", () => {
  const { system, lines, children, ends, own } = nursery();
  own(10);
  system.processes.addEnded({ pid: 99, status: exited(0) });
  system.processes.addEnded({ pid: 10, status: exited(3) });
  children.reap();
  assert.deepEqual(ends, ["10 3"]);
  assert.equal(system.processes.firstEnded(), 99);
  system.processes.collect(99); // as libuv does for a plugin's child
  system.settle();
  assert.deepEqual(lines, []);
});

test("a stranger that nobody wants is collected and named", () => {
  const { system, lines, children } = nursery();
  for (const pid of [98, 99]) system.processes.addEnded({ pid, status: exited(pid) });
  children.reap();
  system.settle();
  assert.deepEqual(lines, ["reaped unknown pid 98 (exit status 98)", "reaped unknown pid 99 (exit status 99)"]);
});

test("a child of ours that got a stranger's number in the meantime is not taken for it", () => {
  const { system, lines, children, ends, own } = nursery();
  system.processes.addEnded({ pid: 99, status: exited(0) });
  children.reap();
  system.processes.collect(99);
  own(99);
  system.processes.addEnded({ pid: 99, status: exited(5) });
  system.settle();
  assert.deepEqual([ends, lines], [["99 5"], []]);
});

test("one child is asked for alone: its end is told once, and nobody else's is", () => {
  const { system, children, ends, own } = nursery();
  for (const pid of [10, 11]) own(pid);
  children.reapOne(10);
  assert.deepEqual(ends, [], "it lives");
  for (const pid of [11, 10]) system.processes.addEnded({ pid, status: exited(1) });
  children.reapOne(10);
  children.reapOne(10);
  assert.deepEqual(ends, ["10 1"]);
  children.reap();
  assert.deepEqual(ends, ["10 1", "11 1"]);
});

test("an owner that throws keeps no other from its death", () => {
  const { system, lines, children, ends, own } = nursery();
  own(1, () => {
    throw new Error("boom");
  });
  own(2);
  for (const pid of [1, 2]) system.processes.addEnded({ pid, status: exited(0) });
  children.reap();
  assert.deepEqual(ends, ["1 0", "2 0"]);
  assert.match(lines[0] ?? "", /^unexpected error in the handling of a child's end, going on: Error: boom/);
});

test("at level debug each reaping that finds somebody is told, after what became of them", () => {
  const workshop = new Workshop();
  const config = programConfig({ name: "brief", startsecs: 0, autorestart: false });
  const [process] = workshop.group(groupConfig("brief", [config])).processes;
  assert.ok(process);
  process.start();
  workshop.system.exit(process.pid, exited(0));
  assert.deepEqual(
    workshop.messages("info", "debug").filter((line) => /^exited|SIGCHLD/.test(line)),
    ["exited: brief (exit status 0; expected)", "received SIGCHLD indicating a child quit"],
  );
});

test("what was released collects nobody, strangers included", () => {
  const { system, lines, children, ends, own } = nursery();
  own(10);
  system.processes.addEnded({ pid: 99, status: exited(0) });
  children.reap();
  children.release();
  system.processes.addEnded({ pid: 10, status: exited(0) });
  children.reap();
  system.settle();
  assert.deepEqual([ends, lines, system.processes.firstEnded()], [[], [], 99]);
});
