import assert from "node:assert/strict";
import { test } from "node:test";
import { splitLine } from "./split-line.ts";

const cases: readonly (readonly [line: string, ...words: string[]])[] = [
  ["restart 'web:*'", "restart", "web:*"],
  ['restart "web:*" cat', "restart", "web:*", "cat"],
  ["  logs   --grep='a  b'  --grep \"it's\" web", "logs", "--grep=a  b", "--grep", "it's", "web"],
  ["stop it's", "stop", "it's"],
  ["stop it's:it's 'x", "stop", "it's:it's", "'x"],
  ["stop 'a'b", "stop", "'a'b"],
  ["status ''", "status", ""],
  ["?start", "help", "start"],
  ["status;x y", "status", ";x", "y"],
  ["!ls", "", "!ls"],
  ["", ""],
];

for (const [line, ...words] of cases) {
  test(`${line} is typed for ${words.join("|")}`, () => {
    const { name, operands } = splitLine(line, { quotes: true });
    assert.deepEqual([name, ...operands], words);
  });
}

test("on the command line the user's shell has dealt with quotes", () => {
  assert.deepEqual(splitLine("stop 'a b'", { quotes: false }), { name: "stop", operands: ["'a", "b'"] });
});
