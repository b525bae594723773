import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { renderCtlReference } from "./ctl-reference.ts";

test("docs/reference/supervisorctl.md says what the command table says (else: npm run docs)", () => {
  const page = readFileSync(new URL("../docs/reference/supervisorctl.md", import.meta.url), "utf8");
  assert.equal(page, renderCtlReference());
});
