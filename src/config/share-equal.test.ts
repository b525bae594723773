import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../test/helpers/fast-check.ts";
import { shareEqual } from "./share-equal.ts";

const model = { name: "a", codes: [0, 2], stdout: { path: "/a", syslog: false }, stderr: { path: "", syslog: true } };

test("what is equal in two configurations is kept once, and what differs is as it was", () => {
  const value = { ...structuredClone(model), name: "b", stdout: { path: "/b", syslog: false } };
  const shared = shareEqual(model, value);
  assert.deepEqual(shared, value);
  assert.equal(shared.codes, model.codes);
  assert.equal(shared.stderr, model.stderr);
  assert.notEqual(shared.stdout, model.stdout);
  assert.equal(model.name, "a");
  assert.equal(shareEqual(model, structuredClone(model)), model);
});

test("other keys, or the same in another order, share nothing", () => {
  for (const value of [{ A: "1", B: "2" }, { B: "2", A: "3" }, { A: "3" }]) {
    assert.equal(
      shareEqual<object>({ B: "2", A: "1" }, value) === value,
      !("B" in value) || Object.keys(value)[0] === "A",
    );
    assert.deepEqual(Object.entries(shareEqual<object>({ B: "2", A: "1" }, value)), Object.entries(value));
  }
});

test("the result is always equal to the value", () => {
  const anything = fc.object({ withNullPrototype: false, maxDepth: 3, key: fc.constantFrom("a", "b", "c") });
  fc.assert(fc.property(anything, anything, (one, other) => assert.deepEqual(shareEqual(one, other), other)));
});
