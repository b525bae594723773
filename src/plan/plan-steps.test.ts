import assert from "node:assert/strict";
import { test } from "node:test";
import { compareGroups, type Operation, planSteps } from "./plan-steps.ts";

const group = (name: string, priority: number, members: Readonly<Record<string, number>>) => ({
  name,
  config: { priority },
  processes: Object.entries(members).map(([member, own]) => ({ name: member, config: { priority: own } })),
});

/** In the order in which they were added, which is not that of priorities. */
const groups = [
  group("api", 20, { api: 20 }),
  group("listener", -1, { listener: -1 }),
  group("web", 20, { w2: 2, w1: 1, w0: 1 }),
  group("db", 10, { db: 999 }),
];

const names = (operation: Operation): readonly (readonly string[])[] =>
  planSteps(groups, operation).map((step) => step.map(({ name }) => name));

test("at boot everything has its turn as it was added, at once", () => {
  assert.deepEqual(names("boot"), [["api", "listener", "w2", "w1", "w0", "db"]]);
});

test("requests act by rising priority of groups, then of members, equal ones as they were added", () => {
  assert.deepEqual(names("request"), [["listener", "db", "api", "w1", "w0", "w2"]]);
});

test("the daemon's end goes by falling priority, groups of one priority together, in reverse", () => {
  assert.deepEqual(names("shutdown"), [["w2", "w0", "w1", "api"], ["db"], ["listener"]]);
});

test("groups themselves stay as they are", () => {
  names("shutdown");
  names("request");
  assert.deepEqual(
    groups.map(({ name }) => name),
    ["api", "listener", "web", "db"],
  );
});

test("groups of a configuration start by priority, then by name", () => {
  const sorted = [
    { name: "b", priority: 1 },
    { name: "a", priority: 1 },
    { name: "z", priority: 0 },
  ].sort(compareGroups);
  assert.deepEqual(
    sorted.map(({ name }) => name),
    ["z", "a", "b"],
  );
});
