import assert from "node:assert/strict";
import { test } from "node:test";
import { exited } from "../system/fake-system.ts";
import { type EndedLife, isUnexpected, noLives, remember, rememberedLives } from "./lives.ts";

function life(startedWallMs: number): EndedLife {
  const end = { kind: "exited", status: exited(1), expected: false } as const;
  return { startedWallMs, endedWallMs: startedWallMs + 5, endedMs: 5, ranMs: 5, end, comesBack: true };
}

test("the last lives are remembered, oldest first, and no more than twenty of them", () => {
  let lives = noLives;
  for (let start = 1; start <= 25; start++) lives = remember(lives, life(start));
  assert.equal(rememberedLives, 20);
  assert.deepEqual(
    lives.map(({ startedWallMs }) => startedWallMs),
    Array.from({ length: 20 }, (_, index) => index + 6),
  );
  assert.deepEqual(noLives, []);
});

test("an end is unexpected that nobody asked for and that is not among exitcodes, and what never began, too", () => {
  const status = exited(0);
  assert.equal(isUnexpected({ kind: "exited", status, expected: true }), false);
  assert.equal(isUnexpected({ kind: "exited", status, expected: false }), true);
  assert.equal(isUnexpected({ kind: "stopped", status }), false);
  assert.equal(isUnexpected({ kind: "too-quick", status, attempt: 1 }), true);
  assert.equal(isUnexpected({ kind: "not-spawned", reason: "no such file", attempt: 1 }), true);
});
