import assert from "node:assert/strict";
import { test } from "node:test";
import { LineSplitter } from "./line-splitter.ts";

/** The parts; one whose line goes on in the next ends with "...". */
function split(maxLineBytes: number, chunks: readonly Uint8Array[]): string[] {
  const lines: string[] = [];
  const pass = (line: Uint8Array, partial: boolean): unknown =>
    lines.push(`${Buffer.from(line)}${partial ? "..." : ""}`);
  const splitter = new LineSplitter(maxLineBytes);
  for (const chunk of chunks) splitter.push(chunk, pass);
  splitter.end(pass);
  splitter.end(pass);
  return lines;
}

test("lines are put together over chunk borders, empty ones kept, a last one given on", () => {
  assert.deepEqual(split(99, ["a", "b\n\nc", "\n", "d"].map(Buffer.from)), ["ab", "", "c", "d"]);
});

test("a long line comes in parts that cut no character, whatever the chunks", () => {
  const bytes = Buffer.from("日本語日本語xx\ny");
  const parts = ["日本...", "語日...", "本語x...", "x", "y"];
  assert.deepEqual(split(7, [bytes]), parts);
  assert.deepEqual(
    split(
      7,
      [...bytes].map((byte) => Uint8Array.of(byte)),
    ),
    parts,
  );
});

test("bytes that are no text are cut at the limit", () => {
  const lengths: number[] = [];
  new LineSplitter(4).push(Uint8Array.of(...new Uint8Array(9).fill(0x80), 0x0a), ({ length }) => lengths.push(length));
  assert.deepEqual(lengths, [4, 4, 1]);
});
