import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../test/helpers/fast-check.ts";
import { newProcess, type ProcessEvent, type ProcessPolicy } from "./model.ts";
import { isStoppedState, pidOf } from "./state.ts";
import { transition, wakeAt } from "./transition.ts";

/**
 * A little world around one process: it spawns (or fails to), lets children die whenever it likes, and gives orders at
 * any time, also between the decision to spawn and the kernel's answer. The invariants are watched from outside.
 */
type Move =
  | { readonly kind: "order"; readonly event: "start" | "stop" | "restart" | "hold" | "shutdown" }
  | { readonly kind: "kernel"; readonly spawns: boolean }
  | { readonly kind: "cancel" }
  | { readonly kind: "death"; readonly code: number }
  | { readonly kind: "refuse" }
  | { readonly kind: "wait"; readonly ms: number };

const moves: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    kind: fc.constant("order" as const),
    event: fc.constantFrom("start", "stop", "start", "stop", "restart", "hold"),
  }),
  fc.record({ kind: fc.constant("order" as const), event: fc.constant("shutdown" as const) }),
  fc.record({ kind: fc.constant("kernel" as const), spawns: fc.boolean() }),
  fc.record({ kind: fc.constant("kernel" as const), spawns: fc.constant(true) }),
  fc.record({ kind: fc.constant("cancel" as const) }),
  fc.record({ kind: fc.constant("death" as const), code: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ kind: fc.constant("refuse" as const) }),
  fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 12_000 }) }),
) as fc.Arbitrary<Move>;

const policies: fc.Arbitrary<ProcessPolicy> = fc.record({
  startsecs: fc.integer({ min: 0, max: 3 }),
  startretries: fc.integer({ min: 0, max: 3 }),
  autorestart: fc.constantFrom(true, false, "unexpected" as const),
  exitcodes: fc.subarray([0, 1, 2]),
  stopsignal: fc.constantFrom(15, 2),
  stopwaitsecs: fc.integer({ min: 0, max: 5 }),
  stopasgroup: fc.boolean(),
  killasgroup: fc.boolean(),
});

class World {
  readonly policy: ProcessPolicy;
  model = newProcess;
  now = 0;
  nextPid = 1;
  alive = new Set<number>();
  spawnsPending = 0;
  spawnsEver = 0;
  failedStarts = 0;
  stopStands = false;
  held = false;

  constructor(policy: ProcessPolicy) {
    this.policy = policy;
  }

  feed(event: ProcessEvent): void {
    const step = transition(this.model, event, this.policy, this.now);
    this.model = step.model;
    const isOver = event.type === "exited" || event.type === "spawn-failed";
    const ended = step.effects.map(({ type }) => type === "ended");
    assert.deepEqual(
      [ended[0] ?? false, ended.indexOf(true, 1)],
      [isOver, -1],
      "a life ends once, before that is told",
    );
    for (const effect of step.effects) {
      if (effect.type === "spawn") {
        assert.ok(!this.stopStands, "a stop is never undone by a respawn");
        assert.ok(!this.held, "nothing is spawned after hold");
        this.spawnsPending++;
        this.spawnsEver++;
        assert.ok(this.alive.size + this.spawnsPending <= 1, "never two live pids");
      } else if (effect.type === "signal") {
        assert.ok(this.alive.has(effect.pid), "signals go to the living process only");
      } else if (effect.type === "changed") {
        if (effect.to === "BACKOFF") this.failedStarts++;
        if (effect.to === "RUNNING") this.failedStarts = 0;
        if (effect.to === "FATAL") {
          assert.ok(this.held || this.failedStarts > this.policy.startretries, "FATAL only after startretries");
          this.failedStarts = 0;
        }
      }
    }
    assert.ok(this.alive.size === 0 || pidOf(this.model.state) !== undefined || this.spawnsPending > 0);
  }

  answer(spawns: boolean): void {
    if (this.spawnsPending === 0) return;
    this.spawnsPending--;
    if (spawns) {
      const pid = this.nextPid++;
      this.alive.add(pid);
      this.feed({ type: "spawned", pid });
    } else {
      this.feed({ type: "spawn-failed", reason: "no" });
    }
  }

