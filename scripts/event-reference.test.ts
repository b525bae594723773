import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { renderEventReference } from "./event-reference.ts";

test("docs/reference/events.md is what the table of event types says", () => {
  const page = readFileSync(new URL("../docs/reference/events.md", import.meta.url), "utf8");
  assert.equal(page, renderEventReference(), "run npm run docs");
});
