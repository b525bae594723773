import assert from "node:assert/strict";
import { test } from "node:test";
import { levelSpans } from "./levels.ts";

function coloured(text: string): readonly string[] {
  const spans = levelSpans(text);
  return spans.map(({ start, style }, at) => `${style.foreground ?? ""}:${text.slice(start, spans[at + 1]?.start)}`);
}

test("levels have colours, and what is bad has its sentence in it", () => {
  assert.deepEqual(coloured("2026-11-21 02:09:05,123 INFO spawned: 'a'"), ["4:INFO ", ":spawned: 'a'"]);
  assert.deepEqual(coloured("2026-11-21 02:09:05,123 WARN exited: a"), ["3:WARN ", "3:exited: a"]);
  assert.deepEqual(coloured("2026-11-21 02:09:05,123 CRIT out of disk"), ["1:CRIT ", "1:out of disk"]);
});

test("what only looks like it has none", () => {
  for (const text of ["", "INFO x", "2026-11-21 02:09:05,123 HELP x", "2026-11-21 02:09:05,123 INFO"]) {
    assert.deepEqual(coloured(text), [], text);
  }
});
