import assert from "node:assert/strict";
import { test } from "node:test";
import { bundledProgram } from "../helpers/bundled-program.ts";
import { run } from "../helpers/children.ts";

const lives = 10_000;
/** Noise of V8 and malloc; a lost pipe reader or spawn buffer in each life would be ten times as much. */
const allowedGrowthKib = 4_096;

test(`${lives} lives leave no descriptor, no memory and no zombie behind`, {
  skip: process.platform === "linux" ? false : "reads /proc",
}, async (context) => {
  const node = [process.execPath, "--expose-gc", "--max-semi-space-size=1"] as const;
  const text = await run([...node, bundledProgram("many-lives"), String(lives)]);
  context.diagnostic(text);
  const { descriptors, memoryKib, unreaped } = JSON.parse(text);
  assert.ok(descriptors <= 0, `${descriptors} descriptors more`);
  assert.equal(unreaped, 0);
  const [before, after] = memoryKib;
  assert.ok(after - before < allowedGrowthKib, `private memory grew from ${before} to ${after} KiB`);
});
