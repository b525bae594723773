import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { exited } from "../system/fake-system.ts";
import { groupConfig, programConfig, Workshop } from "./fixtures.ts";
import { findByEnvironment } from "./leftovers.ts";

const names = (name: string) => ({ SUPERVISOR_GROUP_NAME: name, SUPERVISOR_PROCESS_NAME: name });

/** A process named "cat" and a machine full of others. */
function scene(change = {}) {
  const workshop = new Workshop();
  const [process] = workshop.group(groupConfig("cat", [programConfig(change)])).processes;
  if (process === undefined) throw new Error("no process");
  const { processes } = workshop.system;
  processes.addStranger(1, { parentPid: 0 });
  processes.addStranger(processes.ownPid, { parentPid: 300 });
  processes.addStranger(300, { parentPid: 1 });
  const found = (): readonly number[] =>
    (findByEnvironment([process], processes).get(process) ?? []).map(({ pid }) => pid);
  return { workshop, process, processes, found };
}

describe("by the environment", () => {
  test("every orphan of the program's user is found, whatever else has the same names", () => {
    const { processes, found } = scene();
    processes.addStranger(10, { env: names("cat") });
    processes.addStranger(11, { env: names("cat"), parentPid: 300 });
    processes.addStranger(12, { env: names("cat"), parentPid: 4000 }); // of another living daemon
    processes.addStranger(13, { env: names("cat"), groupId: 10 }); // a grandchild
    processes.addStranger(14, { env: names("cat"), uid: 1000 }); // planted by a user
    processes.addStranger(15, { env: names("dog") });
    assert.deepEqual(found(), [10, 11]);
  });

  test("the children of another supervisord above this one are its own", () => {
    const { processes, found } = scene();
    processes.removeStranger(300);
    processes.addStranger(300, { parentPid: 1, command: ["node", "/usr/bin/supervisord", "-n"] });
    processes.addStranger(11, { env: names("cat"), parentPid: 300 });
    assert.deepEqual(found(), []);
  });

  test("what the program that started this daemon has started besides is no orphan", () => {
    const { processes, found } = scene();
    processes.removeStranger(300);
    processes.addStranger(300, { parentPid: 1, env: names("cat") });
    processes.addStranger(11, { env: names("cat"), parentPid: 300 });
    assert.deepEqual(found(), []);
  });

  test("a program with user= is looked for among that user's", () => {
    const { processes, found } = scene({ user: { name: "nobody", uid: 65_534, gid: 65_534 } });
    processes.addStranger(10, { env: names("cat"), uid: 65_534 });
    processes.addStranger(11, { env: names("cat"), uid: 0 });
    assert.deepEqual(found(), [10]);
  });
});

describe("a leftover", () => {
  test("is stopped by all its pids, and the start waits for the last of them", () => {
    const { workshop, process, processes } = scene();
    for (const pid of [10, 11]) processes.addStranger(pid);
    process.stopLeftover(processes.strangers.filter(({ pid }) => pid === 10 || pid === 11));
    process.autostart();
    workshop.system.advance(100);
    assert.deepEqual([process.state.name, process.startPending], ["STOPPING", true]);
    assert.deepEqual(processes.kills, [
      { pid: 10, signal: 15 },
      { pid: 11, signal: 15 },
    ]);
    processes.removeStranger(10);
    workshop.system.advance(10_000);
    assert.deepEqual(processes.kills.at(-1), { pid: 11, signal: 9 });
    assert.equal(processes.spawned.length, 0);
    processes.removeStranger(11);
    workshop.system.advance(100);
    assert.equal(process.state.name, "STARTING");
    assert.equal(processes.spawned.length, 1);
    assert.equal(workshop.messages("warn").filter((line) => /left behind/.test(line)).length, 2);
  });

  test("whose pid is another process' by now is not signalled", () => {
    const { workshop, process, processes } = scene();
    processes.addStranger(10);
    process.stopLeftover(processes.strangers.filter(({ pid }) => pid === 10));
    processes.removeStranger(10);
    processes.addStranger(10, { startTicks: 77 });
    workshop.system.advance(20_000);
    assert.deepEqual(processes.kills, [{ pid: 10, signal: 15 }]);
    assert.equal(process.state.name, "STOPPED");
  });

  test("takes its end from nobody else's", () => {
    const { workshop, process, processes } = scene();
    processes.addStranger(10);
    process.stopLeftover(processes.strangers.filter(({ pid }) => pid === 10));
    workshop.system.adoptEnded(4242, exited(0));
    assert.equal(process.state.name, "STOPPING");
  });
});
