// npm run stress [FILE ...]: runs the integration tests (or the named files) ten times each while every core is busy with something else.
import { buildIfStale, installDebianPackages, installPackages, requireNode, root } from "./prerequisites.mjs";

const times = 10;

requireNode();
installPackages();
installDebianPackages();
buildIfStale();

// Imports packages, so only now.
const { stressTests, testFiles } = await import("./run-tests.mjs");
process.chdir(root);
const named = process.argv.slice(2);
process.exitCode = (await stressTests(named.length > 0 ? named : testFiles(["test/integration"]), times)) ? 0 : 1;
