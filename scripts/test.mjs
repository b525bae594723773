// npm test [FILE ...]: installs and builds what is missing, then runs every test (or the named files).
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { installDebianPackages, installPackages, requireNode, root, run } from "./prerequisites.mjs";

requireNode();
installPackages();
installDebianPackages();
run(process.execPath, ["scripts/build.mjs"]);

const named = process.argv.slice(2);
const files = named.length > 0 ? named : ["src", "test", "scripts"].flatMap((folder) => testFiles(folder)).sort();
const reporter = process.stdout.isTTY ? "spec" : "dot";
const reporters = [
  ...["--test-reporter", reporter, "--test-reporter-destination", "stdout"],
  ...["--test-reporter", "./scripts/test-summary.mjs", "--test-reporter-destination", "stdout"],
];
const list = join(mkdtempSync(join(tmpdir(), "supervisor-tests-")), "failed");
const env = { ...process.env, TEST_FAILURES: list };
const test = (concurrency, which) => {
  const args = ["--import", "tsx", "--test", `--test-concurrency=${concurrency}`, ...reporters, ...which];
  return spawnSync(process.execPath, args, { cwd: root, env, stdio: "inherit" }).status ?? 1;
};
let status = test(Math.max(2, availableParallelism()), files);
if (status !== 0 && existsSync(list)) {
  // Real daemons beside others on a busy machine: what failed runs once more, alone, and says so.
  const again = readFileSync(list, "utf8").split("\n").filter(Boolean);
  if (again.length > 0) {
    console.log(`\nFailed beside others; once more, alone:\n${again.map((file) => `  ${file}`).join("\n")}`);
    status = test(1, again);
  }
}
rmSync(dirname(list), { recursive: true, force: true });
process.exit(status);

function testFiles(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => join(folder, file));
}
