import assert from "node:assert/strict";
import { test } from "node:test";
import { keyOf } from "./key.ts";

test("keys are characters, or names; what means nothing is none", () => {
  for (const [character, pressed, key] of [
    ["q", { name: "q", sequence: "q" }, "q"],
    ["R", { name: "r", shift: true, sequence: "R" }, "R"],
    ["/", { sequence: "/" }, "/"],
    [undefined, { name: "up", sequence: "\x1b[A" }, "up"],
    [undefined, { name: "pagedown", sequence: "\x1b[6~" }, "page-down"],
    ["\r", { name: "return", sequence: "\r" }, "enter"],
    ["\x03", { name: "c", ctrl: true, sequence: "\x03" }, "ctrl-c"],
    ["\x01", { name: "a", ctrl: true, sequence: "\x01" }, undefined],
    ["x", { name: "x", meta: true, sequence: "\x1bx" }, undefined],
    [undefined, { name: "f5", sequence: "\x1b[15~" }, undefined],
    ["\u202e", { sequence: "\u202e" }, undefined],
    [undefined, { name: "constructor", sequence: "" }, undefined],
  ] as const) {
    assert.equal(keyOf(character, pressed), key, JSON.stringify(pressed));
  }
});
