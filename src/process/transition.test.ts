import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { newProcess, type ProcessEvent, type ProcessModel, type ProcessPolicy } from "./model.ts";
import type { ProcessState } from "./state.ts";
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

const now = 100_000;
const states: Readonly<Record<string, ProcessState>> = {
  STOPPED: { name: "STOPPED" },
  SPAWNING: { name: "STARTING", phase: "spawning", stopRequested: false },
  STARTING: { name: "STARTING", phase: "spawned", pid: 7, startedAt: now - 500 },
  RUNNING: { name: "RUNNING", pid: 7, startedAt: now - 5_000 },
  BACKOFF: { name: "BACKOFF", retryAt: now + 300 },
  STOPPING: { name: "STOPPING", pid: 7, startedAt: now - 5_000, killAt: now + 10_000 },
  EXITED: { name: "EXITED", restartDue: false },
  RESTARTING: { name: "EXITED", restartDue: true },
  FATAL: { name: "FATAL" },
  UNKNOWN: { name: "UNKNOWN", pid: 7, startedAt: now - 5_000, stopping: false },
};

const events: Readonly<Record<string, ProcessEvent>> = {
  start: { type: "start" },
  stop: { type: "stop" },
  spawned: { type: "spawned", pid: 8 },
  "spawn-failed": { type: "spawn-failed", reason: "can't find command 'x'" },
  "spawn-cancelled": { type: "spawn-cancelled" },
  "exited 0": { type: "exited", status: { kind: "exited", code: 0 } },
  "exited 1": { type: "exited", status: { kind: "exited", code: 1 } },
  timer: { type: "timer" },
  shutdown: { type: "shutdown" },
  hold: { type: "hold" },
  "signal-failed": { type: "signal-failed" },
};

/** Renders what a step does: the public changes, then `!` and the acts. */
function outline(model: ProcessModel, event: ProcessEvent, at = now): string {
  const step = transition(model, event, policy, at);
  const path = [model.state.name as string];
  const acts: string[] = [];
  for (const effect of step.effects) {
    if (effect.type === "changed") path.push(effect.to);
    else if (effect.type === "spawn") acts.push("spawn");
    else if (effect.type === "signal")
      acts.push(`kill ${effect.toGroup ? "group " : ""}${effect.pid} ${effect.signal}`);
  }
  const state = path.length > 1 ? path.slice(1).join(" ") : "-";
  return acts.length === 0 ? state : `${state} ! ${acts.join(", ")}`;
}

/** Rows: the state before; columns: the event. `-` means that the public sees no change. */
const matrix: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  STOPPED: { start: "STARTING ! spawn" },
  SPAWNING: { "spawn-failed": "BACKOFF", "spawn-cancelled": "STOPPED" },
  STARTING: {
    stop: "STOPPING ! kill 7 15",
    shutdown: "STOPPING ! kill 7 15",
    "exited 0": "BACKOFF",
    "exited 1": "BACKOFF",
    "signal-failed": "UNKNOWN",
  },
  RUNNING: {
    stop: "STOPPING ! kill 7 15",
    shutdown: "STOPPING ! kill 7 15",
    "exited 0": "EXITED",
    "exited 1": "EXITED",
    "signal-failed": "UNKNOWN",
  },
  BACKOFF: { stop: "STOPPED", shutdown: "FATAL" },
  STOPPING: { "exited 0": "STOPPED", "exited 1": "STOPPED", "signal-failed": "UNKNOWN" },
  EXITED: { start: "STARTING ! spawn" },
  RESTARTING: { start: "STARTING ! spawn", timer: "STARTING ! spawn" },
  FATAL: { start: "STARTING ! spawn" },
  UNKNOWN: { "exited 0": "EXITED", "exited 1": "EXITED" },
};

describe("transition matrix", () => {
  for (const [stateName, state] of Object.entries(states)) {
    for (const [eventName, event] of Object.entries(events)) {
      const expected = matrix[stateName]?.[eventName] ?? "-";
      test(`${stateName} on ${eventName}: ${expected}`, () => {
        assert.equal(outline({ ...newProcess, state }, event), expected);
      });
    }
  }
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
  const run: ProcessModel = { ...newProcess, state: { name: "RUNNING", pid: 7, startedAt: 0 } };
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
  const stopping: ProcessModel = { ...newProcess, state: { name: "STOPPING", pid: 7, startedAt: 0, killAt: 1000 } };
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

test("BACKOFF reports the counter after the failure, EXITED whether it was expected, STOPPED the dead pid", () => {
  const failed = transition({ ...newProcess, state: states["STARTING"] as ProcessState }, died, policy, now);
  assert.deepEqual(failed.effects.at(-1), {
    type: "changed",
    from: "STARTING",
    to: "BACKOFF",
    pid: 0,
    tries: 1,
    expected: false,
  });
  const ended = transition({ ...newProcess, state: states["RUNNING"] as ProcessState }, finished, policy, now);
  assert.deepEqual(ended.effects.at(-1), {
    type: "changed",
    from: "RUNNING",
    to: "EXITED",
    pid: 7,
    tries: 0,
    expected: true,
  });
  const stopped = transition({ ...newProcess, state: states["STOPPING"] as ProcessState }, died, policy, now);
  assert.equal(stopped.effects.at(-1)?.type, "changed");
  assert.deepEqual(stopped.effects.at(-1), {
    type: "changed",
    from: "STOPPING",
    to: "STOPPED",
    pid: 7,
    tries: 0,
    expected: false,
  });
});
