import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeSystem } from "../system/fake-system.ts";
import { dropPrivileges } from "./privileges.ts";

const alice = { name: "alice", uid: 1000, gid: 100 };

function become(uid: number, user: typeof alice | undefined) {
  const calls: string[] = [];
  const result = dropPrivileges(user, new FakeSystem().users, {
    getuid: () => uid,
    setgroups: () => calls.push("setgroups"),
    setgid: (gid) => calls.push(`setgid ${gid}`),
    setuid: (to) => calls.push(`setuid ${to}`),
  });
  return { calls, said: result.ok ? result.notice : result.reason };
}

const succeeded = { level: "info", message: "Set uid to user 1000 succeeded" };

test("root becomes the user, groups first, and says so", () => {
  assert.deepEqual(become(0, alice), { calls: ["setgroups", "setgid 100", "setuid 1000"], said: succeeded });
});

test("who is that user already stays as he is, and it is said all the same", () => {
  assert.deepEqual(become(1000, alice), { calls: [], said: succeeded });
  const root = { name: "root", uid: 0, gid: 0 };
  assert.deepEqual(become(0, root), { calls: [], said: { level: "info", message: "Set uid to user 0 succeeded" } });
});

test("nobody but root becomes another user", () => {
  assert.deepEqual(become(7, alice), { calls: [], said: "Can't drop privilege as nonroot user" });
});
