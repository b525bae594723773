import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSince } from "./parse-since.ts";

const now = Date.UTC(2026, 0, 2);

for (const [text, ms] of [
  ["90s", now - 90_000],
  ["1h30m", now - 5_400_000],
  ["2d", now - 172_800_000],
  ["2026-01-01", new Date(2026, 0, 1).getTime()],
  ["2026-01-01 10:30", new Date(2026, 0, 1, 10, 30).getTime()],
  ["2026-01-01T10:30:05Z", Date.UTC(2026, 0, 1, 10, 30, 5)],
  ["10", undefined],
  ["10min", undefined],
  ["yesterday", undefined],
  ["2026-13-01", undefined],
  ["", undefined],
] as const) {
  test(`--since ${text} ${ms === undefined ? "means nothing" : "is a moment"}`, () => {
    assert.equal(parseSince(text, now), ms);
  });
}
