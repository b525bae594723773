import assert from "node:assert/strict";
import { test } from "node:test";
import { callWithHostileTexts, hostileUnits } from "../integration/hostile-texts.ts";

test("100 kB of any hostile text in any parameter of any method is a fault like any other", async () => {
  assert.ok((await callWithHostileTexts({ textsForEach: hostileUnits.length })) > 200);
});
