import assert from "node:assert/strict";
import { constants } from "node:os";
import { describe, test } from "node:test";
import { testClock } from "./clock-contract.ts";
import type { DeclareTest } from "./declare-test.ts";
import { exited, FakeSystem, signaled } from "./fake-system.ts";
import { testFiles } from "./files-contract.ts";
import { testPipes } from "./pipes-contract.ts";
import { testSockets } from "./sockets-contract.ts";
import type { SpawnRequest } from "./system.ts";

const declare: DeclareTest = (title, run) => void test(title, run);

describe("files in memory", () =>
  testFiles(declare, () => {
    const { files } = new FakeSystem();
    files.makeDirectory("/var/log");
    return { files, directory: "/var/log" };
  }));

describe("sockets in memory", () => testSockets(declare, () => ({ system: new FakeSystem(), directory: "/tmp" })));

const withClock = new FakeSystem();
describe("the clock of tests", () =>
  testClock(declare, {
    clock: withClock.clock,
    until: async (what, condition) => {
      for (let ms = 0; ms < 1_000 && !condition(); ms++) withClock.advance(1);
      assert.ok(condition(), what);
    },
  }));

const withPipes = new FakeSystem();
describe("pipes in memory", () => testPipes(declare, { system: withPipes, turns: async () => withPipes.settle() }));

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Spawns a child whose descriptors are pipes; closes the child's ends as the daemon does. */
function spawnWithPipes(system: FakeSystem) {
  const input = system.processes.pipe();
  const output = system.processes.pipe();
  const request: SpawnRequest = {
    file: "/bin/x",
    argv: ["x"],
    env: {},
    stdio: [input.read, output.write, output.write],
  };
  const result = system.processes.spawn(request);
  assert.ok(result.ok);
  system.files.close(input.read);
  system.files.close(output.write);
  return { child: system.processes.child(result.pid), input: input.write, output: output.read };
}

test("timers fire in the order of their times, each at its own time, and cancelled ones never", () => {
  const { clock } = new FakeSystem();
  const start = clock.monotonicMs();
  const seen: string[] = [];
  const note = (name: string) => () => seen.push(`${name}@${clock.monotonicMs() - start}`);
  clock.after(20, note("b"));
  clock.after(10, note("a"));
  clock.after(20, note("c"));
  clock.after(15, note("never")).cancel();
  clock.after(10, () => clock.after(5, note("nested")));
  clock.advance(19);
  assert.deepEqual(seen, ["a@10", "nested@15"]);
  clock.advance(1);
  assert.deepEqual(seen, ["a@10", "nested@15", "b@20", "c@20"]);
  assert.equal(clock.pendingTimers, 0);
});

test("a jump of the wall clock moves no timer", () => {
  const system = new FakeSystem();
  let fired = false;
  system.clock.after(100, () => {
    fired = true;
  });
  const wall = system.clock.wallMs();
  system.jumpWall(365 * 86_400_000);
  system.advance(99);
  assert.equal(fired, false);
  assert.equal(system.clock.wallMs() - wall, 365 * 86_400_000 + 99);
  system.advance(1);
  assert.equal(fired, true);
});

test("soon runs after pending I/O", () => {
  const system = new FakeSystem();
  const { child, output } = spawnWithPipes(system);
  const seen: string[] = [];
  system.processes.openPipeReader(
    output,
    (chunk) => seen.push(text(chunk)),
    () => {},
  );
  child.write(1, "data");
  system.clock.soon(() => seen.push("soon"));
  system.settle();
  assert.deepEqual(seen, ["data", "soon"]);
});

test("a child that dies leaves its last output in the pipe until it is drained or delivered, then the end comes once", () => {
  const system = new FakeSystem();
  const { child, output } = spawnWithPipes(system);
  const seen: string[] = [];
  const reader = system.processes.openPipeReader(
    output,
    (chunk) => seen.push(text(chunk)),
    () => seen.push("end"),
  );
  system.processes.onChildSignal(() => {
    reader.drain(3);
    seen.push(JSON.stringify(system.processes.collect(child.pid)));
  });
  child.write(1, "last words");
  system.exit(child.pid, exited(3));
  const ended = JSON.stringify({ kind: "exited", code: 3 });
  assert.deepEqual(seen, ["las", ended, "t words", "end"]);
});

