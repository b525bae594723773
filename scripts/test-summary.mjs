// A reporter for node:test: after the run it names every skipped test with its reason, and counts, so that nothing is
// left out silently.
// biome-ignore lint/style/noDefaultExport: node:test loads a reporter by its default export
export default async function* summary(source) {
  const skipped = [];
  const counts = { passed: 0, failed: 0 };
  for await (const event of source) {
    if (event.type !== "test:pass" && event.type !== "test:fail") continue;
    const { name, skip, details } = event.data;
    if (details?.type === "suite") continue;
    if (skip !== undefined) skipped.push(typeof skip === "string" && skip !== "" ? `${name} (${skip})` : name);
    else if (event.type === "test:pass") counts.passed++;
    else counts.failed++;
  }
  for (const line of skipped) yield `skipped: ${line}\n`;
  yield `${counts.passed} passed, ${counts.failed} failed, ${skipped.length} skipped\n`;
}
