/** What axe-core finds on the page. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Where pictures of what was looked at are kept. */
export const pictures = fileURLToPath(new URL("../../build/pictures", import.meta.url));

/** axe-core's findings that keep people from using the page. Keeps a picture of it, too. */
export async function seriousFaults(page: Page, where: string): Promise<void> {
  await page.screenshot({ path: join(pictures, `${where.replace(", ", "-")}.png`) });
  await page.evaluate(axeSource);
  const found = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as {
    violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  const serious = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const told = serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
  assert.deepEqual(told, [], where);
}
