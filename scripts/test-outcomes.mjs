// A reporter for node:test that keeps how each source file fared, for scripts/run-tests.mjs.
import { relative, resolve } from "node:path";
import { root } from "./prerequisites.mjs";

const shownCharacters = 10_000;

/**
 * @typedef {object} FileOutcome
 * @property {number} passed
 * @property {number} skipped
 * @property {number} seconds that its tests took
 * @property {string[]} skips titles with their reasons
 * @property {string[]} failures `path:line title`
 */

/**
 * @param {readonly { file: string, name: string, sources: readonly string[] }[]} runs what is run, and the source files of each
 * @param {(outcomes: { files: Record<string, FileOutcome>, broken: Broken[], warnings: string[] }) => void} tell at the end
 *
 * @typedef {object} Broken A run that failed as a whole: nobody knows which of its tests would have passed.
 * @property {string} name
 * @property {readonly string[]} sources
 * @property {string} output the end of what it wrote
 */
export function outcomesReporter(runs, tell) {
  return async function* (events) {
    const runsByFile = new Map(runs.map((one) => [one.file, one]));
    const files = Object.fromEntries(runs.flatMap(({ sources }) => sources).map((source) => [source, emptyOutcome()]));
    const broken = [];
    /** What each run has written besides its outcomes; node:test's own reporters keep it for themselves. */
    const outputs = new Map();
    const warnings = [];
    /** Titles of the suites around the test that is being told. */
    const titles = [];
    for await (const { type, data } of events) {
      if (type === "test:start") titles.splice(data.nesting, Number.POSITIVE_INFINITY, data.name);
      if (type === "test:stderr" || type === "test:stdout") {
        outputs.set(data.file, ((outputs.get(data.file) ?? "") + data.message).slice(-shownCharacters));
      }
      // What happens after a test has ended is told in a remark only.
      if (type === "test:diagnostic" && /^(Warning|Error): /.test(data.message)) warnings.push(data.message);
      if (type !== "test:pass" && type !== "test:fail") continue;
      const whole = runsByFile.get(data.file);
      if (whole !== undefined) {
        if (type === "test:fail") broken.push({ ...whole, output: outputs.get(whole.file) ?? "" });
        continue;
      }
      const path = relative(root, resolve(data.file ?? ""));
      files[path] ??= emptyOutcome();
      count(files[path], { type, data, title: titles.slice(0, data.nesting + 1).join(" > "), path });
    }
    const unknown = new Set(broken.flatMap(({ sources }) => sources));
    for (const [path, outcome] of Object.entries(files)) {
      if (!unknown.has(path) && isEmpty(outcome)) outcome.failures.push(`${path}: not one test ran`);
    }
    tell({ files, broken, warnings });
    yield "";
  };
}

function count(outcome, { type, data, title, path }) {
  const { nesting, line, skip, details } = data;
  if (nesting === 0) outcome.seconds += (details?.duration_ms ?? 0) / 1000;
  // A suite counts only for what is wrong with itself: a hook that fails, or its own text.
  const isSuite = details?.type === "suite";
  if (isSuite && skip === undefined && (type === "test:pass" || details.error?.failureType === "subtestsFailed"))
    return;
  if (skip !== undefined) {
    outcome.skipped++;
    outcome.skips.push(typeof skip === "string" && skip !== "" ? `${title} (${skip})` : title);
  } else if (type === "test:pass") outcome.passed++;
  else outcome.failures.push(`${path}:${line} ${title}`);
}

function isEmpty({ passed, skipped, failures }) {
  return passed === 0 && skipped === 0 && failures.length === 0;
}

function emptyOutcome() {
  return { passed: 0, skipped: 0, seconds: 0, skips: [], failures: [] };
}
