import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FakeSystem } from "../../system/fake-system.ts";
import { environment } from "./environment.ts";
import { shellSplit } from "./shell-split.ts";

const { files, users } = new FakeSystem();

function parse(text: string) {
  return environment.parse(text, { files, users, home: undefined, effectiveUid: 0, cwd: "/" });
}

describe("environment", () => {
  const accepted: readonly (readonly [string, Record<string, string>])[] = [
    ["", {}],
    ["A=1", { A: "1" }],
    ["A=1,B=2,", { A: "1", B: "2" }],
    ["A=1;B=2", { A: "1", B: "2" }],
    ["A = 1 ,\n B = 2", { A: "1", B: "2" }],
    [`A="x y",B='it"s',C=""`, { A: "x y", B: 'it"s', C: "" }],
    [`A="x"y'z'`, { A: "xyz" }],
    [`A="say \\"x\\" \\n",B=a\\ b`, { A: 'say "x" \\n', B: "a b" }],
    ["A=/usr/bin:/bin,B=a-b.c+d(e)", { A: "/usr/bin:/bin", B: "a-b.c+d(e)" }],
    [`"A"=1,'B'=2`, { A: "1", B: "2" }],
    ["A=1,A=2", { A: "2" }],
    ["A=é", { A: "é" }],
  ];
  for (const [text, variables] of accepted) {
    test(`takes ${JSON.stringify(text)}`, () =>
      assert.deepEqual(parse(text), { ok: true, value: variables, warnings: [] }));
  }

  const refused: readonly (readonly [string, RegExp])[] = [
    ["A", /^Unexpected end of key\/value pairs in value 'A'$/],
    ["A=", /^Unexpected end/],
    ["A=1,B", /^Unexpected end/],
    ["A=a@b", /^Unexpected end/],
    ['A="1', /^No closing quotation$/],
    ["A='1", /^No closing quotation$/],
    ["A=1\\", /^No escaped character$/],
  ];
  for (const [text, reason] of refused) {
    test(`refuses ${JSON.stringify(text)}`, () => {
      const result = parse(text);
      assert.ok(!result.ok);
      assert.match(result.reason, reason);
    });
  }

  const cut: readonly (readonly [string, Record<string, string>])[] = [
    ["A=x y", { A: "x" }],
    ["A=$HOME", { A: "$" }],
    ["A=50%", { A: "50" }],
    ["A=日本", { A: "日" }],
  ];
  for (const [text, variables] of cut) {
    test(`takes ${JSON.stringify(text)} short, with a warning`, () => {
      const result = parse(text);
      assert.ok(result.ok);
      assert.deepEqual(result.value, variables);
      assert.match(result.warnings?.join() ?? "", /^the value of A is cut to '.' |^the value of A is cut to '50' /);
    });
  }

  test("a warning does not show a part of a secret", () => {
    const result = parse("DB_PASSWORD=hunter2 3");
    assert.ok(result.ok);
    assert.doesNotMatch(result.warnings?.join() ?? "", /hunter2/);
  });

  test("a variable may be called __proto__", () => {
    const result = parse("__proto__=1");
    assert.ok(result.ok);
    assert.deepEqual(Object.entries(result.value), [["__proto__", "1"]]);
  });
});

describe("shellSplit", () => {
  const cases: readonly (readonly [string, readonly string[] | string])[] = [
    ["", []],
    ["  a  b\tc\nd ", ["a", "b", "c", "d"]],
    [`/bin/sh -c 'echo "$HOME"; exit'`, ["/bin/sh", "-c", 'echo "$HOME"; exit']],
    [`a"b c"'d'e ""`, ["ab cde", ""]],
    [`a\\ b "x\\"y\\z" '\\'`, ["a b", 'x"y\\z', "\\"]],
    ["a #b ;c|d", ["a", "#b", ";c|d"]],
    ["echo 'x", "No closing quotation"],
    ["echo \\", "No escaped character"],
  ];
  for (const [text, words] of cases) {
    test(JSON.stringify(text), () => {
      const result = shellSplit(text);
      assert.deepEqual(result.ok ? result.words : result.reason, words);
    });
  }
});
