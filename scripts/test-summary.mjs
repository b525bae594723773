// A reporter for node:test: after the run it names the files that took longest and every skipped test with its reason,
// and counts, so that nothing is left out silently. The files that failed go into the file that TEST_FAILURES names, for scripts/test.mjs.
import { writeFileSync } from "node:fs";
import { relative } from "node:path";

const slowestShown = 5;

// biome-ignore lint/style/noDefaultExport: node:test loads a reporter by its default export
export default async function* summary(source) {
  const skipped = [];
  const counts = { passed: 0, failed: 0 };
  const failedFiles = new Set();
  const seconds = new Map();
  for await (const event of source) {
    if (event.type !== "test:pass" && event.type !== "test:fail") continue;
    const { name, skip, details, file, nesting } = event.data;
    if (nesting === 0 && file !== undefined) {
      seconds.set(file, (seconds.get(file) ?? 0) + (details?.duration_ms ?? 0) / 1000);
    }
    // A suite counts only for what is wrong with itself: a hook that fails, or its own text.
    const isSuite = details?.type === "suite";
    if (isSuite && (event.type === "test:pass" || details.error?.failureType === "subtestsFailed")) continue;
    if (skip !== undefined) skipped.push(typeof skip === "string" && skip !== "" ? `${name} (${skip})` : name);
    else if (event.type === "test:pass") counts.passed++;
    else {
      counts.failed++;
      if (file !== undefined) failedFiles.add(file);
    }
  }
  const { TEST_FAILURES } = process.env;
  if (TEST_FAILURES !== undefined) writeFileSync(TEST_FAILURES, [...failedFiles].join("\n"));
  const slowest = [...seconds].sort((a, b) => b[1] - a[1]).slice(0, slowestShown);
  for (const [file, time] of slowest) yield `${time.toFixed(1).padStart(7)} s  ${relative(process.cwd(), file)}\n`;
  for (const line of skipped) yield `skipped: ${line}\n`;
  yield `${counts.passed} passed, ${counts.failed} failed, ${skipped.length} skipped\n`;
}
