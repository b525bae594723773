import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeSystem } from "./fake-system.ts";
import { TimeSlices } from "./time-slices.ts";

/** Lets what was resolved go on, which the virtual clock does not drive. */
const continued = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("of several long works one goes on in a turn, for a few milliseconds, in order", async () => {
  let now = 0;
  let turns: (() => void)[] = [];
  const slices = new TimeSlices({ monotonicMs: () => now, soon: (callback) => turns.push(callback) });
  const steps: string[] = [];
  const work = async (name: string): Promise<void> => {
    for (let step = 0; step < 5; step++) {
      await slices.rest();
      steps.push(name);
      now += 2;
    }
  };
  const all = Promise.all([work("a"), work("b")]);
  const perTurn: string[] = [];
  while (turns.length > 0) {
    const [next, ...rest] = turns;
    turns = rest;
    next?.();
    await continued();
    perTurn.push(steps.splice(0).join(""));
  }
  await all;
  assert.deepEqual(perTurn, ["aaa", "bbb", "aa", "bb"]);
});

test("nothing is scheduled while nobody works", async () => {
  const { clock } = new FakeSystem();
  const slices = new TimeSlices(clock);
  const resting = slices.rest();
  clock.settle();
  await resting;
  assert.equal(slices.rest(), undefined, "the slice lasts");
  clock.advance(5);
  assert.notEqual(slices.rest(), undefined);
  assert.equal(clock.pendingTimers, 0);
});