  /** The shell gives a spawn up that has been asked to stop, or not to begin. */
  cancel(): void {
    if (this.spawnsPending === 0 || this.model.goal === "up") return;
    this.spawnsPending--;
    this.feed({ type: "spawn-cancelled" });
    assert.equal(this.model.state.name, "STOPPED");
  }

  die(code: number): void {
    const [pid] = this.alive;
    if (pid === undefined) return;
    this.alive.delete(pid);
    this.feed({ type: "exited", status: { kind: "exited", code } });
  }

  move(move: Move): void {
    switch (move.kind) {
      case "order":
        if (move.event === "stop" || move.event === "shutdown") this.stopStands = true;
        if (move.event === "hold" || move.event === "shutdown") this.held = true;
        if (move.event === "start" || move.event === "restart") this.stopStands = false;
        this.feed({ type: move.event });
        break;
      case "kernel":
        this.answer(move.spawns);
        break;
      case "cancel":
        this.cancel();
        break;
      case "death":
        this.die(move.code);
        break;
      case "refuse":
        if (this.alive.size > 0) this.feed({ type: "signal-failed" });
        break;
      case "wait":
        this.now += move.ms;
        this.feed({ type: "timer" });
        break;
    }
  }
}

test("no order of events breaks an invariant", () => {
  fc.assert(
    fc.property(policies, fc.array(moves, { maxLength: 60 }), (policy, history) => {
      const world = new World(policy);
      for (const move of history) world.move(move);
    }),
    { numRuns: 3000 },
  );
});

test("STOPPING always ends: SIGKILL is due in bounded time, and the death leads to a stopped state", () => {
  fc.assert(
    fc.property(policies, fc.array(moves, { maxLength: 40 }), (policy, history) => {
      const world = new World(policy);
      for (const move of history) world.move(move);
      if (world.model.state.name !== "STOPPING") return;
      const due = wakeAt(world.model, policy);
      assert.ok(due !== undefined && due - world.now <= Math.max(policy.stopwaitsecs, 1) * 1000);
      world.now = Math.max(world.now, due);
      const kill = transition(world.model, { type: "timer" }, policy, world.now).effects.find(
        (e) => e.type === "signal",
      );
      assert.deepEqual(kill, { type: "signal", pid: pidOf(world.model.state), signal: 9, toGroup: policy.killasgroup });
      const { goal } = world.model;
      world.die(0);
      assert.equal(world.model.state.name, "STOPPED");
      // Stopped is stopped, unless somebody has asked for it to be up again.
      assert.equal(wakeAt(world.model, policy), goal === "restarting" || goal === "up" ? 0 : undefined);
    }),
    { numRuns: 3000 },
  );
});

test("a restart leads to one new run as soon as the old one is dead, unless the daemon goes down", () => {
  fc.assert(
    fc.property(policies, fc.array(moves, { maxLength: 40 }), (policy, history) => {
      const world = new World(policy);
      for (const move of history) world.move(move);
      world.answer(true);
      const before = world.spawnsEver;
      const over = world.held;
      world.move({ kind: "order", event: "restart" });
      world.answer(true);
      if (world.spawnsEver === before) world.die(0);
      world.move({ kind: "wait", ms: 0 });
      assert.equal(world.spawnsEver - before, over ? 0 : 1);
    }),
    { numRuns: 3000 },
  );
});

test("a stop leads to a stopped state as soon as the child is dead, and time alone never starts it again", () => {
  fc.assert(
    fc.property(policies, fc.array(moves, { maxLength: 40 }), (policy, history) => {
      const world = new World(policy);
      for (const move of history) world.move(move);
      world.move({ kind: "order", event: "stop" });
      world.answer(true);
      world.die(1);
      for (let i = 0; i < 5; i++) world.move({ kind: "wait", ms: 100_000 });
      assert.ok(isStoppedState(world.model.state.name), world.model.state.name);
      assert.equal(world.spawnsPending, 0);
    }),
    { numRuns: 3000 },
  );
});
