// npm test [FILE ...]: installs and builds what is missing, then runs every test (or the named files).
import { installDebianPackages, installPackages, requireNode, root, run } from "./prerequisites.mjs";

requireNode();
installPackages();
installDebianPackages();
run(process.execPath, ["scripts/build.mjs"]);

// Imports packages, so only now.
const { runTests, testFiles } = await import("./run-tests.mjs");
process.chdir(root);
const named = process.argv.slice(2);
const isWell =
  named.length > 0 ? await runTests(named) : await runTests(testFiles(["src", "test", "scripts"]), { together: true });
process.exitCode = isWell ? 0 : 1;
