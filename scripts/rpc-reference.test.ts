import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { renderRpcReference } from "./rpc-reference.ts";

test("docs/reference/rpc.md says what the method table says (else: npm run docs)", () => {
  assert.equal(readFileSync(new URL("../docs/reference/rpc.md", import.meta.url), "utf8"), renderRpcReference());
});
