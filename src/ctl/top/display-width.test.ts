import assert from "node:assert/strict";
import { test } from "node:test";
import { displayWidth, fit } from "./display-width.ts";

for (const [text, width] of [
  ["", 0],
  ["web", 3],
  ["\u00fcber", 4],
  ["u\u0308ber", 4],
  ["\u65e5\u672c", 4],
  ["\u{1f600}", 2],
] as const) {
  test(`${JSON.stringify(text)} takes ${width} columns`, () => assert.equal(displayWidth(text), width));
}

test("text is padded, or cut where it does not fit", () => {
  assert.equal(fit("web", 5), "web  ");
  assert.equal(fit("web", 5, "right"), "  web");
  assert.equal(fit("worker:worker_00", 8), "worker:~");
  assert.equal(fit("\u65e5\u672c\u8a9e", 4), "\u65e5~ ");
  for (let width = 0; width < 9; width++) assert.equal(displayWidth(fit("a\u65e5b\u672cc\u8a9e", width)), width);
});
