import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { renderCheckReference } from "./check-reference.ts";

test("docs/reference/check.md is what the tables of --check say", () => {
  const page = readFileSync(new URL("../docs/reference/check.md", import.meta.url), "utf8");
  assert.equal(page, renderCheckReference(), "run npm run docs");
});
