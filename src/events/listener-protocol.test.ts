import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fc } from "../../test/helpers/fast-check.ts";
import {
  eventSent,
  type ListenerOutcome,
  type ListenerProtocol,
  listenerWrote,
  newListener,
  type Verdict,
} from "./listener-protocol.ts";

const judge = (result: Uint8Array): Verdict => {
  const text = Buffer.from(result).toString();
  return text === "OK" ? "processed" : text === "RAISE" ? "error" : "rejected";
};

const ready = listenerWrote(newListener, Buffer.from("READY\n"), judge).protocol;
const busy = eventSent(ready);

/** What the output led to, in words. */
function words(outcomes: readonly ListenerOutcome[]): string[] {
  return outcomes.map((outcome) => {
    if (outcome.type === "changed") return `${outcome.from} -> ${outcome.to}`;
    if (outcome.type === "result") return outcome.verdict;
    return outcome.type === "bad-result" ? `bad '${outcome.line}'` : "broken";
  });
}

function wrote(from: ListenerProtocol, output: string): string[] {
  return words(listenerWrote(from, Buffer.from(output), judge).outcomes);
}

describe("a listener that was just started", () => {
  test("waits while there are fewer than six bytes, whatever they are", () => {
    assert.deepEqual(wrote(newListener, "HELLO"), []);
    assert.equal(listenerWrote(newListener, Buffer.from("HELLO"), judge).protocol.state, "ACKNOWLEDGED");
  });
  test("READY makes it ready", () => assert.deepEqual(wrote(newListener, "READY\n"), ["ACKNOWLEDGED -> READY"]));
  test("anything else breaks the protocol", () =>
    assert.deepEqual(wrote(newListener, "Hello, world\n"), ["ACKNOWLEDGED -> UNKNOWN", "broken"]));
  test("READY twice breaks the protocol", () =>
    assert.deepEqual(wrote(newListener, "READY\nREADY\n"), ["ACKNOWLEDGED -> READY", "READY -> UNKNOWN", "broken"]));
});

describe("a listener that is ready", () => {
  test("must be silent", () => assert.deepEqual(wrote(ready, "x"), ["READY -> UNKNOWN", "broken"]));
});

describe("a listener that has an event", () => {
  test("OK: done", () => assert.deepEqual(wrote(busy, "RESULT 2\nOK"), ["processed", "BUSY -> ACKNOWLEDGED"]));
  test("FAIL: rejected", () => assert.deepEqual(wrote(busy, "RESULT 4\nFAIL"), ["rejected", "BUSY -> ACKNOWLEDGED"]));
  test("any other body: rejected", () =>
    assert.deepEqual(wrote(busy, "RESULT 3\nok\n"), ["rejected", "BUSY -> ACKNOWLEDGED"]));
  test("an empty answer is complete without further output", () =>
    assert.deepEqual(wrote(busy, "RESULT 0\n"), ["rejected", "BUSY -> ACKNOWLEDGED"]));
  test("a handler that fails breaks it", () =>
    assert.deepEqual(wrote(busy, "RESULT 5\nRAISE"), ["error", "BUSY -> UNKNOWN", "broken"]));
  test("answer and READY may come in one piece", () =>
    assert.deepEqual(wrote(busy, "RESULT 2\nOKREADY\n"), [
      "processed",
      "BUSY -> ACKNOWLEDGED",
      "ACKNOWLEDGED -> READY",
    ]));
  test("the word before the length is not looked at", () =>
    assert.deepEqual(wrote(busy, "FOOBAR 2\nOK"), ["processed", "BUSY -> ACKNOWLEDGED"]));

  for (const line of ["RESULT two", "RESULT -1", "RESULT 1.5", "RESULT ", "", "READY", "RESULT 99999999999"]) {
    test(`'${line}' is no result line`, () =>
      assert.deepEqual(wrote(busy, `${line}\nOK`), [`bad '${line.trimEnd()}'`, "BUSY -> UNKNOWN", "broken"]));
  }
  test("a line without end is no result line", () =>
    assert.deepEqual(wrote(busy, "x".repeat(100)), [`bad '${"x".repeat(64)}'`, "BUSY -> UNKNOWN", "broken"]));
});

test("a listener that broke the protocol is not listened to any more, and nothing of it is kept", () => {
  const { protocol } = listenerWrote(ready, Buffer.from("x"), judge);
  const step = listenerWrote(protocol, Buffer.from("READY\nRESULT 2\nOK"), judge);
  assert.deepEqual(step.outcomes, []);
  assert.equal(step.protocol.state, "UNKNOWN");
  assert.equal(step.protocol.pending.length, 0);
});

const output = fc.oneof(
  fc.constantFrom("READY\n", "RESULT 2\nOK", "RESULT 4\nFAIL", "RESULT 5\nRAISE", "RESULT 0\n", "RESULT x\n"),
  fc.string({ maxLength: 20 }),
);
const outputs = fc.array(output, { maxLength: 8 }).map((parts) => Buffer.from(parts.join("")));

test("the size of chunks changes nothing", () => {
  fc.assert(
    fc.property(fc.constantFrom(newListener, ready, busy), outputs, fc.array(fc.nat(40)), (from, bytes, cuts) => {
      const whole = listenerWrote(from, bytes, judge);
      let protocol = from;
      const outcomes: ListenerOutcome[] = [];
      for (let at = 0; at < bytes.length; ) {
        const size = Math.max(1, cuts.shift() ?? 1);
        const step = listenerWrote(protocol, bytes.subarray(at, at + size), judge);
        protocol = step.protocol;
        outcomes.push(...step.outcomes);
        at += size;
      }
      assert.deepEqual(words(outcomes), words(whole.outcomes));
      assert.equal(protocol.state, whole.protocol.state);
      assert.deepEqual(Buffer.from(protocol.pending), Buffer.from(whole.protocol.pending));
    }),
  );
});

test("a chunk that is overwritten after the call changes nothing", () => {
  const chunk = Buffer.from("REA");
  const { protocol } = listenerWrote(newListener, chunk, judge);
  chunk.fill(0xff);
  assert.deepEqual(words(listenerWrote(protocol, Buffer.from("DY\n"), judge).outcomes), ["ACKNOWLEDGED -> READY"]);
});
