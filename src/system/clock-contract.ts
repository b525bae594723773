import assert from "node:assert/strict";
import type { DeclareTest } from "./declare-test.ts";
import type { Clock } from "./system.ts";

/** A clock, and the way to let time pass until something has happened. */
export interface ClockInUse {
  readonly clock: Clock;
  until(what: string, condition: () => boolean): Promise<void>;
}

/** What every `Clock` does, the real one and that of tests. */
export function testClock(test: DeclareTest, { clock, until }: ClockInUse): void {
  test("timers fire once each, in the order of their times, never early, and cancelled ones never", async () => {
    const start = clock.monotonicMs();
    const fired: string[] = [];
    const note = (name: string, delayMs: number) =>
      clock.after(delayMs, () => {
        fired.push(clock.monotonicMs() - start >= delayMs ? name : `${name} early`);
      });
    note("late", 30);
    note("at once", 0);
    note("soon", 10.5);
    note("cancelled", 5).cancel();
    const last = note("never", 2 ** 40);
    assert.deepEqual(fired, []);
    await until("the last timer has fired", () => fired.length > 2);
    assert.deepEqual(fired, ["at once", "soon", "late"]);
    last.cancel();
    last.cancel();
  });

  test("a timer that another one cancels does not fire, and one that another sets does", async () => {
    const fired: string[] = [];
    clock.after(1, () => {
      fired.push("first");
      second.cancel();
      clock.after(1, () => {
        fired.push("third");
        clock.after(30, () => fired.push("last"));
      });
    });
    const second = clock.after(20, () => fired.push("second"));
    await until("the last timer has fired", () => fired.includes("last"));
    assert.deepEqual(fired, ["first", "third", "last"]);
  });

  test("soon is later than now, in the order in which it was asked for", async () => {
    const seen: string[] = [];
    clock.soon(() => {
      seen.push("one");
      clock.soon(() => seen.push("three"));
    });
    clock.soon(() => seen.push("two"));
    assert.deepEqual(seen, []);
    await until("all have been called", () => seen.length > 2);
    assert.deepEqual(seen, ["one", "two", "three"]);
  });
}
