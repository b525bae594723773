import assert from "node:assert/strict";
import { test } from "node:test";
import { commandTable } from "./command-table.ts";

test("names are sorted and none is there twice", () => {
  const names = commandTable.map(({ name }) => name.toLowerCase());
  assert.deepEqual(names, [...new Set(names)].sort());
});

for (const { name, summary, help } of commandTable) {
  test(`${name} has a summary of one line, and help that begins with its name`, () => {
    assert.match(summary, /^[A-Z].*[^.]$/);
    if (help.length > 0) assert.ok(help[0]?.startsWith(name));
  });
}

test("the list of help fits on a terminal of 80 columns", () => {
  const width = Math.max(...commandTable.map(({ name }) => name.length)) + 2;
  for (const { name, summary } of commandTable) assert.ok(width + summary.length < 80, name);
});