test("a view kept after onData turns into rubbish", () => {
  const system = new FakeSystem();
  const { child, output } = spawnWithPipes(system);
  const kept: Uint8Array[] = [];
  system.processes.openPipeReader(
    output,
    (chunk) => kept.push(chunk),
    () => {},
  );
  child.write(1, "abc");
  system.settle();
  assert.notEqual(text(kept[0] ?? new Uint8Array()), "abc");
});

test("a paused reader leaves everything in the pipe", () => {
  const system = new FakeSystem();
  const { child, output } = spawnWithPipes(system);
  let seen = "";
  const reader = system.processes.openPipeReader(
    output,
    (chunk) => {
      seen += text(chunk);
    },
    () => {
      seen += "|";
    },
  );
  reader.pause();
  child.write(2, "waiting");
  system.exit(child.pid, exited(0));
  assert.equal(seen, "");
  reader.resume();
  system.settle();
  assert.equal(seen, "waiting|");
});

test("a grandchild that keeps the pipe delays the end", () => {
  const system = new FakeSystem();
  const { child, output } = spawnWithPipes(system);
  let ended = 0;
  system.processes.openPipeReader(
    output,
    () => {},
    () => ended++,
  );
  child.exit(exited(0), { keepPipes: true });
  system.settle();
  assert.equal(ended, 0);
  child.closePipes();
  system.settle();
  assert.equal(ended, 1);
});

test("what does not fit into the pipe of a child that does not read is pending", () => {
  const system = new FakeSystem();
  const { child, input } = spawnWithPipes(system);
  const writer = system.processes.openPipeWriter(input, () => assert.fail());
  writer.write(new Uint8Array(65_536 + 5).fill(97));
  assert.equal(writer.pendingBytes, 5);
  assert.equal(child.readInput().length, 65_536);
  system.settle();
  assert.equal(writer.pendingBytes, 0);
  assert.equal(child.readInput().length, 65_541);
});

test("writing to a dead child is reported once", () => {
  const system = new FakeSystem();
  const { child, input } = spawnWithPipes(system);
  const errors: string[] = [];
  const writer = system.processes.openPipeWriter(input, (errno) => errors.push(errno));
  system.exit(child.pid, exited(0));
  writer.write(new Uint8Array(1));
  assert.deepEqual(errors, ["EPIPE"]);
  writer.write(new Uint8Array(1));
  system.settle();
  assert.deepEqual(errors, ["EPIPE"]);
});

test("signals reach a child through its pid and its group until it is reaped", () => {
  const { processes } = new FakeSystem();
  const result = processes.spawn({ file: "/x", argv: ["x"], env: {}, stdio: [0, 1, 2] });
  assert.ok(result.ok);
  processes.onSignal = (child, signal) => {
    if (signal === constants.signals.SIGKILL) child.exit(signaled(signal));
  };
  assert.equal(processes.kill(result.pid, 15), undefined);
  assert.equal(processes.kill(-result.pid, 9), undefined);
  assert.equal(processes.kill(result.pid, 15), undefined, "a zombie takes signals");
  assert.deepEqual(processes.last.signals, [15, 9]);
  assert.equal(processes.firstEnded(), result.pid);
  assert.deepEqual(processes.collect(result.pid), signaled("SIGKILL"));
  assert.equal(processes.kill(result.pid, 15), "ESRCH");
  assert.equal(processes.firstEnded(), undefined);
});

test("planned failures come in their order, then all is well", () => {
  const { processes } = new FakeSystem();
  const request: SpawnRequest = { file: "/x", argv: ["x"], env: {}, stdio: [0, 1, 2] };
  processes.failNextSpawn({ step: "fork", errno: "EAGAIN" });
  processes.failNextPipe("EMFILE");
  assert.deepEqual(processes.spawn(request), { ok: false, step: "fork", errno: "EAGAIN" });
  assert.throws(() => processes.pipe(), { code: "EMFILE" });
  assert.equal(processes.spawn(request).ok, true);
  assert.deepEqual(processes.spawn({ ...request, stdio: [0, 1, 99] }), { ok: false, step: "stdio", errno: "EBADF" });
});

