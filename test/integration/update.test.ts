import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { Daemon, isAlive } from "../helpers/daemon.ts";

const write = (daemon: Daemon, change: (text: string) => string): void =>
  writeFileSync(daemon.configuration, change(readFileSync(daemon.configuration, "utf8")));

test("update restarts what changed, leaves alone what did not, and never has two instances", async () => {
  await using daemon = new Daemon({
    programs: `[program:same]
command=/bin/sleep 1000
[program:changed]
command=/bin/sh -c "trap 'sleep 1; exit 0' TERM; while :; do sleep 0.1; done"
[program:removed]
command=/bin/sleep 1000
`,
  });
  await daemon.start();
  for (const name of ["same", "changed", "removed"]) await daemon.untilState(name, "RUNNING");
  const before = new Map([...(await daemon.processes())].map(([name, { pid }]) => [name, pid]));
  write(daemon, (text) =>
    text
      .replace("[program:removed]", "; a comment and another order change nothing\n[program:added]")
      .replace("trap 'sleep 1; exit 0'", "trap 'sleep 1; exit 3'"),
  );
  assert.equal(daemon.ctl("reread").stdout, "added: available\nchanged: changed\nremoved: disappeared\n");
  const { stdout, status } = daemon.ctl("update");
  assert.equal(status, 0);
  assert.deepEqual(stdout.split("\n").filter(Boolean).sort(), [
    "added: added process group",
    "changed: stopped",
    "changed: updated process group",
    "removed: removed process group",
    "removed: stopped",
  ]);
  assert.equal(await daemon.pidOf("same"), before.get("same"));
  assert.deepEqual([isAlive(before.get("changed") ?? 0), isAlive(before.get("removed") ?? 0)], [false, false]);
  await daemon.untilState("changed", "RUNNING");
  await daemon.untilState("added", "RUNNING");
  assert.deepEqual(daemon.ctl("update"), { status: 0, stdout: "", stderr: "" });
});

test("a broken configuration changes nothing: reread, update, add and remove say what is wrong", async () => {
  await using daemon = new Daemon({ programs: "[program:cat]\ncommand=/bin/cat\n" });
  await daemon.start();
  await daemon.untilState("cat", "RUNNING");
  const pid = await daemon.pidOf("cat");
  write(daemon, (text) => `${text}\n[program:broken]\ncommand=/bin/cat\nstopsignal=NOPE\n`);
  for (const action of ["reread", "update"]) {
    const { stdout, status } = daemon.ctl(action);
    assert.equal(status, 1);
    assert.match(stdout, /\[program:broken\] stopsignal: .*'NOPE'/);
  }
  assert.equal(await daemon.pidOf("cat"), pid);
  assert.equal(daemon.ctl("add", "broken").stdout, "ERROR: no such process/group: broken\n");
  assert.equal(daemon.ctl("remove", "cat").stdout, "ERROR: process/group still running: cat\n");
  assert.equal(await daemon.pidOf("cat"), pid);
});
