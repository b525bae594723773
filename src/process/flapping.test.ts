import assert from "node:assert/strict";
import { test } from "node:test";
import { exited, signaled } from "../system/fake-system.ts";
import { findFlapping, flappingRule } from "./flapping.ts";
import type { EndedLife, LifeEnd } from "./lives.ts";

const killed: LifeEnd = { kind: "exited", status: signaled("SIGKILL"), expected: false };
const done: LifeEnd = { kind: "exited", status: exited(0), expected: true };
const stopped: LifeEnd = { kind: "stopped", status: signaled("SIGTERM") };
const failed: LifeEnd = { kind: "too-quick", status: exited(1), attempt: 1 };

function life(endedMs: number, end: LifeEnd = killed, comesBack = true): EndedLife {
  return { startedWallMs: 0, endedWallMs: endedMs, endedMs, ranMs: 1, end, comesBack };
}

const countOf = (lives: readonly EndedLife[], nowMs: number): number | undefined =>
  findFlapping("RUNNING", lives, nowMs)?.ends;

test("what is killed every nine seconds is flapping from its third end on", () => {
  assert.equal(countOf([life(9000), life(18_000)], 18_000), undefined);
  const lives = [life(9000), life(18_000), life(27_000)];
  assert.equal(countOf(lives, 27_000), 3);
  assert.equal(findFlapping("RUNNING", lives, 27_000)?.last, lives[2]);
});

test("it is calm when less than three of its ends are within the time, and says beforehand when that will be", () => {
  const lives = [life(0), life(1000), life(2000), life(3000)];
  const calmAtMs = 1000 + flappingRule.withinMs;
  assert.equal(findFlapping("RUNNING", lives, 3000)?.calmAtMs, calmAtMs);
  assert.equal(countOf(lives, flappingRule.withinMs), 3);
  assert.equal(countOf(lives, calmAtMs - 1), 3);
  assert.equal(countOf(lives, calmAtMs), undefined);
});

test("what dies seldom is not flapping, however long it does", () => {
  const lives = Array.from({ length: 20 }, (_, index) => life(index * 151_000));
  assert.equal(countOf(lives, 19 * 151_000), undefined);
});

test("where more ends may have been than are remembered, it is said within which time those were", () => {
  const lives = Array.from({ length: 20 }, (_, index) => life(index * 9000));
  const flapping = findFlapping("RUNNING", lives, 180_000);
  assert.deepEqual([flapping?.ends, flapping?.withinMs], [20, 180_000]);
  assert.equal(findFlapping("RUNNING", lives.slice(1), 180_000)?.withinMs, flappingRule.withinMs);
});

test("failed starts count, ends that were expected do not", () => {
  assert.equal(countOf([life(1, failed), life(2, failed), life(3)], 4), 3);
  assert.equal(countOf([life(1), life(2, done), life(3), life(4, done)], 5), undefined);
  assert.equal(countOf([life(1), life(2, done), life(3), life(4)], 5), 3);
});

test("what was before somebody stopped it, or started what had given up, does not count", () => {
  assert.equal(countOf([life(1), life(2), life(3), life(4, stopped)], 5), undefined);
  assert.equal(countOf([life(1), life(2), life(3, failed, false), life(4), life(5)], 6), undefined);
  assert.equal(countOf([life(1), life(2), life(3, killed, false)], 4), undefined);
});

test("what is down, and stays so, is not flapping", () => {
  const lives = [life(1), life(2), life(3)];
  assert.equal(findFlapping("STOPPED", lives, 4), undefined);
  assert.equal(findFlapping("FATAL", lives, 4), undefined);
  assert.equal(findFlapping("BACKOFF", lives, 4)?.ends, 3);
});
