import assert from "node:assert/strict";
import { test } from "node:test";
import { mergeLines } from "./merge-lines.ts";

async function merged(logs: Readonly<Record<string, readonly string[]>>): Promise<readonly string[]> {
  const texts: string[] = [];
  const columns = Object.entries(logs).map(([log, lines]) => ({
    log,
    lines: (async function* () {
      yield* lines;
    })(),
  }));
  for await (const { log, text } of mergeLines(columns)) texts.push(`${log} ${text}`);
  return texts;
}

const at = (second: number, text: string) => `2026-01-01T10:00:0${second}Z ${text}`;

test("lines that tell their times come in that order; others stay with the line before them", async () => {
  assert.deepEqual(
    await merged({ a: [at(0, "x"), at(5, "y")], b: [" at torn", at(3, "error"), " at f", " at g", at(9, "z")] }),
    [
      `a ${at(0, "x")}`,
      "b  at torn",
      `b ${at(3, "error")}`,
      "b  at f",
      "b  at g",
      `a ${at(5, "y")}`,
      `b ${at(9, "z")}`,
    ],
  );
});

test("logs that tell no times come first, one after another", async () => {
  assert.deepEqual(await merged({ a: [at(1, "x")], b: ["1", "2"], c: ["3"], d: [] }), [
    "b 1",
    "b 2",
    "c 3",
    `a ${at(1, "x")}`,
  ]);
});

test("equal times keep the order of the logs", async () => {
  assert.deepEqual(await merged({ a: [at(1, "1"), at(1, "2")], b: [at(1, "3")] }), [
    `a ${at(1, "1")}`,
    `a ${at(1, "2")}`,
    `b ${at(1, "3")}`,
  ]);
});
