import assert from "node:assert/strict";
import { test } from "node:test";
import type { WatchedProcess } from "../watch/server-news.ts";
import { waitConditions } from "./wait-conditions.ts";
import { Waiting } from "./waiting.ts";

function waiting(names: readonly string[], wanted: string) {
  const condition = waitConditions.find(({ name }) => name === wanted);
  assert.ok(condition);
  const all = new Waiting(names, condition);
  /** What a look tells: `a+` has just become so, `a!` never will; `done` at the end. */
  return (states: Readonly<Record<string, string>>): string => {
    const { fulfilled, failed, isDone } = all.look((id) => {
      const [state, settled] = (states[id] ?? "").split(" ");
      return state === "" ? undefined : ({ id, state, settled: settled === "settled" } as WatchedProcess);
    });
    const told = fulfilled.map(({ id }) => `${id}+`);
    return [...told, ...(failed === undefined ? [] : [`${failed.id}!`]), ...(isDone ? ["done"] : [])].join(" ");
  };
}

test("running: all at the same time, each told once", () => {
  const look = waiting(["a", "b"], "running");
  assert.equal(look({ a: "RUNNING", b: "STARTING" }), "a+");
  assert.equal(look({ a: "BACKOFF", b: "RUNNING" }), "b+");
  assert.equal(look({ a: "RUNNING", b: "RUNNING" }), "done");
});

test("running: never, once it is FATAL or gone; what is at rest may be started by somebody", () => {
  const look = waiting(["a"], "running");
  assert.equal(look({ a: "STOPPED settled" }), "");
  assert.equal(look({ a: "EXITED settled" }), "");
  assert.equal(look({ a: "FATAL settled" }), "a!");
  assert.equal(look({}), "a!");
});

test("stopped: not while it comes back by itself", () => {
  const look = waiting(["a"], "stopped");
  assert.equal(look({ a: "EXITED" }), "");
  assert.equal(look({ a: "FATAL settled" }), "a+ done");
});

test("exited: it happens, and need not last", () => {
  const look = waiting(["a", "b"], "exited");
  assert.equal(look({ a: "EXITED", b: "RUNNING" }), "a+");
  assert.equal(look({ a: "STOPPED settled", b: "EXITED" }), "b+ done");
  assert.equal(waiting(["a"], "exited")({ a: "STOPPED settled" }), "a!");
});
