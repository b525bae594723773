import assert from "node:assert/strict";
import { test } from "node:test";
import { signaled } from "../system/fake-system.ts";
import { groupConfig, programConfig, Workshop } from "./fixtures.ts";
import { Shutdown } from "./shutdown.ts";

const named = (name: string, change = {}) => programConfig({ name, ...change });

/** Lets promises go on, which the virtual clock does not drive. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("five programs that each take their time are waited for together, and a stubborn one delays no other", async () => {
  const workshop = new Workshop();
  const { system } = workshop;
  const groups = ["a", "b", "c", "d", "e"].map((name) => workshop.group(groupConfig(name, [named(name)])));
  for (const group of groups) for (const process of group.processes) process.autostart();
  system.advance(1000);
  const stubborn = system.processes.spawned[2];
  for (const child of system.processes.spawned) {
    child.onSignal = (signal) => {
      if (child === stubborn && signal !== 9) return;
      system.clock.after(5000, () => child.exit(signaled(signal)));
    };
  }
  let done = false;
  void new Shutdown(groups, system.clock, workshop.log).run().then(() => {
    done = true;
  });
  assert.deepEqual(
    system.processes.spawned.map((child) => child.signals),
    [[15], [15], [15], [15], [15]],
  );
  system.advance(5000);
  await turn();
  assert.deepEqual(
    groups.map((group) => group.processes[0]?.state.name),
    ["STOPPED", "STOPPED", "STOPPING", "STOPPED", "STOPPED"],
  );
  assert.equal(done, false);
  system.advance(10_000);
  await turn();
  assert.equal(done, true);
  const notices = workshop.messages("info").filter((line) => line.startsWith("waiting"));
  assert.equal(notices[0], "waiting for a, b, c, d, e to die");
  assert.equal(notices.at(-1), "waiting for c to die");
});

test("a lower priority is not touched before all of the higher one have ended", async () => {
  const workshop = new Workshop();
  const { system } = workshop;
  const groups = [
    workshop.group(groupConfig("db", [named("db")], 10)),
    workshop.group(groupConfig("web", [named("web")], 20)),
  ];
  for (const group of groups) for (const process of group.processes) process.autostart();
  system.advance(1000);
  const [db, web] = system.processes.spawned;
  if (db === undefined || web === undefined) throw new Error("not started");
  web.onSignal = () => {};
  const stopped = new Shutdown(groups, system.clock, workshop.log).run();
  system.advance(5000);
  await turn();
  assert.deepEqual([db.signals, web.signals], [[], [15]]);
  system.exit(web.pid, signaled(15));
  await turn();
  assert.deepEqual(db.signals, [15]);
  system.settle();
  await stopped;
});

test("nothing comes back during the shutdown, and a program in BACKOFF is given up", async () => {
  const workshop = new Workshop();
  const { system } = workshop;
  const groups = [
    workshop.group(groupConfig("missing", [named("missing", { command: "nope" })], 20)),
    workshop.group(groupConfig("eager", [named("eager", { autorestart: true })], 10)),
  ];
  for (const group of groups) for (const process of group.processes) process.autostart();
  system.advance(1000);
  assert.equal(groups[0]?.processes[0]?.state.name, "BACKOFF");
  const stopped = new Shutdown(groups, system.clock, workshop.log).run();
  assert.equal(groups[0]?.processes[0]?.state.name, "FATAL");
  assert.deepEqual(
    workshop.messages("info").filter((line) => line.startsWith("waiting")),
    ["waiting for eager to die"],
  );
  system.exit(groups[1]?.processes[0]?.pid ?? 0, signaled("SIGKILL"));
  await turn();
  await stopped;
  system.advance(60_000);
  assert.equal(groups[1]?.processes[0]?.state.name, "EXITED");
});
