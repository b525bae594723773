import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../test/helpers/fast-check.ts";
import { parseLine, plain } from "./ansi.ts";

function styles(raw: string): readonly string[] {
  return parseLine(raw, plain).spans.map(({ start, style }) => `${start} ${JSON.stringify(style)}`);
}

test("colours and weights become spans, and leave the text", () => {
  const { text, spans, end } = parseLine("a\x1b[1;31mb\x1b[22mc\x1b[0md", plain);
  assert.equal(text, "abcd");
  assert.deepEqual(
    spans.map(({ start }) => start),
    [1, 2, 3],
  );
  assert.deepEqual(spans[0]?.style, { ...plain, foreground: "1", bold: true });
  assert.deepEqual(spans[1]?.style, { ...plain, foreground: "1" });
  assert.equal(end, plain);
});

test("a colour goes on in the next line", () => {
  const first = parseLine("\x1b[32mgreen", plain);
  const { text, spans } = parseLine("still", first.end);
  assert.equal(text, "still");
  assert.equal(spans[0]?.style.foreground, "2");
});

test("bright, 256 and true colours", () => {
  assert.match(styles("\x1b[97mx")[0] ?? "", /"foreground":"15"/);
  assert.match(styles("\x1b[104mx")[0] ?? "", /"background":"12"/);
  assert.match(styles("\x1b[38;5;9mx")[0] ?? "", /"foreground":"9"/);
  assert.match(styles("\x1b[38;5;196mx")[0] ?? "", /"foreground":"#ff0000"/);
  assert.match(styles("\x1b[48;5;244mx")[0] ?? "", /"background":"#808080"/);
  assert.match(styles("\x1b[38;2;1;20;300mx")[0] ?? "", /"foreground":"#0114ff"/);
});

test("what else a terminal would obey is taken out, other control characters are shown", () => {
  assert.equal(parseLine("\x1b]0;title\x07a\x1b[2Kb\x1b(Bc\x1b]8;;http://x\x1b\\d", plain).text, "abcd");
  assert.equal(parseLine("a\x00b\x7fc\td", plain).text, "a\u2400b\u2421c\td");
  assert.equal(parseLine("10%\r50%\r100%", plain).text, "100%");
  assert.equal(parseLine("windows\r", plain).text, "windows");
});

test("no input leaves a control character, or a span beyond the text", () => {
  const anyInput = fc
    .array(fc.constantFrom("\x1b", "[", "]", "3", "8", ";", "m", "a", "é", "\r", "\x07", "5", "\\"))
    .map((all) => all.join(""));
  fc.assert(
    fc.property(anyInput, (raw) => {
      const { text, spans } = parseLine(raw, plain);
      assert.doesNotMatch(text, /[\x00-\x08\x0a-\x1f\x7f]/);
      for (const [index, { start }] of spans.entries()) {
        assert.ok(start <= text.length && start >= (spans[index - 1]?.start ?? 0));
      }
    }),
  );
});
