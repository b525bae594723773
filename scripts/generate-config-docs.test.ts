import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

test("the reference page and the schema are what the options tables make of them", () => {
  const script = fileURLToPath(new URL("generate-config-docs.ts", import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", script, "--check"], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
});
