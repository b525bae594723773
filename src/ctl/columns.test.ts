import assert from "node:assert/strict";
import { test } from "node:test";
import { columns } from "./columns.ts";

test("words that fit stand in one line", () => {
  assert.deepEqual(columns(["a", "bb", "c"], 80), ["a  bb  c"]);
});

test("words run downwards, padded to their column", () => {
  assert.deepEqual(columns(["a", "bb", "ccc", "d", "e"], 12), ["a   ccc  e", "bb  d  "]);
});

test("a word wider than the screen has a line of its own", () => {
  assert.deepEqual(columns(["a".repeat(20), "b"], 10), ["a".repeat(20), `b${" ".repeat(19)}`]);
});

test("no words are no lines", () => {
  assert.deepEqual(columns([], 80), []);
});
