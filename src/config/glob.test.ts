import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../test/helpers/fast-check.ts";
import { isGlob, matchesGlob } from "./glob.ts";

const cases: readonly (readonly [pattern: string, name: string, matches: boolean])[] = [
  ["web", "web", true],
  ["web", "web2", false],
  ["web*", "web", true],
  ["web*", "web:web_0", true],
  ["*", "", true],
  ["**", "x", true],
  ["*a*b*", "xxaxxbxx", true],
  ["*a*b*", "xxbxxaxx", false],
  ["w?b", "web", true],
  ["w?b", "wb", false],
  ["w?b", "w😀b", true],
  ["w[ae]b", "web", true],
  ["w[ae]b", "wob", false],
  ["w[a-f]b", "web", true],
  ["w[!a-f]b", "web", false],
  ["w[!a-f]b", "wxb", true],
  ["w[]]b", "w]b", true],
  ["w[", "w[", true],
  ["w[]", "w[]", true],
  ["w.b", "web", false],
  ["w(b", "w(b", true],
  ["^web$", "web", false],
];

for (const [pattern, name, matches] of cases) {
  test(`${pattern} ${matches ? "matches" : "does not match"} ${name === "" ? "the empty name" : name}`, () => {
    assert.equal(matchesGlob(pattern, name), matches);
  });
}

test("a name without pattern characters matches itself only", () => {
  const plain = fc.string().filter((text) => !isGlob(text));
  fc.assert(fc.property(plain, plain, (pattern, name) => matchesGlob(pattern, name) === (pattern === name)));
});

test("hostile patterns of 100 kB end", () => {
  const pattern = "*a".repeat(50_000);
  assert.equal(matchesGlob(`${pattern}b`, "a".repeat(1_000)), false);
});
