import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fc } from "../../test/helpers/fast-check.ts";
import { FakeClock } from "./fake-clock.ts";
import { Flood, RestingReaders } from "./resting-readers.ts";

/** A pipe whose bytes are numbers, and its reader: called for each write unless it rests. */
class Pipe {
  readonly #clock: FakeClock;
  readonly #readers: RestingReaders;
  readonly flood: Flood;
  #waiting: { readonly writtenMs: number; readonly bytes: number }[] = [];
  #resting = false;
  written = 0;
  read = 0;
  /** How long each write has waited. */
  readonly delaysMs: number[] = [];
  /** How often it was called, or has looked. */
  turns = 0;

  constructor(clock: FakeClock, readers: RestingReaders) {
    this.#clock = clock;
    this.#readers = readers;
    this.flood = new Flood(clock);
  }

  write(bytes = 100): void {
    this.written += bytes;
    this.#waiting.push({ writtenMs: this.#clock.monotonicMs(), bytes });
    if (!this.#resting) this.#called();
  }

  look(): number | undefined {
    this.turns++;
    const before = this.read;
    for (const { writtenMs, bytes } of this.#waiting) {
      this.delaysMs.push(this.#clock.monotonicMs() - writtenMs);
      this.read += bytes;
    }
    this.#waiting = [];
    return this.read - before;
  }

  wake(): void {
    this.#resting = false;
    if (this.#waiting.length > 0) this.#called();
  }

  #called(): void {
    if (!this.flood.isOn(this.look() ?? 0)) return;
    this.#resting = true;
    this.#readers.add(this);
  }
}

function pipes(count: number): { readonly clock: FakeClock; readonly pipes: readonly Pipe[] } {
  const clock = new FakeClock();
  const readers = new RestingReaders(clock);
  return { clock, pipes: Array.from({ length: count }, () => new Pipe(clock, readers)) };
}

function pipe(): { readonly clock: FakeClock; readonly pipe: Pipe } {
  const { clock, pipes: all } = pipes(1);
  const [first] = all;
  assert.ok(first);
  return { clock, pipe: first };
}

describe("RestingReaders", () => {
  it("never lets a byte wait for more than 5 ms, loses none, and ticks no longer than somebody writes", () => {
    const gapTenthsMs = fc.oneof({ weight: 20, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(100) });
    const bytes = fc.oneof({ weight: 9, arbitrary: fc.nat(200) }, { weight: 1, arbitrary: fc.nat(300_000) });
    const write = fc.record({ pipe: fc.nat(2), gapTenthsMs, bytes });
    fc.assert(
      fc.property(fc.array(write, { maxLength: 500, size: "max" }), (writes) => {
        const { clock, pipes: all } = pipes(3);
        for (const { pipe, gapTenthsMs, bytes } of writes) {
          clock.advance(gapTenthsMs / 10);
          all[pipe]?.write(bytes + 1);
        }
        clock.advance(10);
        for (const { written, read, delaysMs } of all) {
          assert.equal(read, written);
          assert.ok(
            delaysMs.every((delayMs) => delayMs <= 5),
            `${Math.max(...delaysMs)} ms`,
          );
        }
        assert.equal(clock.pendingTimers, 0);
      }),
    );
  });

  it("delivers lines at once that come a few milliseconds apart", () => {
    const { clock, pipe: lines } = pipe();
    for (let line = 0; line < 1_000; line++) {
      lines.write();
      clock.advance(2);
    }
    assert.equal(Math.max(...lines.delaysMs), 0);
  });

  it("delivers a line at once that comes after a flood", () => {
    const { clock, pipe: flood } = pipe();
    for (let line = 0; line < 100; line++) {
      clock.advance(0.1);
      flood.write();
    }
    clock.advance(10);
    flood.write();
    assert.equal(flood.delaysMs.at(-1), 0);
  });

  it("reads a flood of small pieces a few times in ten milliseconds", () => {
    const { clock, pipe: flood } = pipe();
    for (let line = 0; line < 10_000; line++) {
      clock.advance(0.01);
      flood.write();
    }
    assert.ok(flood.turns < 60, `${flood.turns} turns in 100 ms`);
  });

  it("does not hold up a writer that waits for its reader, and takes a flood of his for one again", () => {
    const { clock, pipe: talk } = pipe();
    const begin = clock.monotonicMs();
    for (let line = 0; line < 10_000; line++) {
      talk.write();
      // The next is written when this one has been read.
      while (talk.read < talk.written) clock.advance(0.1);
      clock.advance(0.01);
    }
    const tookMs = clock.monotonicMs() - begin;
    assert.ok(tookMs < 250, `${tookMs} ms instead of 100`);
    const before = talk.turns;
    for (let line = 0; line < 20_000; line++) {
      clock.advance(0.01);
      talk.write();
    }
    assert.ok(talk.turns - before < 5_000, `${talk.turns - before} turns`);
  });

  it("looks at many pipes in the same turns of the loop", () => {
    const { clock, pipes: all } = pipes(50);
    let timers = 0;
    const { after } = clock;
    clock.after = (...args) => {
      timers++;
      return after.apply(clock, args);
    };
    for (let round = 0; round < 200; round++)
      for (const each of all) {
        clock.advance(0.01);
        each.write();
      }
    assert.ok(timers < 60, `${timers} timers in 100 ms`);
  });

  it("never leaves a pipe alone that gives much at a time", () => {
    const { clock, pipe: blocks } = pipe();
    for (let block = 0; block < 1_000; block++) {
      clock.advance(0.05);
      blocks.write(65_536);
    }
    assert.equal(blocks.turns, 1_000);
  });

  it("gives others their turn between the pipes, and begins with those that have waited longest", () => {
    const clock = new FakeClock();
    const readers = new RestingReaders(clock);
    const { monotonicMs } = clock;
    let spentMs = 0;
    clock.monotonicMs = () => monotonicMs.call(clock) + spentMs;
    const order: string[] = [];
    const slow = (name: string) => ({
      flood: new Flood(clock),
      look: () => {
        order.push(name);
        spentMs += 1.5;
        return 0;
      },
      wake: () => {},
    });
    for (const name of ["a", "b", "c"]) readers.add(slow(name));
    const { soon } = clock;
    clock.soon = (callback) => {
      order.push("others");
      soon.call(clock, callback);
    };
    clock.advance(10);
    assert.deepEqual(order, ["a", "b", "others", "c"]);
  });

  it("forgets a reader that is removed, and one that says that it is closed", () => {
    const clock = new FakeClock();
    const readers = new RestingReaders(clock);
    const flood = new Flood(clock);
    const closed = { flood, look: () => undefined, wake: () => assert.fail() };
    const removed = { flood, look: () => assert.fail(), wake: () => assert.fail() };
    readers.add(closed);
    readers.add(removed);
    readers.remove(removed);
    clock.advance(20);
    assert.equal(clock.pendingTimers, 0);
  });
});
