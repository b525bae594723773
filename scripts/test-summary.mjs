// A reporter for node:test: after the run it names every skipped test with its reason, and counts, so that nothing is
// left out silently. The files that failed go into the file that TEST_FAILURES names, for scripts/test.mjs.
import { writeFileSync } from "node:fs";

// biome-ignore lint/style/noDefaultExport: node:test loads a reporter by its default export
export default async function* summary(source) {
  const skipped = [];
  const counts = { passed: 0, failed: 0 };
  const failedFiles = new Set();
  for await (const event of source) {
    if (event.type !== "test:pass" && event.type !== "test:fail") continue;
    const { name, skip, details } = event.data;
    if (details?.type === "suite") continue;
    if (skip !== undefined) skipped.push(typeof skip === "string" && skip !== "" ? `${name} (${skip})` : name);
    else if (event.type === "test:pass") counts.passed++;
    else {
      counts.failed++;
      if (event.data.file !== undefined) failedFiles.add(event.data.file);
    }
  }
  const { TEST_FAILURES } = process.env;
  if (TEST_FAILURES !== undefined) writeFileSync(TEST_FAILURES, [...failedFiles].join("\n"));
  for (const line of skipped) yield `skipped: ${line}\n`;
  yield `${counts.passed} passed, ${counts.failed} failed, ${skipped.length} skipped\n`;
}
