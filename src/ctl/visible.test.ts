import assert from "node:assert/strict";
import { test } from "node:test";
import { visible } from "./visible.ts";

test("what acts on a terminal becomes visible", () => {
  assert.equal(visible("\x1b]0;title\x07 a\rb\x7f"), "␛]0;title␇ a␍b␡");
  assert.equal(visible("\u009b31m \u202egnp.exe \u2066x"), "\ufffd31m \ufffdgnp.exe \ufffdx");
});

test("text, line ends and tabs stay as they are, and so does the length", () => {
  assert.equal(visible("grün\tשלום 🐈\n"), "grün\tשלום 🐈\n");
  for (let code = 0; code < 0x3000; code++) assert.equal(visible(String.fromCharCode(code)).length, 1);
});
