import assert from "node:assert/strict";
import { test } from "node:test";
import { lineTime } from "./line-time.ts";

const utc = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const local = new Date(2026, 0, 2, 3, 4, 5, 678).getTime();

for (const [line, ms] of [
  ["2026-01-02T03:04:05.678Z GET /", utc],
  ["2026-01-02 05:04:05.678+0200 GET /", utc],
  ["2026-01-02 03:04:05,678 INFO spawned", local],
  ["\x1b[32m[2026-01-02 03:04:05.678901] ok", local],
  ['{"time":"2026-01-02T03:04:05.678Z","level":30}', utc],
  ["(2026-01-02 03:04:05)", local - 678],
  ["GET / 2026-01-02 03:04:05", undefined],
  ["2026-13-02 03:04:05", undefined],
  ["    at Object.<anonymous>", undefined],
  ["", undefined],
] as const) {
  test(`${JSON.stringify(line)} ${ms === undefined ? "tells no time" : "tells its time"}`, () => {
    assert.equal(lineTime(line), ms);
  });
}
