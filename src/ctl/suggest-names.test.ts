import assert from "node:assert/strict";
import { test } from "node:test";
import { nearName } from "./suggest-names.ts";

const processes = [
  { group: "web", name: "web" },
  { group: "worker", name: "worker_00" },
  { group: "worker", name: "worker_01" },
  { group: "app", name: "queue" },
];

for (const [typed, near] of [
  ["wbe", "web"],
  ["worker", "worker:*"],
  ["wroker", "worker:*"],
  ["worker:worker_0", "worker:worker_00"],
  ["worker:worker_99", "worker:worker_00"],
  ["wrker:*", "worker:*"],
  ["queue", "app:queue"],
  ["app:queu", "app:queue"],
  ["nothing-like-it", undefined],
  ["w*x", undefined],
  ["", undefined],
] as const) {
  test(`who types ${typed || "nothing"} means ${near ?? "nobody knows what"}`, () => {
    assert.equal(nearName(typed, processes), near);
  });
}
