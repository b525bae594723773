import assert from "node:assert/strict";
import { test } from "node:test";
import { bytes, count, duration, percent } from "./format.ts";

test("figures are as people read them", () => {
  const durations = [0, 59.9, 61, 3_600, 11_530, 86_400, 446_400].map(duration);
  assert.deepEqual(durations, ["0s", "59s", "1m 1s", "1h 0m", "3h 12m", "1d 0h", "5d 4h"]);
  assert.deepEqual([0, 1_023, 1_024, 50_600_000, 2 ** 40].map(bytes), ["0 B", "1023 B", "1.0 KB", "48.3 MB", "1.0 TB"]);
  assert.deepEqual([0, 0.26, 9.96, 42.4, 187].map(percent), ["0.0%", "0.3%", "10.0%", "42%", "187%"]);
  assert.deepEqual(
    [1, 2].map((number) => count(number, "group", "groups")),
    ["1 group", "2 groups"],
  );
});