test("descriptors return to the baseline after a life with pipes", () => {
  const system = new FakeSystem();
  const baseline = system.descriptors.count;
  const { child, input, output } = spawnWithPipes(system);
  const writer = system.processes.openPipeWriter(input, () => {});
  system.processes.openPipeReader(
    output,
    () => {},
    () => {},
  );
  system.exit(child.pid, exited(0));
  writer.close();
  assert.equal(system.descriptors.count, baseline);
});

test("a descriptor limit makes pipe fail without leaking half of it", () => {
  const system = new FakeSystem();
  system.descriptors.limit = system.descriptors.count + 1;
  assert.throws(() => system.processes.pipe(), { code: "EMFILE" });
  assert.equal(system.descriptors.count, system.descriptors.limit - 1);
});

test("an open file survives renaming and removal", () => {
  const { files } = new FakeSystem();
  files.makeDirectory("/var/log");
  const fd = files.openAppend("/var/log/a");
  files.write(fd, Buffer.from("one"));
  files.rename("/var/log/a", "/var/log/a.1");
  files.write(fd, Buffer.from("two"));
  assert.equal(files.text("/var/log/a.1"), "onetwo");
  assert.deepEqual(files.list("/var/log"), ["a.1"]);
  files.remove("/var/log/a.1");
  assert.equal(files.stat(fd).size, 6);
  assert.throws(() => files.stat("/var/log/a.1"), { code: "ENOENT", message: /no such file or directory, stat/ });
  assert.throws(() => files.openAppend("/no/such/x"), { code: "ENOENT" });
  assert.throws(() => files.openAppend("/var/log"), { code: "EISDIR" });
});

test("a full disk takes what fits, then refuses, until there is room", () => {
  const { files } = new FakeSystem();
  const fd = files.openAppend("/tmp/log");
  files.freeBytes = 3;
  assert.equal(files.write(fd, Buffer.from("hello")), 3);
  assert.throws(() => files.write(fd, Buffer.from("lo")), { code: "ENOSPC" });
  files.freeBytes = 100;
  assert.equal(files.write(fd, Buffer.from("lo")), 2);
  assert.equal(files.text("/tmp/log"), "hello");
});

test("a planned file failure is limited to its operation, path and number", () => {
  const { files } = new FakeSystem();
  const fd = files.openAppend("/tmp/log");
  const mend = files.fail("write", "/tmp/log", "EIO");
  files.fail("openAppend", /log$/, "EACCES", 1);
  assert.throws(() => files.openAppend("/tmp/other.log"), { code: "EACCES", path: "/tmp/other.log" });
  files.openAppend("/tmp/other.log");
  assert.throws(() => files.write(fd, Buffer.from("x")), { code: "EIO" });
  mend();
  files.write(fd, Buffer.from("x"));
  assert.equal(files.text("/tmp/log"), "x");
});

test("writing to what is open for reading fails, as does /dev/stdout of a socket", () => {
  const { files } = new FakeSystem();
  files.put("/etc/motd", "hi");
  const fd = files.openRead("/etc/motd");
  assert.throws(() => files.write(fd, Buffer.from("x")), { code: "EBADF" });
  const stdout = files.setDescriptor(1, "pipe");
  files.write(1, Buffer.from("seen"));
  assert.equal(text(stdout.content), "seen");
  files.write(files.openAppend("/dev/stdout"), Buffer.from("!"));
  assert.equal(files.text("/dev/stdout"), "seen!");
  files.setDescriptor(1, "socket");
  assert.throws(() => files.openAppend("/dev/stdout"), { code: "ENXIO" });
});

test("users and limits follow the kernel's rules", () => {
  const { users, limits } = new FakeSystem();
  users.addUser({ name: "app", uid: 1_000, gid: 1_000, home: "/home/app", shell: "/bin/sh" });
  users.addGroup("adm", 4, ["app"]);
  assert.deepEqual(users.groupsOf("app", 1_000), [1_000, 4]);
  limits.privileged = false;
  const { hard } = limits.get("nofile");
  assert.equal(limits.set("nofile", { soft: hard, hard }), undefined);
  assert.equal(limits.set("nofile", { soft: hard, hard: hard + 1 }), "EPERM");
  assert.equal(limits.set("nofile", { soft: hard + 1, hard }), "EINVAL");
});
