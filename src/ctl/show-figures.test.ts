import assert from "node:assert/strict";
import { test } from "node:test";
import { showBytes, showSeconds } from "./show-figures.ts";

test("times", () => {
  const shown = [-1, 0, 0.0213, 0.9, 1.04, 9.96, 10, 59.9, 61, 3_661, 90_000].map(showSeconds);
  const expected = ["0s", "0s", "0.02s", "0.9s", "1s", "10s", "10s", "59s", "1m 1s", "1h 1m", "1d 1h"];
  assert.deepEqual(shown, expected);
});

test("sizes", () => {
  const shown = [0, 1_023, 1_024, 50_645_811, 150 * 1_048_576, 2 ** 60].map(showBytes);
  assert.deepEqual(shown, ["0 B", "1023 B", "1.0 KB", "48.3 MB", "150 MB", "1048576 TB"]);
});
