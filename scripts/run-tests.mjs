// Runs test files: compiles them, runs them side by side, and what failed once more, alone.
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, normalize, relative, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import { compileTests, writeGroup } from "./compile-tests.mjs";
import { processesWith } from "./left-behind.mjs";
import { root } from "./prerequisites.mjs";

/** Begun first, the longest first, so that none of them runs alone at the end while a core has nothing to do. */
const begunFirst = [
  "test/browser/page.test.ts",
  "test/integration/npm-package.test.ts",
  "test/differential/ctl-actions.test.ts",
  "test/integration/http-api-defence.test.ts",
  "test/integration/after-crash.test.ts",
  "test/integration/events-listeners.test.ts",
  "test/differential/ctl.test.ts",
  "test/differential/rpc-methods.test.ts",
  "test/integration/http-api.test.ts",
  "test/differential/events.test.ts",
  "test/integration/logging-streams.test.ts",
  "test/browser/log.test.ts",
  "test/browser/list.test.ts",
  "test/integration/real-programs.test.ts",
];

/** Most tests wait now and then; one more than there are cores keeps the cores busy. */
const sideBySide = availableParallelism() + 1;

/** What hangs is ended, and told, after this long. */
const timeoutMs = 600_000;

/** Test files in folders, as paths below the root. */
export function testFiles(folders) {
  return folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, file)))
    .filter((file) => file.endsWith(".test.ts"))
    .sort();
}

/**
 * Runs files again and again while every core is busy with something else, which is how a test fails that is only right when nobody
 * else works. Every failure is told at once, and at the end how often each file failed.
 *
 * @param {readonly string[]} files paths below the root
 * @param {number} times
 * @returns whether nothing ever failed
 */
export async function stressTests(files, times) {
  const compiledBySource = await compileTests(files);
  // Threads, not processes: they end with this one, however it ends.
  const busy = Array.from({ length: availableParallelism() }, () => new Worker("for (;;);", { eval: true }));
  const failures = new Map();
  try {
    for (let round = 1; round <= times; round++) {
      markRun();
      console.log(`\nRound ${round} of ${times}`);
      const outcomes = runUnits(unitsOf(files, false), compiledBySource, availableParallelism());
      const broken = outcomes.broken.map(({ name }) => `${name} failed as a whole`);
      const failed = Object.values(outcomes.files).flatMap(({ failures }) => failures);
      for (const failure of [...broken, ...failed]) {
        console.log(`failed in round ${round}, TEST_SEED=${process.env.TEST_RUN_SEED}: ${failure}`);
        failures.set(failure, (failures.get(failure) ?? 0) + 1);
      }
    }
  } finally {
    for (const one of busy) await one.terminate();
  }
  console.log("");
  for (const [failure, count] of failures) console.log(`failed ${count} of ${times} times: ${failure}`);
  console.log(`${files.length} files, ${times} times each: ${failures.size} tests failed`);
  return failures.size === 0;
}

/**
 * @param {readonly string[]} sources paths below the root
 * @param {{ together?: boolean }} options `together`: unit tests of a folder share a process
 * @returns whether all is well; says all the rest on standard output, and the counts in its last line
 */
export async function runTests(sources, { together = false } = {}) {
  const files = [...new Set(sources.map((source) => relative(root, resolve(root, normalize(source)))))];
  const compiledBySource = await compileTests(files);
  markRun();
  const units = unitsOf(files, together);
  const first = runUnits(units, compiledBySource, sideBySide);
  const again = failedUnits(units, first).flatMap(({ sources }) => sources);
  if (again.length === 0) return await tell(first.files, []);

  // Real daemons beside others on a busy machine: what failed runs once more, alone, and says so.
  console.log(`\nFailed beside others; once more, alone:\n${again.map((file) => `  ${file}`).join("\n")}`);
  const second = runUnits(unitsOf(again, false), compiledBySource, 1);
  for (const { name } of second.broken) second.files[name].failures.push(`${name} failed as a whole, see above`);
  const isWell = (file) => second.files[file].failures.length === 0;
  const flaky = again.filter(isWell).flatMap((file) => first.files[file].failures);
  // Its files may all be well alone: then it is being together that they do not bear.
  for (const { name, sources } of first.broken) if (sources.every(isWell)) flaky.push(`${name} failed as a whole`);
  return await tell({ ...first.files, ...second.files }, flaky);
}

