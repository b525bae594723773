import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { nodeClock } from "./node-clock.ts";

test("a deadline means the same to another program", () => {
  const before = nodeClock.monotonicMs();
  const between = Number(execFileSync(process.execPath, ["-e", "console.log(Number(process.hrtime.bigint()) / 1e6)"]));
  const after = nodeClock.monotonicMs();
  assert.ok(before < between && between < after, `${before} ${between} ${after}`);
});
