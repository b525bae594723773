/** Files of our own in directories of other users, on the real file system. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { relative } from "node:path";
import { describe, test } from "node:test";
import { nodeSystem } from "../../src/system/node-system.ts";
import { Scratch } from "../helpers/scratch.ts";

const { files, streams } = nodeSystem;
const [alice, bob] = [64_001, 64_002];
const asRoot = { skip: process.getuid?.() === 0 ? false : "needs root" };
const refused = /^Error: the symbolic link '.*' belongs to user 64001, and what it leads to does not$/;

/** `/secret/file` of root's, and `/home` of alice's. */
class Places extends Scratch {
  readonly home = this.file("home");
  readonly secret = this.file("secret/file");

  constructor() {
    super();
    chmodSync(this.path, 0o755);
    mkdirSync(this.home);
    chownSync(this.home, alice, alice);
    mkdirSync(this.file("secret"));
    writeFileSync(this.secret, "secret", { mode: 0o600 });
  }

  link(owner: number, target: string, name: string): string {
    const path = this.file(name);
    symlinkSync(target, path);
    lchownSync(path, owner, owner);
    return path;
  }

  /** Nothing of root's was touched. */
  assertIntact(): void {
    assert.deepEqual(readdirSync(this.file("secret")), ["file"]);
    assert.equal(readFileSync(this.secret, "utf8"), "secret");
  }
}

function append(path: string, text: string): void {
  const fd = files.openAppend(path);
  files.write(fd, Buffer.from(text));
  files.close(fd);
}

function openDescriptors(): number {
  return readdirSync("/proc/self/fd").length;
}

