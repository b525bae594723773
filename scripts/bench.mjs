// npm run bench [-- WORD ...]: builds, then measures (all, or what has one of the words in its name).
import { installDebianPackages, installPackages, requireNode, run } from "./prerequisites.mjs";

requireNode();
installPackages();
installDebianPackages();
run(process.execPath, ["scripts/build.mjs"]);
run(process.execPath, ["--import", "tsx", "bench/run.ts", ...process.argv.slice(2)]);
