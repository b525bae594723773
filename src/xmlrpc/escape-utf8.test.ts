import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../test/helpers/fast-check.ts";
import { escapeText } from "./escape-text.ts";
import { escapeUtf8 } from "./escape-utf8.ts";

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

test("bytes are escaped as their text is", () => {
  const hostile = fc.constantFrom(
    "&",
    "<",
    ">",
    "\r",
    "\n",
    "\x1b[31m",
    "\0",
    "\uFFFE",
    "\uFFFF",
    "é",
    "日",
    "🙂",
    "x",
  );
  const pieces = fc.array(
    fc.oneof(
      hostile.map((one) => Buffer.from(one)),
      fc.uint8Array({ maxLength: 4 }),
    ),
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      const bytes = Buffer.concat(parts);
      assert.equal(text(escapeUtf8(bytes)), escapeText(text(bytes)));
    }),
  );
});

test("every byte alone, and what needs no escape is not copied", () => {
  for (let byte = 0; byte < 256; byte++) {
    const one = Uint8Array.of(byte);
    assert.equal(text(escapeUtf8(one)), escapeText(text(one)));
  }
  const plain = Buffer.from("plain \n é 日 🙂");
  assert.equal(escapeUtf8(plain), plain);
});