describe("a link that a user has planted", asRoot, () => {
  for (const [title, target] of [
    ["to a file of root's", "../secret/file"],
    ["into a directory of root's", "../secret/new"],
  ] as const) {
    test(`${title} is not followed, whatever is to be done`, () => {
      using places = new Places();
      const path = places.link(alice, target, "home/log");
      const descriptors = openDescriptors();
      for (const act of [
        () => files.openAppend(path),
        () => files.openRead(path),
        () => files.readOwnText(path),
        () => files.writeText(path, "4711\n"),
        () => streams.open(path),
      ]) {
        assert.throws(act, refused);
      }
      assert.throws(() => files.createExclusive(path, 0o600), { code: "EEXIST" });
      assert.equal(openDescriptors(), descriptors);
      places.assertIntact();
      files.remove(path);
      assert.equal(existsSync(path), false);
      places.assertIntact();
    });
  }

  test("in the place of a directory is not followed, whatever is to be done", () => {
    using places = new Places();
    for (const target of ["../secret", "..", "../..", "/"]) {
      const link = places.link(alice, target, "home/logs");
      const path = `${link}/file`;
      for (const act of [
        () => files.openAppend(path),
        () => files.openRead(path),
        () => files.createExclusive(`${link}/new`, 0o600),
        () => files.writeText(path, "4711\n"),
        () => files.remove(path),
        () => files.openDirectory(link),
      ]) {
        assert.throws(act, refused, target);
      }
      files.remove(link);
    }
    places.assertIntact();
    assert.deepEqual(readdirSync(places.path).sort(), ["home", "secret"]);
  });

  test("is not followed behind one of root's either", () => {
    using places = new Places();
    places.link(alice, "../secret/file", "home/log");
    const path = places.link(0, "home/log", "log");
    assert.throws(() => files.openAppend(path), refused);
    places.assertIntact();
  });

  test("is followed to what is his own, to what he could put there himself, and to /dev/null", () => {
    using places = new Places();
    mkdirSync(places.file("data"));
    chownSync(places.file("data"), alice, alice);
    places.link(alice, "../data", "home/logs");
    const path = places.link(alice, "logs/app.log", "home/log");
    for (const text of ["created", " and found again"]) append(path, text);
    assert.equal(readFileSync(places.file("data/app.log"), "utf8"), "created and found again");
    writeFileSync(places.file("his"), "");
    chownSync(places.file("his"), alice, alice);
    append(places.link(alice, "../his", "home/other"), "x");
    assert.equal(readFileSync(places.file("his"), "utf8"), "x");
    append(places.link(alice, "/dev/null", "home/silent"), "x");
  });

  test("is never followed in the moment between a look and the use", async () => {
    using places = new Places();
    mkdirSync(places.file("home/real"));
    mkdirSync(places.file("home/logs"));
    chownSync(places.file("home/real"), alice, alice);
    // Two names that take turns: a directory of alice's and a link to root's.
    const turns = `
      const fs = require("node:fs");
      process.chdir(${JSON.stringify(places.home)});
      fs.symlinkSync("../secret", "link");
      process.stdout.write("up");
      for (;;) {
        try { fs.renameSync("logs", "aside"); fs.renameSync("link", "logs"); } catch {}
        try { fs.renameSync("logs", "link"); fs.renameSync("aside", "logs"); } catch {}
      }`;
    const turner = spawn(process.execPath, ["-e", turns], {
      uid: alice,
      gid: alice,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(turner, "exit");
    await once(turner.stdout, "data");
    let opened = 0;
    for (let attempt = 0; attempt < 3000; attempt++) {
      try {
        append(places.file("home/logs/file"), "x");
        opened++;
      } catch {
        // the link, or neither name
      }
      try {
        files.remove(places.file("home/logs/file"));
      } catch {
        // the same
      }
    }
    turner.kill("SIGKILL");
    await ended;
    places.assertIntact();
    assert.ok(opened > 0);
  });
});

describe("links of the administrator", asRoot, () => {
  test("of root and of the daemon's user are followed, through directories and other links", () => {
    using places = new Places();
    mkdirSync(places.file("data"));
    places.link(0, places.file("data"), "home/logs");
    places.link(0, "logs/../home/logs/./app.log", "home/log");
    append(places.file("home/log"), "one");
    append(places.file("home/logs//app.log"), " two");
    assert.equal(readFileSync(places.file("data/app.log"), "utf8"), "one two");
    const directory = files.openDirectory(places.file("home/logs"));
    directory.rename("app.log", "app.log.1");
    directory.close();
    assert.deepEqual(readdirSync(places.file("data")), ["app.log.1"]);
  });

  test("lead to the standard output, in containers too", () => {
    using places = new Places();
    const pipe = nodeSystem.processes.pipe();
    const path = places.link(0, `/proc/self/fd/${pipe.write}`, "stdout");
    const writer = streams.open(places.link(0, path, "home/access.log"));
    writer.write(Buffer.from("line\n"));
    writer.close();
    const into = Buffer.alloc(9);
    assert.equal(into.toString("utf8", 0, readSync(pipe.read, into)), "line\n");
    files.close(pipe.read);
    files.close(pipe.write);
  });

  test("are followed by a daemon that is not root, through directories that it may not read", () => {
    using places = new Places();
    mkdirSync(places.file("home/own"));
    chownSync(places.file("home/own"), bob, bob);
    places.link(0, "home/own", "logs");
    chmodSync(places.home, 0o711);
    process.setegid?.(bob);
    process.seteuid?.(bob);
    try {
      append(places.file("logs/log"), "x");
      assert.throws(() => append(places.file("home/log"), "x"), { code: "EACCES", path: places.file("home/log") });
    } finally {
      process.seteuid?.(0);
      process.setegid?.(0);
    }
    assert.equal(readFileSync(places.file("home/own/log"), "utf8"), "x");
  });
});

test("paths are read as the kernel reads them", () => {
  using places = new Scratch();
  mkdirSync(places.file("d"));
  symlinkSync("d/new", places.file("dangling"));
  append(places.file("dangling"), "x");
  assert.equal(readFileSync(places.file("d/new"), "utf8"), "x");
  symlinkSync("loop", places.file("loop"));
  symlinkSync("new/below", places.file("d/through-file"));
  append(relative(process.cwd(), places.file("d/relative")), "x");
  assert.ok(existsSync(places.file("d/relative")));
  for (const [name, code] of [
    ["loop", "ELOOP"],
    ["loop/x", "ELOOP"],
    ["none/x", "ENOENT"],
    ["d", "EISDIR"],
    ["d/", "EISDIR"],
    ["d/..", "EISDIR"],
    ["d/new/x", "ENOTDIR"],
    ["d/through-file", "ENOTDIR"],
    [`d/${"x".repeat(300)}`, "ENAMETOOLONG"],
    [`d/${"x".repeat(5000)}/y`, "ENAMETOOLONG"],
  ] as const) {
    assert.throws(() => files.openAppend(places.file(name)), { code }, name);
  }
  assert.throws(() => files.openAppend(""), { code: "ENOENT" });
  spawnSync("mkfifo", [places.file("pipe")]);
  assert.throws(() => files.openAppend(places.file("pipe")), { code: "ENXIO" });
  assert.throws(() => files.openDirectory(places.file("pipe")), { code: "ENOTDIR" });
});
