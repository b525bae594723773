import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeSystem } from "../system/fake-system.ts";
import { FakeProcess } from "./fake-control.ts";
import { describeLog, findLogFile } from "./log-files.ts";

const path = "/tmp/web.log";

function fixture() {
  const { files } = new FakeSystem();
  const process = new FakeProcess("web");
  process.stdoutLog.path = path;
  return { files, process };
}

test("rotated files come first, the oldest at the head, up to the first gap", () => {
  const { files, process } = fixture();
  for (const [name, text] of [
    [path, "now"],
    [`${path}.1`, "before"],
    [`${path}.2`, "earlier"],
    [`${path}.4`, "somebody's"],
  ] as const) {
    files.writeText(name, text);
  }
  const { files: found, absence } = describeLog(files, process, "stdout");
  assert.equal(absence, undefined);
  assert.deepEqual(
    found.map((file) => [file.path, file.bytes]),
    [
      [`${path}.2`, 7],
      [`${path}.1`, 6],
      [path, 3],
    ],
  );
  const { inode } = files.stat(`${path}.1`);
  files.rename(`${path}.1`, `${path}.3`);
  files.rename(`${path}.2`, `${path}.1`);
  files.rename(`${path}.3`, `${path}.2`);
  assert.equal(findLogFile(files, path, inode)?.path, `${path}.2`);
  assert.equal(findLogFile(files, path, files.stat(`${path}.4`).inode), undefined, "no other file can be named");
});

test("after a rotation without a new line the rotated files are there all the same", () => {
  const { files, process } = fixture();
  files.writeText(`${path}.1`, "before");
  assert.equal(describeLog(files, process, "stdout").files.length, 1);
  files.remove(`${path}.1`);
  assert.deepEqual(describeLog(files, process, "stdout").files, []);
});

test("a log that is a device, and one that is not kept, say so", () => {
  const { files, process } = fixture();
  process.stdoutLog.path = "/dev/null";
  assert.equal(describeLog(files, process, "stdout").absence, "other");
  process.stdoutLog.path = undefined;
  assert.equal(describeLog(files, process, "stdout").absence, "none");
});
