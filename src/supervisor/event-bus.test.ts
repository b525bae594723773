import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FakeSystem } from "../system/fake-system.ts";
import { EventBus } from "./event-bus.ts";

const log = { log: (): void => {} };

import { EventQueue, type PoolEvent } from "./event-queue.ts";
import { Ticks } from "./ticks.ts";

describe("the bus", () => {
  test("numbers only events for which somebody asks, once for all who do", () => {
    const bus = new EventBus(log);
    const serials: string[] = [];
    bus.subscribe(["TICK_5"], ({ serial }) => serials.push(`a${serial}`));
    bus.subscribe(["TICK_5"], ({ serial }) => serials.push(`b${serial}`));
    bus.subscribe(["TICK_60"], () => serials.push("looks at no number"));
    bus.publish({ type: "TICK_3600", when: 0 });
    bus.publish({ type: "TICK_5", when: 0 });
    bus.publish({ type: "TICK_60", when: 0 });
    bus.publish({ type: "TICK_5", when: 5 });
    assert.deepEqual(serials, ["a0", "b0", "looks at no number", "a1", "b1"]);
  });

  test("knows whether anybody wants a type", () => {
    const bus = new EventBus(log);
    const end = bus.subscribe(["TICK_5", "TICK_60"], () => {});
    const endOther = bus.subscribe(["TICK_5"], () => {});
    end();
    assert.deepEqual([bus.wants("TICK_5"), bus.wants("TICK_60"), bus.wants("TICK_3600")], [true, false, false]);
    endOther();
    assert.equal(bus.wants("TICK_5"), false);
  });
});

describe("ticks", () => {
  function ticking(...types: readonly ("TICK_5" | "TICK_60" | "TICK_3600")[]) {
    const system = new FakeSystem();
    const bus = new EventBus(log);
    const clockwork = new Ticks(bus, system.clock);
    const ticks: string[] = [];
    const end = bus.subscribe(types, ({ event }) => {
      if ("when" in event) ticks.push(`${event.type} ${event.when % 86_400}`);
    });
    return { system, bus, clockwork, ticks, end };
  }
  // The fake wall clock starts at 03:04:05: second 11045 of its day.

  test("cost no timer while nobody wants them", () => {
    const { system, end } = ticking("TICK_5");
    assert.equal(system.clock.pendingTimers, 1);
    end();
    assert.equal(system.clock.pendingTimers, 0);
  });

  test("come when the wall clock enters a period, with its first second; the first period is only noted", () => {
    const { system, ticks } = ticking("TICK_5", "TICK_60");
    system.advance(4_999);
    assert.deepEqual(ticks, []);
    system.advance(1);
    assert.deepEqual(ticks, ["TICK_5 11050"]);
    system.advance(10_000);
    assert.deepEqual(ticks, ["TICK_5 11050", "TICK_5 11055", "TICK_5 11060"]);
    system.advance(40_000);
    assert.deepEqual(ticks.slice(-2), ["TICK_5 11100", "TICK_60 11100"]);
  });

  test("are silent once released, whoever wants them then", () => {
    const { system, bus, clockwork, ticks } = ticking("TICK_5");
    clockwork.release();
    bus.subscribe(["TICK_60"], () => {});
    assert.equal(system.clock.pendingTimers, 0);
    system.advance(60_000);
    assert.deepEqual(ticks, []);
  });

  test("follow the wall clock when it is set, either way", () => {
    const { system, ticks } = ticking("TICK_3600");
    system.jumpWall(7_200_000);
    system.advance(60_000);
    assert.deepEqual(ticks, ["TICK_3600 18000"]);
    system.jumpWall(-3_600_000);
    system.advance(60_000);
    assert.deepEqual(ticks, ["TICK_3600 18000", "TICK_3600 14400"]);
  });

  test("wake an hourly subscriber's daemon once a minute at most", () => {
    const { system } = ticking("TICK_3600");
    assert.equal(system.clock.nextTimerMs, 60_000);
  });
});

describe("the queue of a pool", () => {
  const numbered = (serial: number): PoolEvent => ({
    event: { type: "TICK_5", when: serial },
    serial,
    poolserial: serial,
  });
  const serials = (queue: EventQueue): number[] => {
    const all: number[] = [];
    for (let next = queue.take(); next !== undefined; next = queue.take()) all.push(next.serial);
    return all;
  };

  test("drops the oldest when it is full, also for an event that comes back", () => {
    const queue = new EventQueue(2);
    assert.equal(queue.push(numbered(1)), undefined);
    assert.equal(queue.push(numbered(2)), undefined);
    assert.equal(queue.push(numbered(3))?.serial, 1);
    assert.equal(queue.putBack(numbered(0))?.serial, 2);
    assert.deepEqual(serials(queue), [0, 3]);
  });

  test("keeps its order through thousands of events that come, go and come back", () => {
    const queue = new EventQueue(100_000);
    const expected: number[] = [];
    let next = 0;
    for (let round = 0; round < 5000; round++) {
      for (let i = 0; i < 3; i++) {
        queue.push(numbered(next));
        expected.push(next++);
      }
      const taken = queue.take();
      assert.equal(taken?.serial, expected.shift());
      if (taken !== undefined && round % 7 === 0) {
        queue.putBack(taken);
        expected.unshift(taken.serial);
      }
      assert.equal(queue.size, expected.length);
    }
    assert.deepEqual(serials(queue), expected);
  });
});
