import assert from "node:assert/strict";
import { test } from "node:test";
import type { LogFile } from "../../client/json-results.ts";
import { findStart, type ReadFile, readLines, type Wanted } from "./log-reader.ts";

/** A log in memory: its files, the oldest first, and when each was written last. */
function log(...parts: readonly (readonly [text: string, modifiedMs: number])[]) {
  const files = parts.map(
    ([text, modifiedMs], index): LogFile => ({
      path: `log.${index}`,
      inode: index,
      bytes: Buffer.byteLength(text),
      modifiedAt: new Date(modifiedMs).toISOString(),
    }),
  );
  const read: ReadFile = async ({ inode }, offset, length) =>
    Buffer.from(parts[inode]?.[0] ?? "").subarray(offset, offset + length);
  return { files, read };
}

async function lines({ files, read }: ReturnType<typeof log>, wanted: Partial<Wanted>, unfinished = true) {
  const { place } = await findStart(files, read, { lines: undefined, sinceMs: undefined, ...wanted });
  const texts: string[] = [];
  for await (const { text } of readLines(files, read, place, unfinished)) texts.push(text);
  return texts;
}

const rotated = log(["one\ntwo\nthr", 1_000], ["ee\nfour\n", 2_000], ["five\r\nsix", 3_000]);

test("all lines, those that a rotation has cut in two as well", async () => {
  assert.deepEqual(await lines(rotated, {}), ["one", "two", "three", "four", "five", "six"]);
});

test("the last lines, from whichever file they begin in", async () => {
  assert.deepEqual(await lines(rotated, { lines: 1 }), ["six"]);
  assert.deepEqual(await lines(rotated, { lines: 3 }), ["four", "five", "six"]);
  assert.deepEqual(await lines(rotated, { lines: 4 }), ["three", "four", "five", "six"]);
  assert.deepEqual(await lines(rotated, { lines: 100 }), ["one", "two", "three", "four", "five", "six"]);
  assert.deepEqual(await lines(log(["a\nb\n", 0]), { lines: 1 }), ["b"]);
  assert.deepEqual(await lines(log(["a\n\n", 0]), { lines: 1 }), [""]);
  assert.deepEqual(await lines(log(["", 0]), { lines: 5 }), []);
  assert.deepEqual(await lines(log(), { lines: 5 }), []);
  assert.deepEqual(await lines(rotated, { lines: 0 }), []);
});

test("a last line without its end is left to who follows", async () => {
  assert.deepEqual(await lines(rotated, { lines: 2 }, false), ["five"]);
});

test("files that were written last before the time are left out", async () => {
  assert.deepEqual(await lines(rotated, { sinceMs: 2_500 }), ["five", "six"]);
  assert.deepEqual(await lines(rotated, { sinceMs: 9_000 }), []);
});

test("large logs are searched from the end, by lines and by time", async () => {
  const stamped = Array.from(
    { length: 40_000 },
    (_, index) => `${new Date(1_000_000_000_000 + index * 1_000).toISOString()} line ${index}`,
  );
  const big = log([`${stamped.join("\n")}\n`, 2_000_000_000_000]);
  let bytes = 0;
  const read: ReadFile = async (file, offset, length) => {
    bytes += length;
    return big.read(file, offset, length);
  };
  const last = await lines({ files: big.files, read }, { lines: 10_000 });
  assert.deepEqual([last.length, last[0]], [10_000, stamped[30_000]]);
  bytes = 0;
  const { place, timed } = await findStart(big.files, read, {
    lines: undefined,
    sinceMs: 1_000_000_000_000 + 39_999_000,
  });
  assert.ok(timed && place.offset > 0 && bytes < 300_000);
});

test("a line without an end comes in pieces", async () => {
  const pieces = await lines(log(["x".repeat(3_000_000), 0]), {});
  assert.equal(pieces.join("").length, 3_000_000);
  assert.ok(pieces.length > 1);
});
