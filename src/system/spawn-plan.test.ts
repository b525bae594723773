import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeSpawnPlan } from "./spawn-plan.ts";
import type { SpawnRequest } from "./system.ts";

const request: SpawnRequest = { file: "/bin/cat", argv: ["cat", "-u"], env: { A: "1", B: "" }, stdio: [3, 4, 5] };

function records(change: Partial<SpawnRequest> = {}): readonly string[] | undefined {
  const plan = encodeSpawnPlan({ ...request, ...change });
  return plan && Buffer.from(plan).toString().split("\0").slice(0, -1);
}

test("a plan names what is asked for, and nothing else", () => {
  assert.deepEqual(records(), ["f/bin/cat", "acat", "a-u", "eA=1", "eB=", "03", "14", "25"]);
  assert.deepEqual(
    records({
      cwd: "",
      umask: 0,
      openFiles: Number.POSITIVE_INFINITY,
      leader: "session",
      credentials: { uid: 0, gid: 1, groups: [1, 2] },
    })?.slice(8),
    ["d", "m0", "n", "s", "u0", "g1", "G1", "G2"],
  );
  assert.deepEqual(records({ openFiles: 1024, leader: "group" })?.slice(8), ["n1024"]);
});

test("a word with a NUL has no plan", () => {
  for (const change of [{ file: "/bin/\0cat" }, { argv: ["a\0b"] }, { env: { A: "\0" } }, { cwd: "/\0" }]) {
    assert.equal(records(change), undefined);
  }
});
