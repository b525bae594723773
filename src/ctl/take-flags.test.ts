import assert from "node:assert/strict";
import { test } from "node:test";
import { takeFlags } from "./take-flags.ts";

const flags = [
  { name: "-f", summary: "Follow" },
  { name: "--json", summary: "JSON" },
  { name: "-n", value: "LINES", summary: "Lines" },
  { name: "--grep", value: "PATTERN", summary: "Pattern" },
];

function take(...words: readonly string[]) {
  const { given, operands, problem } = takeFlags(flags, words);
  return [Object.fromEntries(given), operands, problem];
}

test("options are found wherever they stand; values are the next word or follow behind =", () => {
  assert.deepEqual(take("web", "-f", "-n", "20", "app:*"), [{ "-f": "", "-n": "20" }, ["web", "app:*"], undefined]);
  assert.deepEqual(take("--grep=a=b", "x"), [{ "--grep": "a=b" }, ["x"], undefined]);
  assert.deepEqual(take("-n5", "x"), [{ "-n": "5" }, ["x"], undefined]);
  assert.deepEqual(take("--grep", "--json"), [{ "--grep": "--json" }, [], undefined]);
});

test("what is no option stays an operand, and so does all behind --", () => {
  assert.deepEqual(take("-x", "-100", "--", "-f"), [{}, ["-x", "-100", "-f"], undefined]);
});

test("a missing value, and a value of a switch, are told", () => {
  assert.equal(take("web", "-n")[2], "-n requires LINES");
  assert.equal(take("--json=yes")[2], "--json takes no value");
  assert.equal(take("-fx")[2], "-f takes no value");
});
