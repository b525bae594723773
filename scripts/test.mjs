// npm test [FILE ...]: installs and builds what is missing, then runs every test (or the named files).
// npm run test:long: the same with the long proofs in test/long, which are no part of the other.
import { buildIfStale, installDebianPackages, installPackages, requireNode, root, run } from "./prerequisites.mjs";

const isLong = process.argv.includes("--long");
const named = process.argv.slice(2).filter((argument) => argument !== "--long");

requireNode();
installPackages();
installDebianPackages();
if (isLong) buildIfStale();
else run(process.execPath, ["scripts/build.mjs"]);

// Imports packages, so only now.
const { runTests, testFiles } = await import("./run-tests.mjs");
process.chdir(root);
process.exitCode = (await runTests(files(), { together: named.length === 0 })) ? 0 : 1;

function files() {
  if (named.length > 0) return named;
  const isProof = (file) => file.startsWith("test/long/");
  return testFiles(["src", "test", "scripts"]).filter((file) => isProof(file) === isLong);
}
