import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../test/helpers/fast-check.ts";
import { AnsiStripper, maxSequenceBytes } from "./strip-ansi.ts";

function strip(...chunks: (string | Uint8Array)[]): string {
  const kept: Buffer[] = [];
  const stripper = new AnsiStripper();
  const pass = (chunk: Uint8Array): unknown => kept.push(Buffer.from(chunk));
  for (const chunk of chunks) stripper.push(typeof chunk === "string" ? Buffer.from(chunk, "latin1") : chunk, pass);
  stripper.end(pass);
  return Buffer.concat(kept).toString("latin1");
}

test("colours, movements and erasing are removed, text stays", () => {
  assert.equal(strip("a\x1b[31mred\x1b[0m b\n"), "ared b\n");
  assert.equal(strip("\x1b[1;31mA\x1b[KB\x1b[2JC\x1b[3;4HD\x1b[5fE\x1b[A\x1b[B\x1b[C\x1b[DF"), "ABCDEF");
  assert.equal(strip("\x1b[6R\x1b[s\x1b[u\x1b[?25h\x1b[?25l\x1b[p."), ".");
});

test("a sequence with another letter goes alone, not with the text that follows", () => {
  assert.equal(strip("n\x1b[6n echo hello\n"), "n echo hello\n");
});

test("other escapes stay", () => {
  assert.equal(strip("D\x1b(BE\x1b]0;t\x07 \x1b\x1b7"), "D\x1b(BE\x1b]0;t\x07 \x1b\x1b7");
});

test("a sequence that breaks off takes no text with it", () => {
  assert.equal(strip("lone \x1b[\x1b[31m x\n"), "lone  x\n");
  assert.equal(strip("a\x1b[31\nb"), "a\nb");
});

test("what looks like a sequence but does not end is text", () => {
  const long = `\x1b[${"1".repeat(maxSequenceBytes + 50)}`;
  assert.equal(strip(`${long}m`), `${long}m`);
  assert.equal(strip(...`${long}m`), `${long}m`);
});

test("an unfinished sequence at the very end is not lost", () => {
  assert.equal(strip("end\x1b"), "end\x1b");
  assert.equal(strip("end\x1b[3"), "end\x1b[3");
});

test("an unfinished sequence waits for the rest", () => {
  const kept: string[] = [];
  const stripper = new AnsiStripper();
  for (const chunk of ["a\x1b", "[3", "1mb"]) {
    stripper.push(Buffer.from(chunk), (passed) => kept.push(Buffer.from(passed).toString("latin1")));
  }
  assert.deepEqual(kept, ["a", "b"]);
});

test("chunks without an escape are passed on as they are, without a copy", () => {
  const chunk = Buffer.from("plain");
  new AnsiStripper().push(chunk, (passed) => assert.equal(passed, chunk));
});

test("where the chunks are cut makes no difference, for any bytes", () => {
  const bytes = fc
    .uint8Array({ maxLength: 40 })
    .map((array) => array.map((byte) => (byte % 5 === 0 ? 0x1b : byte % 7 === 0 ? 0x5b : byte)));
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(40)), (input, cuts) => {
      const places = [0, ...cuts.filter((cut) => cut < input.length).sort((a, b) => a - b), input.length];
      const chunks = places.slice(1).map((end, index) => input.subarray(places[index], end));
      assert.equal(strip(...chunks), strip(input));
    }),
  );
});
