import assert from "node:assert/strict";
import { test } from "node:test";
import { plainValue } from "./plain-value.ts";

test("what XML-RPC can carry passes, members that are undefined are left out", () => {
  const bytes = new Uint8Array([1]);
  const date = new Date(0);
  const value = { a: [1, "x", true, null, bytes, date], b: { c: Object.create(null) }, d: undefined };
  assert.deepEqual(plainValue(value, "it"), { a: [1, "x", true, null, bytes, date], b: { c: {} } });
});

test("a member named __proto__ is only a member", () => {
  const value = plainValue(JSON.parse('{"__proto__": {"x": 1}}'), "it") as object;
  assert.deepEqual(Object.entries(value), [["__proto__", { x: 1 }]]);
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
});

test("everything else is refused with its place", () => {
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  for (const [value, message] of [
    [undefined, /^it is undefined,/],
    [() => 1, /^it is function,/],
    [1n, /^it is bigint,/],
    [{ a: [new Map()] }, /^it\.a\[0\] is a Map,/],
    [[undefined], /^it\[0\] is undefined,/],
    [new Date(Number.NaN), /^it is an invalid date$/],
    [new Error("x"), /^it is a Error,/],
    [circle, /contains itself$/],
  ] as const) {
    assert.throws(() => plainValue(value, "it"), { name: "TypeError", message });
  }
});