/** What runs once more shall do the same: see test/helpers/seed.ts. All that tests start has the mark of this run. */
function markRun() {
  process.env.TEST_RUN_ID = randomUUID();
  // What a chance find breaks in CI is no fault of the change that is looked at: there the seed is always the same.
  const chosen = process.env.CI ? 1 : Math.floor(Math.random() * 2 ** 31);
  process.env.TEST_RUN_SEED = process.env.TEST_SEED ?? String(chosen);
}

/** @typedef {{ name: string, sources: readonly string[] }} Unit What runs in one process. */

/** @returns {Unit[]} */
function unitsOf(files, together) {
  const units = new Map();
  for (const file of files) {
    const folder = /^(src\/[^/]+(?=\/)|src|scripts)\//.exec(file)?.[1];
    const name = together && folder !== undefined ? folder : file;
    units.set(name, [...(units.get(name) ?? []), file]);
  }
  const rank = ({ name }) => (begunFirst.includes(name) ? begunFirst.indexOf(name) : begunFirst.length);
  return [...units].map(([name, sources]) => ({ name, sources })).sort((a, b) => rank(a) - rank(b));
}

/** Those with any failure: what one of several files did may have been told of another. */
function failedUnits(units, { files, broken }) {
  const names = new Set(broken.map(({ name }) => name));
  const hasFailed = (source) => files[source].failures.length > 0;
  return units.filter(({ name, sources }) => names.has(name) || sources.some(hasFailed));
}

/** Runs units in a process of node:test's, and returns its outcomes (see test-outcomes.mjs). */
function runUnits(units, compiledBySource, concurrency) {
  const folder = join(root, "build", "test-run");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [plan, result] = [join(folder, "plan.json"), join(folder, "outcomes.json")];
  const runs = units.map(({ name, sources }) => {
    const compiled = sources.map((source) => compiledBySource.get(source));
    return { file: compiled.length === 1 ? compiled[0] : writeGroup(name, compiled), name, sources };
  });
  writeFileSync(plan, JSON.stringify({ runs, concurrency, timeoutMs, result }));
  // Source maps: files and lines that are told are those of the sources.
  const args = ["--enable-source-maps", join(root, "scripts", "run-compiled-tests.mjs"), plan];
  spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (!existsSync(result)) throw new Error("the test runner itself has failed, see above");
  const outcomes = JSON.parse(readFileSync(result, "utf8"));
  for (const { name, output } of outcomes.broken) console.log(`\n${name} failed as a whole. It wrote:\n${output}`);
  for (const warning of outcomes.warnings) console.log(`\n${warning}`);
  return outcomes;
}

const slowestShown = 5;

/** What is worth knowing after the run. Nothing is left out silently: skipped and flaky tests are named. */
async function tell(outcomes, flaky) {
  const left = await processesWith("TEST_RUN_ID", process.env.TEST_RUN_ID);
  const files = Object.entries(outcomes);
  const sum = (count) => files.reduce((total, [, outcome]) => total + count(outcome), 0);
  const slowest = files.sort(([, a], [, b]) => b.seconds - a.seconds).slice(0, slowestShown);
  console.log("");
  for (const [file, { seconds }] of slowest) console.log(`${seconds.toFixed(1).padStart(7)} s  ${file}`);
  for (const skip of files.flatMap(([, { skips }]) => skips)) console.log(`skipped: ${skip}`);
  for (const failure of files.flatMap(([, { failures }]) => failures)) console.log(`failed: ${failure}`);
  for (const failure of flaky) console.log(`flaky: ${failure}`);
  for (const one of left) console.log(`failed: a test has left a process behind, ${one}`);
  const failed = sum(({ failures }) => failures.length) + left.length;
  if (failed + flaky.length > 0) console.log(`Random tests are repeated by TEST_SEED=${process.env.TEST_RUN_SEED}`);
  if (flaky.length > 0) console.log(`${flaky.length} flaky`);
  console.log(`${sum(({ passed }) => passed)} passed, ${failed} failed, ${sum(({ skipped }) => skipped)} skipped`);
  return failed === 0;
}
