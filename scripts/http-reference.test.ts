import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { renderHttpReference } from "./http-reference.ts";

test("docs/http-api.md is what the table of routes says (npm run docs writes it)", () => {
  const page = fileURLToPath(new URL("../docs/http-api.md", import.meta.url));
  assert.equal(readFileSync(page, "utf8"), renderHttpReference());
});
