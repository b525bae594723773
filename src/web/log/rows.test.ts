import assert from "node:assert/strict";
import { test } from "node:test";
import { appendRows, type Row } from "./rows.ts";

function rowsOf(text: string, columns: number | undefined): readonly string[] {
  const rows: Row[] = [];
  appendRows(rows, { number: 1, channel: "stdout", text, spans: [] }, columns);
  return rows.map(({ start, end }) => text.slice(start, end));
}

test("a line is put into rows of equal width", () => {
  assert.deepEqual(rowsOf("abcdefghij", 4), ["abcd", "efgh", "ij"]);
  assert.deepEqual(rowsOf("abcdefgh", 4), ["abcd", "efgh"]);
  assert.deepEqual(rowsOf("abcdefghij", undefined), ["abcdefghij"]);
  assert.deepEqual(rowsOf("", 4), [""]);
});

test("blanks at the end of a line fill no rows of their own", () => {
  assert.deepEqual(rowsOf(`abcdef${" ".repeat(40)}`, 4), ["abcd", "ef"]);
  assert.deepEqual(rowsOf(`abcd${" ".repeat(40)}`, 4), ["abcd"]);
  assert.deepEqual(rowsOf(" ".repeat(40), 4), [""]);
});

test("words are kept whole where they are short, and a wide gap fills no row", () => {
  assert.deepEqual(rowsOf("one two three", 9), ["one two ", "three"]);
  assert.deepEqual(rowsOf("one two", 3), ["one", " tw", "o"]);
  assert.deepEqual(rowsOf(`a ${"x".repeat(60)}`, 50), [`a ${"x".repeat(48)}`, "x".repeat(12)]);
  const gap = rowsOf(`one${" ".repeat(30)}two`, 10);
  assert.deepEqual(
    gap.filter((row) => row.trim() === ""),
    [],
  );
  assert.deepEqual(
    gap.map((row) => row.trim()),
    ["one", "two"],
  );
});
