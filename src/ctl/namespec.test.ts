import assert from "node:assert/strict";
import { test } from "node:test";
import { parseNamespec, showNamespec } from "./namespec.ts";

test("a name alone is a process of the group with that name", () => {
  assert.deepEqual(parseNamespec("web"), { kind: "process", group: "web", name: "web" });
});

test("only the first colon separates", () => {
  assert.deepEqual(parseNamespec("a:b:c"), { kind: "process", group: "a", name: "b:c" });
});

test("group:* and group: are the whole group", () => {
  assert.deepEqual(parseNamespec("a:*"), { kind: "group", group: "a" });
  assert.deepEqual(parseNamespec("a:"), { kind: "group", group: "a" });
});

test("the group is shown where it differs from the name", () => {
  assert.equal(showNamespec("web", "web"), "web");
  assert.equal(showNamespec("ab", "a"), "ab:a");
});
