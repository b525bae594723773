import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { Daemon, isAlive, peerSupervisord } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";

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

test("update --dry-run says what an update would do, option by option, and does nothing", async () => {
  await using daemon = new Daemon({
    programs: `[program:same]
command=/bin/cat
[program:changed]
command=/bin/cat
environment=KEY=hidden
[program:pool]
command=/bin/cat
process_name=%(program_name)s_%(process_num)d
numprocs=2
[program:removed]
command=/bin/cat
`,
  });
  await daemon.start();
  for (const name of ["same", "changed", "removed", "pool:pool_1"]) await daemon.untilState(name, "RUNNING");
  const states = async () =>
    [...(await daemon.processes())].map(([name, { pid, statename }]) => [name, pid, statename]);
  const before = await states();
  assert.equal(daemon.ctl("update", "--dry-run").stdout, "No config updates to processes\n");
  write(daemon, (text) =>
    text
      .replace("[program:removed]", "[program:added]\nautostart=false")
      .replace("numprocs=2", "numprocs=1")
      .replace("environment=KEY=hidden", "environment=KEY=other\nstopwaitsecs=3"),
  );
  const { stdout, stderr, status } = daemon.ctl("update", "--dry-run");
  assert.deepEqual([stderr, status], ["", 0]);
  assert.equal(
    stdout,
    `removed: would be removed, stops removed
changed: would be updated, stops changed, starts changed
  stopwaitsecs: 10 -> 3
  environment: KEY: (a value) -> (a value)
pool: would be updated, stops pool:pool_0 pool:pool_1, starts pool:pool_0
  pool_1: no longer in the group
added: would be added
`,
  );
  assert.equal(daemon.ctl("update", "--dry-run", "add*").stdout, "added: would be added\n");
  const json = JSON.parse(daemon.ctl("update", "--dry-run", "--json", "removed").stdout);
  assert.deepEqual(json, {
    problems: [],
    difference: [{ group: "removed", change: "removed", options: [], stops: ["removed"], starts: [] }],
  });
  assert.deepEqual(await states(), before);
  assert.deepEqual(JSON.parse(daemon.ctl("avail", "--json").stdout).length, 5, "the files have not been taken over");
  write(daemon, (text) => `${text}\n[program:broken]\ncommand=/bin/cat\nstopsignal=NOPE\n`);
  const broken = daemon.ctl("update", "--dry-run");
  assert.equal(broken.status, 1);
  assert.match(broken.stdout, /^ERROR: .*\[program:broken\] stopsignal: .*'NOPE'/);
  write(daemon, (text) => text.replace("stopsignal=NOPE", "autostart=false"));
  assert.deepEqual(JSON.parse(daemon.ctl("update", "--json").stdout), [
    { group: "removed", outcome: "removed" },
    { group: "changed", outcome: "updated" },
    { group: "pool", outcome: "updated" },
    { group: "added", outcome: "added" },
    { group: "broken", outcome: "added" },
  ]);
});

test("a Supervisor cannot tell what an update would do, and that is said", requires(peerSupervisord), async () => {
  await using daemon = new Daemon({ programs: "[program:cat]\ncommand=/bin/cat\n", executable: peerSupervisord });
  await daemon.start();
  const { stdout, stderr, status } = daemon.ctl("update", "--dry-run");
  assert.deepEqual([stdout, status], ["", 3]);
  assert.match(stderr, /^ERROR: this server cannot tell what an update would do/);
});
