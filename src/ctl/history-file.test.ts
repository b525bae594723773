import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { nodeFiles } from "../system/node-files.ts";
import { readHistory, writeHistory } from "./history-file.ts";

let directory: string;
before(() => {
  directory = mkdtempSync(join(tmpdir(), "supervisor-test-"));
});
after(() => rmSync(directory, { recursive: true }));

test("what was written is read again, the newest thousand lines of it", () => {
  const path = join(directory, "history");
  const lines = Array.from({ length: 1500 }, (_, index) => `status ${index}`);
  assert.equal(writeHistory(nodeFiles, path, lines), undefined);
  assert.deepEqual(readHistory(nodeFiles, path), lines.slice(500));
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test("a file that is missing, or is none, has no lines", () => {
  assert.deepEqual(readHistory(nodeFiles, join(directory, "none")), []);
  assert.deepEqual(readHistory(nodeFiles, directory), []);
  // Reading one of these would never end.
  assert.deepEqual(readHistory(nodeFiles, "/dev/zero"), []);
  execFileSync("mkfifo", [join(directory, "pipe")]);
  assert.deepEqual(readHistory(nodeFiles, join(directory, "pipe")), []);
});

test("bytes that are no text, and lines without end, do no harm", () => {
  const path = join(directory, "odd");
  writeFileSync(path, Buffer.from("a\n\n\xff\xfe\0\nlast", "latin1"));
  assert.deepEqual(readHistory(nodeFiles, path), ["a", "\ufffd\ufffd\0", "last"]);
});

test("a file that cannot be written is told with the reason", () => {
  assert.match(writeHistory(nodeFiles, join(directory, "none", "x"), ["a"]) ?? "", /^ENOENT/);
  assert.match(writeHistory(nodeFiles, directory, ["a"]) ?? "", /^EISDIR/);
});
