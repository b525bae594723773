import assert from "node:assert/strict";
import { test } from "node:test";
import { newProcess, type ProcessEvent, type ProcessModel, type ProcessPolicy } from "./model.ts";
import { transition, wakeAt } from "./transition.ts";

const policy: ProcessPolicy = {
  startsecs: 1,
  startretries: 3,
  autorestart: "unexpected",
  exitcodes: [0],
  stopsignal: 15,
  stopwaitsecs: 10,
  stopasgroup: false,
  killasgroup: false,
};

test("a start waits for what an earlier daemon has left, a stop and the daemon's end cancel it", () => {
  for (const [orders, spawns] of [
    [["start"], true],
    [["start", "stop"], false],
    [["start", "stop", "start"], true],
    [["start", "hold"], false],
    [["hold", "start"], false],
    [[], false],
  ] as const) {
    for (const late of [false, true]) {
      const life = live();
      life.feed({ type: "leftover-found", pid: 7 });
      if (late) life.feed({ type: "start" });
      if (late) life.feed({ type: "leftover-gone" });
      for (const type of orders) {
        // What came too late to wait for it starts at once.
        if (late && type === "start") continue;
        life.feed({ type });
      }
      if (!late) assert.deepEqual(life.path, ["STOPPING"], "nothing is spawned beside it");
      life.feed({ type: "leftover-gone" });
      life.wait(0);
      if (!late) assert.equal(life.path.includes("STARTING"), spawns, orders.join());
      if (late && orders.some((type) => type !== "start")) assert.equal(life.path.includes("STARTING"), false);
    }
  }
});

test("a leftover that does not go gets SIGKILL after stopwaitsecs", () => {
  const life = live({ stopwaitsecs: 2 });
  life.feed({ type: "leftover-found", pid: 7 });
  assert.equal(life.wake, 2000);
  life.feed(died);
  assert.equal(life.model.state.name, "STOPPING", "the end of a child means nothing: it is none");
});

/** Feeds events in turn, answering each spawn with the next pid. */
function live(policyChange: Partial<ProcessPolicy> = {}) {
  let model = newProcess;
  let pid = 10;
  let at = 0;
  const path: string[] = [];
  const feed = (event: ProcessEvent): void => {
    const step = transition(model, event, { ...policy, ...policyChange }, at);
    model = step.model;
    for (const effect of step.effects) {
      if (effect.type === "changed") path.push(effect.to);
      if (effect.type === "spawn") feed({ type: "spawned", pid: pid++ });
    }
  };
  return {
    feed,
    path,
    get model() {
      return model;
    },
    get wake() {
      return wakeAt(model, { ...policy, ...policyChange });
    },
    wait(ms: number) {
      at += ms;
      feed({ type: "timer" });
    },
  };
}

const died: ProcessEvent = { type: "exited", status: { kind: "exited", code: 1 } };
const finished: ProcessEvent = { type: "exited", status: { kind: "exited", code: 0 } };
const killed: ProcessEvent = { type: "exited", status: { kind: "signaled", signal: 9, coreDumped: false } };

test("a program that dies at once is retried after 1, 2 and 3 seconds, then is FATAL", () => {
  const life = live();
  life.feed({ type: "start" });
  for (const seconds of [1, 2, 3]) {
    life.feed(died);
    life.wait(seconds * 1000 - 1);
    assert.equal(life.model.state.name, "BACKOFF");
    life.wait(1);
    assert.equal(life.model.state.name, "STARTING");
  }
  life.feed(died);
  assert.deepEqual(life.path.slice(-3), ["STARTING", "BACKOFF", "FATAL"]);
  assert.equal(life.model.failures, 0);
  assert.deepEqual(life.model.trouble, { kind: "exited-too-quickly" });
});

