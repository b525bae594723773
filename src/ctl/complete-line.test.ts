import assert from "node:assert/strict";
import { test } from "node:test";
import { commandTable } from "./command-table.ts";
import { completeLine } from "./complete-line.ts";

const processes = [
  { group: "cat", name: "cat" },
  { group: "w", name: "w_0" },
  { group: "w", name: "w_1" },
];

const cases: readonly (readonly [line: string, candidates: readonly string[]])[] = [
  ["ver", ["version "]],
  ["  ver", ["version "]],
  ["re", ["reload ", "remove ", "reread ", "restart "]],
  ["EO", []],
  ["start ", ["cat ", "w:* ", "w:w_0 ", "w:w_1 "]],
  ["start w:", ["w:* ", "w:w_0 ", "w:w_1 "]],
  ["start cat:", ["cat:* ", "cat:cat "]],
  ["start cat w:w_1", ["w:w_1 "]],
  ["status c", ["cat "]],
  ["status --", ["--json "]],
  ["tail -", ["-f ", "-n "]],
  ["tail -f c", ["cat "]],
  ["logs cat --st", ["--stdout ", "--stderr "]],
  ["fg c", ["cat "]],
  ["update ", ["cat ", "w "]],
  ["add w", ["w "]],
  ["signal US", ["USR1 ", "USR2 "]],
  ["signal USR1 c", ["cat "]],
  ["lo", ["logs "]],
  ["help st", ["start ", "status ", "stop "]],
  ["version ", []],
  ["bogus ", []],
  ["constructor ", []],
];

for (const [line, candidates] of cases) {
  test(`"${line}" is completed to ${candidates.length === 0 ? "nothing" : candidates.join("or ")}`, async () => {
    const completion = await completeLine(line, commandTable, async () => processes);
    assert.deepEqual(completion.candidates, candidates);
    assert.equal(completion.word, /\S*$/.exec(line)?.[0]);
  });
}

test("actions are completed without asking the server", async () => {
  const unreachable = () => Promise.reject(new Error("asked"));
  assert.deepEqual((await completeLine("ver", commandTable, unreachable)).candidates, ["version "]);
});

test("names that cannot be typed are not offered", async () => {
  const find = async () => ["web", "we b", "we\nb", "we\x1b[2J", "we\u202eb"].map((name) => ({ group: name, name }));
  assert.deepEqual((await completeLine("stop we", commandTable, find)).candidates, ["web "]);
});
