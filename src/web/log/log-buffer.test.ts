import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../test/helpers/fast-check.ts";
import { fileLineOf, LogBuffer, maxLineLength, maxLines } from "./log-buffer.ts";
import { LogRows } from "./log-rows.ts";
import { textSearch } from "./search.ts";

function texts(buffer: LogBuffer): readonly string[] {
  return buffer.lines.map(({ text }) => text);
}

test("pieces become lines, wherever they are cut", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom("a", "b", "\n"), maxLength: 8 })), (pieces) => {
      const buffer = new LogBuffer();
      for (const piece of pieces) buffer.add("stdout", piece);
      const whole = pieces.join("").split("\n");
      if (whole.at(-1) === "") whole.pop();
      assert.deepEqual(texts(buffer), whole);
    }),
  );
});

test("lines of two logs do not run into each other", () => {
  const buffer = new LogBuffer();
  buffer.add("stdout", "out ");
  buffer.add("stderr", "err ");
  buffer.add("stdout", "goes on\n");
  buffer.add("stderr", "too\n");
  assert.deepEqual(texts(buffer), ["out goes on", "err too"]);
});

test("a line without end is broken, and old lines make room", () => {
  const buffer = new LogBuffer();
  buffer.add("stdout", "x".repeat(maxLineLength * 2 + 5));
  assert.deepEqual(
    buffer.lines.map(({ text }) => text.length),
    [maxLineLength, maxLineLength, 5],
  );
  buffer.add("stdout", "\n".repeat(maxLines * 1.2));
  assert.equal(buffer.lines.length, maxLines);
  assert.equal(buffer.lines[0]?.number, buffer.dropped + 1);
});

test("rows that are kept up to date are those that a new layout would give", () => {
  const step = fc.record({
    channel: fc.constantFrom("stdout", "stderr"),
    text: fc.string({ unit: fc.constantFrom("a", "b", "\n", "語"), maxLength: 30 }),
  });
  const layout = fc.record({
    columns: fc.constantFrom(undefined, 4, 10),
    search: fc.constantFrom(undefined, textSearch("AB")),
    onlyMatches: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step), layout, (steps, chosen) => {
      const buffer = new LogBuffer();
      const kept = new LogRows(buffer);
      kept.lay(chosen);
      for (const { channel, text } of steps) {
        buffer.add(channel, text);
        kept.refresh();
      }
      const anew = new LogRows(buffer);
      anew.lay(chosen);
      const shown = (rows: LogRows): readonly string[] =>
        rows.rows.map(({ line, start, end }) => `${line.number} ${start} ${end}`);
      assert.deepEqual(shown(kept), shown(anew));
      assert.deepEqual(kept.matches, anew.matches);
    }),
  );
});

test("wrapped rows hold the whole line but for blanks, none is nothing but blanks or too wide", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 2, max: 20 }), (text, columns) => {
      const buffer = new LogBuffer();
      buffer.add("stdout", `${text.replaceAll("\n", " ")}\n`);
      const rows = new LogRows(buffer);
      rows.lay({ columns, search: undefined, onlyMatches: false });
      const line = buffer.lines[0]?.text ?? "";
      const dense = (part: string): string => part.replace(/\s+/g, "");
      const texts = rows.rows.map(({ start, end }) => line.slice(start, end));
      if (texts.length > 1) assert.equal(dense(texts.join("")), dense(line));
      for (const part of texts.slice(1)) assert.notEqual(part.trim(), "");
      for (const part of texts) assert.ok(part.length <= columns * 2);
    }),
  );
});

test("lines have the numbers of their file, once somebody has told where it begins", () => {
  const buffer = new LogBuffer();
  const numbers = (): readonly unknown[] =>
    buffer.lines.map((line) => (line.mark === undefined ? fileLineOf(line) : line.text));
  buffer.add("stdout", "a\nb\n");
  buffer.add("stderr", "x\n");
  assert.deepEqual(numbers(), [undefined, undefined, undefined]);
  buffer.begin("stdout", 41);
  buffer.begin("stderr", 1);
  buffer.add("stdout", `c\n${"d".repeat(maxLineLength + 1)}\ne\n`);
  assert.deepEqual(numbers(), [41, 42, 1, 43, 44, undefined, 45], "what goes on has none");
  assert.equal(buffer.highest, 45);
  buffer.restart("stdout", "rotated");
  buffer.restart("stderr", "rotated");
  buffer.add("stdout", "f\n");
  assert.deepEqual(numbers().slice(7), ["the log was rotated", 1], "one mark");
});
