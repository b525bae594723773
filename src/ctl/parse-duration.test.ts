import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDuration } from "./parse-duration.ts";

const meanings: readonly (readonly [string, number | undefined])[] = [
  ["250ms", 250],
  ["10s", 10_000],
  ["5m", 300_000],
  ["1h30m", 5_400_000],
  ["2d", 172_800_000],
  ["60", 60_000],
  ["0.5", 500],
  ["0", 0],
  ["", undefined],
  ["10 s", undefined],
  ["-1s", undefined],
  ["1.5m", undefined],
  ["1e9", undefined],
  ["forever", undefined],
];

for (const [text, ms] of meanings) {
  test(`'${text}' is ${ms} ms`, () => assert.equal(parseDuration(text), ms));
}
