import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FakeSystem } from "../system/fake-system.ts";
import { findFiles } from "./find-files.ts";
import { matchesGlob } from "./glob.ts";

describe("findFiles", () => {
  const { files } = new FakeSystem();
  for (const path of [
    "/etc/d/b.ini",
    "/etc/d/a.ini",
    "/etc/d/.h.ini",
    "/etc/d/10.conf",
    "/etc/e/a.ini",
    "/etc/d/é.ini",
  ]) {
    files.put(path, "");
  }
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["/etc/d/*.ini", ["/etc/d/a.ini", "/etc/d/b.ini", "/etc/d/é.ini"]],
    ["/etc/?/a.ini", ["/etc/d/a.ini", "/etc/e/a.ini"]],
    ["/etc/d/.*.ini", ["/etc/d/.h.ini"]],
    ["/etc/d/a.ini", ["/etc/d/a.ini"]],
    ["/etc/d/none.ini", []],
    ["/none/*", []],
    ["/etc/d/../e/*", ["/etc/d/../e/a.ini"]],
    ["/*/d/[0-9]*", ["/etc/d/10.conf"]],
  ];
  for (const [pattern, paths] of cases) test(pattern, () => assert.deepEqual(findFiles(files, pattern), paths));
});

describe("matchesGlob", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["a.ini", "*.ini", true],
    ["a.ini.bak", "*.ini", false],
    ["abc", "a?c", true],
    ["a", "a*", true],
    ["", "*", true],
    ["b", "[a-c]", true],
    ["d", "[!a-c]", true],
    ["]", "[]]", true],
    ["-", "[a-]", true],
    ["[x", "[x", true],
    ["a.b", "a.b", true],
    ["axb", "a.b", false],
    ["日本", "??", true],
  ];
  for (const [name, pattern, matches] of cases) {
    test(`${name} ${pattern}`, () => assert.equal(matchesGlob(pattern, name), matches));
  }

  test("many stars take no exponential time", () => {
    assert.equal(matchesGlob(`${"*a".repeat(100)}b`, "a".repeat(255)), false);
  });
});
