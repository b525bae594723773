import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { truncateSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { Scratch } from "../../test/helpers/scratch.ts";
import { readText } from "./read-text.ts";

test("a file is read whole, and those of /proc, which claim to be empty", () => {
  using scratch = new Scratch();
  const text = "añ日🙂\n".repeat(20_000);
  writeFileSync(scratch.file("text"), text);
  assert.equal(readText(scratch.file("text")), text);
  assert.match(readText("/proc/self/status"), /^Name:/);
});

test("a file that is too large is refused, however little of the disk it takes", () => {
  using scratch = new Scratch();
  writeFileSync(scratch.file("sparse"), "");
  truncateSync(scratch.file("sparse"), 2 ** 40);
  assert.throws(() => readText(scratch.file("sparse")), { code: "EFBIG" });
  assert.throws(() => readText(scratch.file("sparse"), 10), { code: "EFBIG" });
});

test("what is no file is refused by what it is, without waiting", () => {
  using scratch = new Scratch();
  spawnSync("mkfifo", [scratch.file("pipe")]);
  assert.throws(() => readText(scratch.file("pipe")), { message: "it is a named pipe" });
  assert.throws(() => readText("/dev/zero"), { message: "it is a device" });
  assert.throws(() => readText(scratch.path), { code: "EISDIR" });
  assert.throws(() => readText(scratch.file("none")), { code: "ENOENT" });
});
