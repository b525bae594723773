/** Log files on the real file system. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, readlinkSync, renameSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { LogOutputs } from "../../src/logging/log-outputs.ts";
import { nodeSystem } from "../../src/system/node-system.ts";
import { Scratch } from "../helpers/scratch.ts";

function openDescriptors(): string[] {
  return readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}

/** What `seq 1 last` prints, in chunks of changing sizes. */
function* sequence(last: number): Generator<Buffer> {
  const text = Buffer.alloc(65_536 + 16);
  let size = 0;
  let limit = 1;
  for (let number = 1; number <= last; number++) {
    size += text.write(`${number}\n`, size, "latin1");
    if (size < limit && number < last) continue;
    yield text.subarray(0, size);
    size = 0;
    limit = (limit * 7) % 65_521;
  }
}

function outputs(): { readonly outputs: LogOutputs; readonly reports: string[] } {
  const reports: string[] = [];
  const all = new LogOutputs(nodeSystem, "test");
  all.reportTo((level, message) => reports.push(`${level}: ${message}`));
  return { outputs: all, reports };
}

/** What this process has open in the directory of `path`. */
function openedBeside(path: string): string[] {
  return openDescriptors().filter((target) => target.startsWith(dirname(path)));
}

test("the numbers 1 to 10000000 through small rotations are exact, and leave no descriptor behind", () => {
  using scratch = new Scratch();
  const path = scratch.file("app.log");
  const { outputs: all, reports } = outputs();
  const sink = all.open({ path, maxBytes: 77_777, backups: 2_000 });
  const input = createHash("sha256");
  for (const chunk of sequence(10_000_000)) {
    input.update(chunk);
    sink.write(chunk);
  }
  assert.deepEqual(openedBeside(path), [path]);
  assert.deepEqual(
    openDescriptors().filter((target) => target.includes("(deleted)")),
    [],
  );
  sink.close();
  assert.deepEqual(openedBeside(path), []);
  const names = readdirSync(scratch.path);
  assert.ok(names.length > 700, `${names.length} files`);
  const output = createHash("sha256");
  for (let number = names.length - 1; number >= 1; number--) output.update(readFileSync(`${path}.${number}`));
  output.update(readFileSync(path));
  assert.equal(output.digest("hex"), input.digest("hex"));
  assert.deepEqual(reports, []);
});

test("with N backups there are N and the file itself, the last of the input", () => {
  using scratch = new Scratch();
  const path = scratch.file("app.log");
  const sink = outputs().outputs.open({ path, maxBytes: 10, backups: 3 });
  for (let line = 0; line < 100; line++) sink.write(Buffer.from(`line ${line}\n`));
  sink.close();
  assert.deepEqual(readdirSync(scratch.path).sort(), ["app.log", "app.log.1", "app.log.2", "app.log.3"]);
  const text = [".3", ".2", ".1", ""].map((suffix) => readFileSync(path + suffix, "utf8")).join("");
  assert.equal(text, [94, 95, 96, 97, 98, 99].map((line) => `line ${line}\n`).join(""));
});

test("an external logrotate that copies and truncates causes no hole of zeros", () => {
  using scratch = new Scratch();
  const path = scratch.file("app.log");
  const sink = outputs().outputs.open({ path, maxBytes: 0, backups: 3 });
  sink.write(Buffer.from("before\n"));
  truncateSync(path);
  sink.write(Buffer.from("after\n"));
  assert.equal(readFileSync(path, "utf8"), "after\n");
  sink.close();
});

test("200 external rotations with a reopening each lose nothing and hold no old file", () => {
  using scratch = new Scratch();
  const path = scratch.file("app.log");
  const sink = outputs().outputs.open({ path, maxBytes: 52_428_800, backups: 10 });
  for (let turn = 0; turn < 200; turn++) {
    sink.write(Buffer.from(`${turn} before\n`));
    renameSync(path, scratch.file(`old.${turn}`));
    sink.write(Buffer.from(`${turn} between\n`));
    sink.reopen();
    assert.equal(
      readFileSync(scratch.file(`old.${turn}`), "utf8")
        .split("\n")
        .at(-2),
      `${turn} between`,
    );
  }
  assert.deepEqual(openedBeside(path), [path]);
  assert.deepEqual(
    openDescriptors().filter((target) => target.includes("/old.")),
    [],
  );
  sink.close();
});

test("a symbolic link is followed, and moves with its file when the log rotates", () => {
  using scratch = new Scratch();
  const path = scratch.file("app.log");
  writeFileSync(scratch.file("target"), "");
  const { outputs: all, reports } = outputs();
  symlinkSync("target", path);
  const sink = all.open({ path, maxBytes: 4, backups: 1 });
  sink.write(Buffer.from("12345"));
  sink.write(Buffer.from("6"));
  sink.close();
  assert.equal(readFileSync(scratch.file("target"), "utf8"), "12345");
  assert.equal(readFileSync(`${path}.1`, "utf8"), "12345");
  assert.equal(readFileSync(path, "utf8"), "6");
  assert.deepEqual(reports, []);
});
