import assert from "node:assert/strict";
import { test } from "node:test";
import { isFault, SupervisorFault } from "./supervisor-fault.ts";

test("the detail is what follows the name", () => {
  const detailOf = (code: number, text: string) => new SupervisorFault(code, text).detail;
  assert.equal(detailOf(10, "BAD_NAME: web"), "web");
  assert.equal(detailOf(10, "BAD_NAME"), "");
  assert.equal(detailOf(92, "CANT_REREAD: a: b"), "a: b");
  assert.equal(detailOf(10, "something else"), "something else");
  assert.equal(detailOf(999, "BAD_NAME: x"), "BAD_NAME: x");
});

test("isFault asks for the name", () => {
  assert.ok(isFault(new SupervisorFault(10, "BAD_NAME: x"), "NO_FILE", "BAD_NAME"));
  assert.ok(!isFault(new SupervisorFault(10, "BAD_NAME: x"), "NO_FILE"));
  assert.ok(!isFault(new SupervisorFault(999, "X")));
  assert.ok(!isFault(new Error("BAD_NAME"), "BAD_NAME"));
});
