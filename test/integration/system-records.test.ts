import assert from "node:assert/strict";
import {
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { errnoName } from "../../src/system/errno.ts";
import { nodeSystem } from "../../src/system/node-system.ts";
import { complete } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";

const { users, limits, files, clock } = nodeSystem;
const directory = mkdtempSync(join(tmpdir(), "supervisor-records-"));
const at = (name: string) => join(directory, name);
after(() => rmSync(directory, { recursive: true }));

test("users and groups are those of the system's own tools", { ...requires("/usr/bin/getent", "/usr/bin/id") }, () => {
  const lines = complete("/usr/bin/getent", ["passwd"]).stdout.trim().split("\n");
  assert.ok(lines.length > 3);
  for (const line of lines) {
    const [name = "", , uid, gid, , home, shell] = line.split(":");
    const record = { name, uid: Number(uid), gid: Number(gid), home, shell };
    assert.deepEqual(users.byName(name), record);
    assert.equal(users.byUid(record.uid)?.uid, record.uid);
    const groups = complete("/usr/bin/id", ["-G", name]).stdout.trim().split(" ").map(Number);
    assert.deepEqual([...users.groupsOf(name, record.gid)].sort(), groups.sort());
    assert.equal(users.groupsOf(name, record.gid)[0], record.gid, "the primary group comes first");
  }
  for (const line of complete("/usr/bin/getent", ["group"]).stdout.trim().split("\n")) {
    const [name = "", , gid] = line.split(":");
    assert.deepEqual(users.groupByName(name), { name, gid: Number(gid) });
    assert.equal(users.groupByGid(Number(gid))?.gid, Number(gid));
  }
});

test("who does not exist is undefined, whatever the name looks like", () => {
  for (const name of ["no-such-user", "", "root ", "x".repeat(500), "ünbekannt"]) {
    assert.equal(users.byName(name), undefined, name);
    assert.equal(users.groupByName(name), undefined, name);
  }
  assert.equal(users.byUid(3_999_999_999), undefined);
  assert.equal(users.groupByGid(3_999_999_999), undefined);
  assert.deepEqual(users.groupsOf("no-such-user", 4_711), [4_711]);
});

test("limits are read and set as the kernel has them", () => {
  const fromKernel = () => {
    const line = /^Max open files +(\S+) +(\S+)/m.exec(readFileSync("/proc/self/limits", "utf8"));
    const value = (text = "") => (text === "unlimited" ? Number.POSITIVE_INFINITY : Number(text));
    return { soft: value(line?.[1]), hard: value(line?.[2]) };
  };
  const before = limits.get("nofile");
  assert.deepEqual(before, fromKernel());
  assert.equal(limits.set("nofile", { ...before, soft: 300 }), undefined);
  assert.deepEqual(fromKernel(), { ...before, soft: 300 });
  assert.equal(limits.set("nofile", before), undefined);
  assert.equal(limits.set("nofile", { soft: before.hard + 1, hard: before.hard }), "EINVAL");
  assert.equal(limits.set("nofile", { soft: -1, hard: -1 }), "EINVAL");
  const processes = limits.get("nproc");
  assert.ok(processes.soft > 0 && processes.soft <= processes.hard);
  assert.equal(limits.set("nproc", processes), undefined);
});

test("no limit is Infinity, both ways", (context) => {
  const before = limits.get("nproc");
  const none = { soft: Number.POSITIVE_INFINITY, hard: Number.POSITIVE_INFINITY };
  const errno = limits.set("nproc", none);
  if (errno === "EPERM") return context.skip("this user may not lift the hard limit");
  assert.equal(errno, undefined);
  assert.match(readFileSync("/proc/self/limits", "utf8"), /^Max processes +unlimited +unlimited/m);
  assert.deepEqual(limits.get("nproc"), none);
  assert.equal(limits.set("nproc", before), undefined);
});

test("files are appended to, created exclusively, read, cut and renamed", () => {
  const fd = files.openAppend(at("log"), 0o640);
  assert.equal(statSync(at("log")).mode & 0o777, 0o640 & ~process.umask());
  assert.equal(files.write(fd, Buffer.from("0123456789")), 10);
  const opened = files.openDirectory(directory);
  assert.deepEqual([opened.has("log"), opened.has("log.1")], [true, false]);
  opened.rename("log", "log.1");
  assert.throws(() => opened.rename("log", "log.1"), { code: "ENOENT" });
  opened.close();
  assert.equal(files.stat(fd).inode, files.stat(at("log.1")).inode);
  assert.throws(() => files.createExclusive(at("log.1"), 0o600), { code: "EEXIST" });
  closeSync(files.createExclusive(at("log"), 0o600));
  const reading = files.openRead(at("log.1"));
  const into = Buffer.alloc(4);
  assert.equal(files.read(reading, into, 3), 4);
  assert.equal(into.toString(), "3456");
  assert.equal(files.read(reading, into, 10), 0);
  files.truncate(fd, 2);
  files.write(fd, Buffer.from("!"));
  assert.equal(files.readText(at("log.1")), "01!");
  files.close(fd);
  files.close(reading);
  assert.deepEqual([...files.list(directory)].sort(), ["log", "log.1"]);
  files.remove(at("log"));
  assert.throws(() => files.remove(at("log")), { code: "ENOENT", path: at("log") });
});

test("claims of one name in a directory learn of each other, until they are released", () => {
  const [one, two, other] = ["name", "name", "another name"].map((name) => files.claim(directory, name));
  assert.ok(one && two && other);
  assert.deepEqual([one.isShared, two.isShared, other.isShared], [true, true, false]);
  one.release();
  assert.equal(two.isShared, false);
  two.release();
  other.release();
  assert.equal(files.claim(at("none"), "name"), undefined);
});

test("text files are written whole", () => {
  files.writeText(at("pid"), "a long first version\n", 0o600);
  files.writeText(at("pid"), "4711\n");
  assert.equal(files.readText(at("pid")), "4711\n");
  assert.equal(statSync(at("pid")).mode & 0o777, 0o600);
});

test("kinds of files are told apart, through links too", async () => {
  mkdirSync(at("folder"));
  writeFileSync(at("file"), "");
  linkSync(at("file"), at("hard"));
  symlinkSync(at("folder"), at("link"));
  assert.equal(complete("mkfifo", [at("fifo")]).status, 0);
  const server = createServer().listen(at("socket"));
  await new Promise((resolve) => server.once("listening", resolve));
  assert.equal(files.stat(at("folder")).kind, "directory");
  assert.equal(files.stat(at("link")).kind, "directory");
  assert.equal(files.stat(at("hard")).kind, "file");
  assert.equal(files.stat(at("fifo")).kind, "pipe");
  assert.equal(files.stat(at("socket")).kind, "socket");
  assert.equal(files.stat("/dev/null").kind, "character-device");
  assert.throws(() => files.openAppend(at("folder")), { code: "EISDIR" });
  assert.throws(() => files.openAppend(at("socket")), { code: "ENXIO" });
  server.close();
});

test("executable is what the user may execute", () => {
  writeFileSync(at("script"), "", { mode: 0o755 });
  writeFileSync(at("text"), "", { mode: 0o644 });
  assert.equal(files.canExecute(at("script")), true);
  assert.equal(files.canExecute(at("text")), false);
  assert.equal(files.canExecute(at("missing")), false);
});

test("errno numbers have the names that users know", () => {
  const names: [number, string][] = [
    [2, "ENOENT"],
    [11, "EAGAIN"],
    [13, "EACCES"],
    [35, "EDEADLK"],
    [95, "EOPNOTSUPP"],
    [80, "ELIBBAD"],
    [117, "EUCLEAN"],
    [4_000, "errno 4000"],
  ];
  for (const [number, name] of names) assert.equal(errnoName(number), name);
});

test("timers never fire early by the monotonic clock, and cancelled ones never", async () => {
  const early: number[] = [];
  let cancelled = false;
  await Promise.all(
    Array.from({ length: 300 }, (_, i) => {
      const delay = (i % 40) + i / 300;
      const due = clock.monotonicMs() + delay;
      return new Promise<void>((resolve) => {
        clock.after(delay, () => {
          if (clock.monotonicMs() < due) early.push(due - clock.monotonicMs());
          resolve();
        });
        clock
          .after(delay, () => {
            cancelled = true;
          })
          .cancel();
      });
    }),
  );
  assert.deepEqual(early, []);
  assert.equal(cancelled, false);
});

test("a delay beyond what setTimeout can count does not fire at once", async () => {
  const warnings: Error[] = [];
  process.on("warning", (warning) => warnings.push(warning));
  let fired = 0;
  const timers = [2 ** 31, 1e12, Number.POSITIVE_INFINITY].map((delay) => clock.after(delay, () => fired++));
  await new Promise<void>((resolve) => clock.after(20, resolve));
  for (const timer of timers) timer.cancel();
  assert.equal(fired, 0);
  assert.deepEqual(warnings, []);
});

test("the date and the monotonic clock are two clocks", () => {
  assert.ok(Math.abs(clock.wallMs() - Date.now()) < 1_000);
  const first = clock.monotonicMs();
  assert.ok(clock.monotonicMs() >= first);
  assert.ok(first < clock.wallMs(), "the monotonic clock counts from the start of something, not from 1970");
});

test("soon comes after the I/O that is pending", async () => {
  const order: string[] = [];
  const { processes } = nodeSystem;
  const pipe = processes.pipe();
  const reader = processes.openPipeReader(
    pipe.read,
    () => order.push("data"),
    () => {},
  );
  files.write(pipe.write, Buffer.from("x"));
  await new Promise<void>((resolve) =>
    clock.soon(() => {
      order.push("first");
      files.write(pipe.write, Buffer.from("y"));
      clock.soon(() => {
        order.push("second");
        resolve();
      });
    }),
  );
  assert.deepEqual(order.slice(-2), ["data", "second"]);
  reader.close();
  processes.closeDescriptor(pipe.write);
});
