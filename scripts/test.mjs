// npm test [FILE ...]: installs and builds what is missing, then runs every test (or the named files).
import { readdirSync } from "node:fs";
import { join } from "node:path";
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
run(process.execPath, ["--import", "tsx", "--test", "--test-concurrency=2", ...reporters, ...files]);

function testFiles(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => join(folder, file));
}
