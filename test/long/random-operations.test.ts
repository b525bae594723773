import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../helpers/fast-check.ts";
import { fourClients, workAtOnce } from "../integration/random-operations.ts";

test("ten times two thousand random operations by four clients at once leave no stray child and no lost one", async () => {
  const refusals = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fourClients(500), async (clients) => {
      const own = await workAtOnce(clients);
      assert.ok(!own.has("FAILED"), [...own].join());
      for (const name of own) refusals.add(name);
    }),
    { numRuns: 10, interruptAfterTimeLimit: 600_000, markInterruptAsFailure: true },
  );
  // They would prove little if all were allowed, or nothing was.
  assert.ok(refusals.has("BAD_NAME") && refusals.has("NOT_RUNNING"), [...refusals].join());
});
