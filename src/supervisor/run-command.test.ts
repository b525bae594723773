import assert from "node:assert/strict";
import { test } from "node:test";
import { exited, signaled } from "../system/fake-system.ts";
import { Workshop } from "./fixtures.ts";
import { type CommandResult, type CommandSpec, runCommand } from "./run-command.ts";

const spec: CommandSpec = {
  file: "/bin/check",
  argv: ["check", "-v"],
  environment: { A: "1" },
  directory: "/tmp",
  umask: 0o27,
  user: undefined,
  openFiles: undefined,
};

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** A command under way; `result` is there once it has one. */
function begin(change: Partial<CommandSpec> = {}) {
  const workshop = new Workshop();
  const { system } = workshop;
  const baseline = system.descriptors.count;
  const seen: { result?: CommandResult } = {};
  void runCommand({ ...spec, ...change }, { timeoutMs: 5000, tailBytes: 8 }, workshop.surroundings).then((result) => {
    seen.result = result;
  });
  const settled = async (): Promise<CommandResult | undefined> => {
    await Promise.resolve();
    await Promise.resolve();
    return seen.result;
  };
  return { workshop, system, settled, leaks: () => system.descriptors.count - baseline };
}

test("a command tells how it ended and what it wrote last, and leaves nothing open", async () => {
  const { system, settled, leaks } = begin();
  const child = system.processes.last;
  assert.deepEqual([child.request.file, child.request.env, child.request.umask], ["/bin/check", { A: "1" }, 0o27]);
  child.write(1, "all is ");
  child.write(2, "not well");
  assert.equal(await settled(), undefined);
  system.exit(child.pid, exited(3));
  const result = await settled();
  assert.ok(result?.kind === "ended");
  assert.deepEqual([result.status, text(result.tail)], [exited(3), "not well"]);
  assert.deepEqual([leaks(), system.clock.pendingTimers], [0, 0]);
});

test("when its time is over the whole group dies", async () => {
  const { workshop, system, settled, leaks } = begin();
  const child = system.processes.last;
  workshop.system.processes.onSignal = (each, signal) => each.exit(signaled(signal));
  child.write(1, "slow");
  system.advance(4999);
  assert.equal(await settled(), undefined);
  system.advance(1);
  const result = await settled();
  assert.deepEqual([result?.kind, system.processes.kills], ["timed-out", [{ pid: -child.pid, signal: 9 }]]);
  assert.equal(leaks(), 0);
});

test("what it leaves in the background is not waited for", async () => {
  const { system, settled, leaks } = begin();
  const child = system.processes.last;
  child.exit(exited(0), { keepPipes: true });
  system.settle();
  assert.equal((await settled())?.kind, "ended");
  assert.equal(leaks(), 0, "its pipe is closed all the same");
});

test("one that cannot be started says at which step", async () => {
  const workshop = new Workshop();
  workshop.system.processes.failNextSpawn({ step: "exec", errno: "ENOENT" });
  const result = await runCommand(spec, { timeoutMs: 1, tailBytes: 1 }, workshop.surroundings);
  assert.deepEqual(result, { kind: "not-started", failure: { step: "exec", errno: "ENOENT" } });
  workshop.system.processes.ownUid = 1000;
  const user = { name: "x", uid: 1, gid: 1 };
  const refused = await runCommand({ ...spec, user }, { timeoutMs: 1, tailBytes: 1 }, workshop.surroundings);
  assert.deepEqual(refused, { kind: "not-started", failure: { step: "identity" } });
});
