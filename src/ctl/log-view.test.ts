import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../test/helpers/fast-check.ts";
import { SafeLogView } from "./log-view.ts";

/** What a terminal gets of a log that comes in these chunks. */
function shown(chunks: readonly (string | Uint8Array)[], coloured = true): string {
  const view = new SafeLogView(coloured);
  const pieces = chunks.map((chunk) => view.show(Buffer.from(chunk as string)));
  return Buffer.concat([...pieces, view.end()]).toString();
}

test("text and colours pass", () => {
  assert.equal(shown(["grün\tשלום 🐈\n"]), "grün\tשלום 🐈\n");
  assert.equal(shown(["\x1b[1;31mred\x1b[m \x1b[38;2;1;2;3mtrue\x1b[38:5:9mpalette\x1b[0m\n"]).includes("␛"), false);
  assert.equal(shown(["\x1b[31mred\x1b[0m"]), "\x1b[31mred\x1b[0m");
});

test("everything else that a terminal would obey is shown", () => {
  assert.equal(shown(["\x1b]0;title\x07 \x1b]52;c;ZXZpbA==\x1b\\"]), "␛]0;title␇ ␛]52;c;ZXZpbA==␛\\");
  assert.equal(shown(["\x1b[2J\x1b[H\x1b[6n\x1b[?1049h\x1bP\x1bc\x1b[>4;1m"]), "␛[2J␛[H␛[6n␛[?1049h␛P␛c␛[>4;1m");
  assert.equal(shown(["\u009b31m\u009d0;x\u0007\u202egnp.exe\b\x7f\0"]), "\ufffd31m\ufffd0;x␇\ufffdgnp.exe␈␡␀");
  assert.equal(shown([Uint8Array.of(0x9b, 0x33, 0x31, 0x6d)]), "\ufffd31m");
});

test("a carriage return passes before a line feed only", () => {
  assert.equal(shown(["one\r\ntwo\rover\r", "\n\r", "x\r"]), "one\r\ntwo␍over\r\n␍x␍");
});

test("who wants no colours gets none", () => {
  assert.equal(shown(["\x1b[31mred\x1b[0m \x1b[2J\n"], false), "red ␛[2J\n");
});

test("a colour that the log leaves on does not stay", () => {
  assert.equal(shown(["\x1b[1;31mred\n"]), "\x1b[1;31mred\n\x1b[0m");
  assert.equal(shown(["\x1b[1;31mred\x1b[m\n"]), "\x1b[1;31mred\x1b[m\n");
});

test("what is cut by chunks is the same as in one, and nothing that acts gets through", () => {
  const piece = fc.constantFrom(
    ..."\x1b [ ] 0 ; : m 31 K J \x07 \r \n \u009b é 日 🙂 text \x1b[31m \x1b[m \x1b]0;t\x07 \x1b[2J \r\n".split(" "),
  );
  const bytes = fc.array(piece, { maxLength: 30 }).map((pieces) => Buffer.from(pieces.join("")));
  fc.assert(
    fc.property(bytes, fc.array(fc.nat({ max: 40 }), { maxLength: 8 }), (log, cuts) => {
      const places = [0, ...cuts.map((cut) => Math.min(cut, log.length)).sort((a, b) => a - b), log.length];
      const chunks = places.slice(1).map((end, index) => log.subarray(places[index], end));
      const whole = shown([log]);
      assert.equal(shown(chunks), whole);
      const rest = whole.replace(/\x1b\[[\d;:]*m/g, "").replaceAll("\r\n", "\n");
      assert.doesNotMatch(rest, /[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
    }),
  );
});

test("a sequence without end is not waited for for ever", () => {
  const long = `\x1b[${"1;".repeat(1000)}`;
  const view = new SafeLogView(true);
  assert.ok(view.show(Buffer.from(long)).length > 1900);
});
