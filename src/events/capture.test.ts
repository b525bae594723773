import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fc } from "../../test/helpers/fast-check.ts";
import { Capture, captureBegin, captureEnd } from "./capture.ts";

/** What comes out of a capture, as text. */
class Tap {
  log = "";
  readonly messages: string[] = [];
  readonly #capture: Capture;

  constructor(maxBytes = 1_000_000) {
    this.#capture = new Capture(maxBytes, (message) => this.messages.push(Buffer.from(message).toString("latin1")));
  }

  push(text: string): this {
    const chunk = Buffer.from(text, "latin1");
    this.#capture.push(chunk, (output) => this.#pass(output));
    chunk.fill(0xff); // the real chunk is a view of a buffer that the next read overwrites
    return this;
  }

  end(): this {
    this.#capture.end((output) => this.#pass(output));
    return this;
  }

  #pass(output: Uint8Array): void {
    this.log += Buffer.from(output).toString("latin1");
  }
}

describe("output outside of the tokens", () => {
  test("passes at once, to the last byte", () => assert.equal(new Tap().push("short").log, "short"));
  test("is held back only from where a token may begin", () => {
    const tap = new Tap().push("prompt <!--X");
    assert.equal(tap.log, "prompt ");
    assert.equal(tap.push("ML -->").log, "prompt <!--XML -->");
  });
  test("is complete when the process ends in the middle of something like a token", () =>
    assert.equal(new Tap().push("a<!--XSUPER").end().log, "a<!--XSUPER"));
});

describe("output between the tokens", () => {
  test("becomes a message and no log", () => {
    const tap = new Tap().push(`a${captureBegin}one${captureEnd}b${captureBegin}two${captureEnd}c`);
    assert.deepEqual(tap.messages, ["one", "two"]);
    assert.equal(tap.log, "abc");
  });
  test("an empty message is a message", () =>
    assert.deepEqual(new Tap().push(captureBegin + captureEnd).messages, [""]));
  test("a second beginning belongs to the message", () =>
    assert.deepEqual(new Tap().push(`${captureBegin}a${captureBegin}b${captureEnd}`).messages, [`a${captureBegin}b`]));
  test("an end without a beginning is ordinary output", () =>
    assert.equal(new Tap().push(`a${captureEnd}b`).log, `a${captureEnd}b`));
  test("keeps the last bytes of a message that is too long", () => {
    const tap = new Tap(10).push(captureBegin);
    for (const letter of "abcdefghijklmnopqrstuvwxyz") tap.push(letter);
    assert.deepEqual(tap.push(captureEnd).messages, ["qrstuvwxyz"]);
    assert.deepEqual(new Tap(10).push(`${captureBegin}${"x".repeat(5000)}end${captureEnd}`).messages, ["xxxxxxxend"]);
  });
  test("goes to the log when the process ends without finishing the message", () => {
    const tap = new Tap().push(`a${captureBegin}unfinished`).end();
    assert.equal(tap.log, "aunfinished");
    assert.deepEqual(tap.messages, []);
    assert.equal(tap.push("next run").log, "aunfinishednext run");
  });
});

const piece = fc.oneof(
  fc.constantFrom(captureBegin, captureEnd, "<", "<!--", "<!--XSUPERVISOR:", "\0", "\xff"),
  fc.string({ maxLength: 6, unit: "binary-ascii" }),
);
const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(""));

test("the size of chunks changes nothing", () => {
  fc.assert(
    fc.property(text, fc.array(fc.integer({ min: 1, max: 30 })), (whole, sizes) => {
      const once = new Tap().push(whole).end();
      const parts = new Tap();
      for (let at = 0; at < whole.length; ) {
        const size = sizes.shift() ?? 1;
        parts.push(whole.slice(at, at + size));
        at += size;
      }
      parts.end();
      assert.deepEqual([parts.log, parts.messages], [once.log, once.messages]);
    }),
  );
});

test("no byte is lost or doubled, and no token is passed on", () => {
  fc.assert(
    fc.property(text, (whole) => {
      const tap = new Tap().push(whole).end();
      const expected = { log: "", messages: [] as string[] };
      for (let rest = whole; ; ) {
        const [, before, message, after] =
          /^(.*?)<!--XSUPERVISOR:BEGIN-->(.*?)<!--XSUPERVISOR:END-->(.*)$/s.exec(rest) ?? [];
        if (before === undefined || message === undefined || after === undefined) {
          const [first = "", ...more] = rest.split(captureBegin);
          expected.log += first + more.join(captureBegin); // a message without end loses its token only
          break;
        }
        expected.log += before;
        expected.messages.push(message);
        rest = after;
      }
      assert.deepEqual({ log: tap.log, messages: tap.messages }, expected);
    }),
  );
});
