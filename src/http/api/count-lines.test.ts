import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeSystem } from "../../system/fake-system.ts";
import { lineAt, mostCounted } from "./count-lines.ts";

const slices = { rest: () => undefined };

function logOf(text: string): { files: FakeSystem["files"]; inode: number } {
  const { files } = new FakeSystem();
  files.put("/log", text);
  return { files, inode: files.stat("/log").inode };
}

test("lines are counted up to a byte, over many pieces", async () => {
  const line = `${"x".repeat(99)}\n`;
  const { files, inode } = logOf(line.repeat(3_000));
  const at = (offset: number) =>
    lineAt(files, slices, { path: "/log", place: { inode, offset }, budget: mostCounted, isVain: () => false });
  assert.equal(await at(0), 1);
  assert.equal(await at(99), 1);
  assert.equal(await at(100), 2);
  assert.equal(await at(250_050), 2_501);
});

test("a number that cannot be known is not told", async () => {
  const { files, inode } = logOf("a\n");
  const ask = (path: string, place: { inode: number; offset: number }, vain = false) =>
    lineAt(files, slices, { path, place, budget: 3, isVain: () => vain });
  assert.equal(await ask("/nowhere", { inode, offset: 2 }), undefined);
  assert.equal(await ask("/log", { inode: inode + 1, offset: 2 }), undefined, "rotated");
  assert.equal(await ask("/log", { inode, offset: 3 }), undefined, "emptied");
  assert.equal(await ask("/log", { inode, offset: 4 }), undefined, "too much to read");
  assert.equal(await ask("/log", { inode, offset: 2 }, true), undefined, "nobody waits");
});
