import assert from "node:assert/strict";
import { bundledProgram } from "../helpers/bundled-program.ts";
import { run } from "../helpers/children.ts";

/** Noise of V8 and malloc; a lost pipe reader or spawn buffer in each life would be several kilobytes a life. */
const allowedGrowthKib = 4_096;

/** Lets test/programs/many-lives.ts start and collect children, and fails if anything of them is left. Returns what it said. */
export async function checkLives(lives: number): Promise<string> {
  const node = [process.execPath, "--expose-gc", "--max-semi-space-size=1"] as const;
  const text = await run([...node, bundledProgram("many-lives"), String(lives)]);
  const { descriptors, memoryKib, unreaped } = JSON.parse(text);
  assert.ok(descriptors <= 0, `${descriptors} descriptors more`);
  assert.equal(unreaped, 0);
  const [before, after] = memoryKib;
  assert.ok(after - before < allowedGrowthKib, `private memory grew from ${before} to ${after} KiB`);
  return text;
}
