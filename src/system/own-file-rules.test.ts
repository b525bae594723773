import assert from "node:assert/strict";
import { test } from "node:test";
import { isTrusted, mayFollow, mayUseHardLink } from "./own-file-rules.ts";

const [alice, bob, daemon] = [1000, 1001, 500];
const file = (uid: number) => ({ uid, mode: 0o100644 });
const directory = (uid: number, permissions = 0o755) => ({ uid, mode: 0o040000 | permissions });

test("root and the user of the process are trusted", () => {
  assert.deepEqual(
    [0, daemon, alice].map((uid) => isTrusted(uid, daemon)),
    [true, true, false],
  );
});

test("a user's link leads to what is his, into directories of his, and to devices that are everybody's", () => {
  assert.equal(mayFollow(alice, file(alice), directory(0, 0o1777)), true);
  assert.equal(mayFollow(alice, file(0), directory(alice)), true);
  assert.equal(mayFollow(alice, undefined, directory(alice)), true);
  assert.equal(mayFollow(alice, { uid: 0, mode: 0o020666 }, directory(0)), true);
});

test("a user's link leads to nothing of others", () => {
  assert.equal(mayFollow(alice, file(0), directory(0)), false);
  assert.equal(mayFollow(alice, file(bob), directory(bob)), false);
  assert.equal(mayFollow(alice, undefined, directory(0, 0o1777)), false);
  assert.equal(mayFollow(alice, { uid: 0, mode: 0o020620 }, directory(0)), false);
  assert.equal(mayFollow(alice, { uid: 0, mode: 0o100666 }, directory(0)), false);
});

test("hard links are the kernel's business where it looks after them, and anybody's where only root could make them", () => {
  for (const place of [directory(alice), directory(0, 0o1777)]) assert.ok(mayUseHardLink(file(0), place, 0, true));
  assert.equal(mayUseHardLink(file(0), directory(0), 0, false), true);
  assert.equal(mayUseHardLink(file(alice), directory(daemon), daemon, false), true);
});

test("elsewhere a hard link of a user may be to his own files only", () => {
  assert.equal(mayUseHardLink(file(alice), directory(alice), 0, false), true);
  assert.equal(mayUseHardLink(file(0), directory(alice), 0, false), false);
  assert.equal(mayUseHardLink(file(bob), directory(alice), 0, false), false);
  for (const permissions of [0o1777, 0o775]) {
    assert.equal(mayUseHardLink(file(0), directory(0, permissions), 0, false), false);
    assert.equal(mayUseHardLink(file(alice), directory(alice, permissions), 0, false), false);
  }
});