test("staying up for startsecs forgets earlier failures", () => {
  const life = live();
  life.feed({ type: "start" });
  life.feed(died);
  life.wait(1000);
  assert.equal(life.model.failures, 1);
  life.wait(1000);
  assert.equal(life.model.state.name, "RUNNING");
  assert.equal(life.model.failures, 0);
});

test("stopping in BACKOFF does not forget failures", () => {
  const life = live();
  life.feed({ type: "start" });
  life.feed(died);
  life.feed({ type: "stop" });
  assert.equal(life.model.state.name, "STOPPED");
  assert.equal(life.model.failures, 1);
});

test("with startsecs=0 a short run is a full life", () => {
  const life = live({ startsecs: 0 });
  life.feed({ type: "start" });
  life.feed(finished);
  assert.deepEqual(life.path, ["STARTING", "RUNNING", "EXITED"]);
});

test("an expected exit stays down, an unexpected one comes back", () => {
  const life = live();
  life.feed({ type: "start" });
  life.wait(1000);
  life.feed(died);
  assert.equal(life.wake, 0);
  life.wait(0);
  life.wait(1000);
  life.feed(finished);
  assert.equal(life.model.state.name, "EXITED");
  assert.equal(life.wake, undefined);
});

test("a death by signal is unexpected whatever exitcodes say", () => {
  const life = live({ exitcodes: [-1, 0, 9, 137] });
  life.feed({ type: "start" });
  life.wait(1000);
  life.feed(killed);
  assert.equal(life.wake, 0);
});

test("autorestart=true restarts after any exit, autorestart=false after none", () => {
  for (const [autorestart, wake] of [
    [true, 0],
    [false, undefined],
  ] as const) {
    for (const end of [finished, died, killed]) {
      const life = live({ autorestart });
      life.feed({ type: "start" });
      life.wait(1000);
      life.feed(end);
      assert.equal(life.wake, wake);
    }
  }
});

test("a stubborn process gets SIGKILL after stopwaitsecs, and again until it is reaped", () => {
  const run: ProcessModel = { ...newProcess, goal: "up", state: { name: "RUNNING", pid: 7, startedAt: 0 } };
  const group = { ...policy, stopasgroup: true, killasgroup: true };
  let step = transition(run, { type: "stop" }, group, 1000);
  assert.deepEqual(step.effects.at(-1), { type: "signal", pid: 7, signal: 15, toGroup: true });
  for (const at of [11_000, 21_000]) {
    assert.equal(wakeAt(step.model, group), at);
    step = transition(step.model, { type: "timer" }, group, at);
    assert.deepEqual(step.effects.at(-1), { type: "signal", pid: 7, signal: 9, toGroup: true });
    assert.equal(step.model.state.name, "STOPPING");
  }
});

test("stopwaitsecs=0 kills at once and then no more than once a second", () => {
  const stopping: ProcessModel = {
    ...newProcess,
    state: { name: "STOPPING", pid: 7, startedAt: 0, killAt: 1000, leftover: false },
  };
  const step = transition(stopping, { type: "timer" }, { ...policy, stopwaitsecs: 0 }, 1000);
  assert.equal(wakeAt(step.model, policy), 2000);
});

test("a stop during the spawn itself is kept until there is a pid", () => {
  const spawning = transition(newProcess, { type: "start" }, policy, 0).model;
  const asked = transition(spawning, { type: "stop" }, policy, 0).model;
  const step = transition(asked, { type: "spawned", pid: 9 }, policy, 1);
  assert.equal(step.model.state.name, "STOPPING");
  assert.deepEqual(step.effects.at(-1), { type: "signal", pid: 9, signal: 15, toGroup: false });
});

test("nothing is spawned once the daemon goes down", () => {
  const life = live({ autorestart: true });
  life.feed({ type: "start" });
  life.wait(1000);
  life.feed({ type: "hold" });
  life.feed(died);
  assert.equal(life.wake, undefined);
  life.feed({ type: "start" });
  assert.equal(life.model.state.name, "EXITED");
});
