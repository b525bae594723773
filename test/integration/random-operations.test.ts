import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../helpers/fast-check.ts";
import { fourClients, workAtOnce } from "./random-operations.ts";

test("a thousand random operations by four clients at once leave no stray child and no lost one", async () => {
  const refusals = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fourClients(250), async (clients) => {
      const own = await workAtOnce(clients);
      assert.ok(!own.has("FAILED"), [...own].join());
      for (const name of own) refusals.add(name);
    }),
    // Smaller failures are looked for, but each try is a life of a daemon.
    { numRuns: 1, interruptAfterTimeLimit: 120_000, markInterruptAsFailure: true },
  );
  // They would prove little if all were allowed, or nothing was.
  assert.ok(refusals.has("BAD_NAME") && refusals.has("NOT_RUNNING"), [...refusals].join());
});
