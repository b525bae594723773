import assert from "node:assert/strict";
import { test } from "node:test";
import { mergeByTime } from "./merge-by-time.ts";

const merged = (out: string, err: string): string | undefined =>
  mergeByTime([
    { channel: "stdout", text: out },
    { channel: "stderr", text: err },
  ])
    ?.map(({ text }) => text)
    .join("");

test("lines that tell the time come in its order, others stay with the line before them", () => {
  const out = "2026-01-01T10:00:00Z a\n2026-01-01T10:00:05Z d\n";
  const err = "[2026-01-01 10:00:03,123] b\n  at c\n\x1b[31m2026-01-01 10:00:09 e";
  assert.equal(
    merged(out, err),
    "2026-01-01T10:00:00Z a\n[2026-01-01 10:00:03,123] b\n  at c\n2026-01-01T10:00:05Z d\n\x1b[31m2026-01-01 10:00:09 e",
  );
});

test("lines that do not tell are not guessed at", () => {
  assert.equal(merged("no time\n", "2026-01-01 10:00:03 b\n"), undefined);
});
