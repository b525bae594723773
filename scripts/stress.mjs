// npm run stress [-- --times=N] [FILE ...]: runs the integration tests (or the named files) ten times each, or N times, while every core is
// busy with something else.
import { parseArgs } from "node:util";
import { buildIfStale, installDebianPackages, installPackages, requireNode, root } from "./prerequisites.mjs";

const { values, positionals: named } = parseArgs({
  options: { times: { type: "string", default: "10" } },
  allowPositionals: true,
});

requireNode();
installPackages();
installDebianPackages();
buildIfStale();

// Imports packages, so only now.
const { stressTests, testFiles } = await import("./run-tests.mjs");
process.chdir(root);
const files = named.length > 0 ? named : testFiles(["test/integration"]);
process.exitCode = (await stressTests(files, Number(values.times))) ? 0 : 1;
