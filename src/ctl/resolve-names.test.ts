import assert from "node:assert/strict";
import { test } from "node:test";
import { showNamespec } from "./namespec.ts";
import { matchNames } from "./resolve-names.ts";

const processes = [
  "web-1:web-1",
  "web-2:web-2",
  "app:worker_0",
  "app:worker_1",
  "app:mail",
  "web-pool:a",
  "web-pool:b",
].map((text) => {
  const [group = "", name = ""] = text.split(":");
  return { group, name };
});

const cases: readonly (readonly [pattern: string, targets: string])[] = [
  ["web-?", "web-1 web-2"],
  ["web-*", "web-1 web-2 web-pool:a web-pool:b"],
  ["web-*:*", "web-1:* web-2:* web-pool:*"],
  ["web-?:web-*", "web-1 web-2"],
  ["app:worker_*", "app:worker_0 app:worker_1"],
  ["*:worker_[1-9]", "app:worker_1"],
  ["*:mail", "app:mail"],
  ["worker_*", "worker_*"],
  ["*", "web-1 web-2 app:worker_0 app:worker_1 app:mail web-pool:a web-pool:b"],
  ["nope-*:*", "nope-*:*"],
];

for (const [pattern, targets] of cases) {
  test(`${pattern} stands for ${targets === pattern ? "itself, since nothing matches" : targets}`, () => {
    const shown = matchNames(pattern, processes).map((target) =>
      target.kind === "group" ? `${target.group}:*` : showNamespec(target.group, target.name),
    );
    assert.equal(shown.join(" "), targets);
  });
}
