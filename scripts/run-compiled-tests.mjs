// Runs compiled test files side by side, each in a process of its own, for scripts/run-tests.mjs.
// Usage: node --enable-source-maps scripts/run-compiled-tests.mjs PLAN
import { readFileSync, writeFileSync } from "node:fs";
import { run } from "node:test";
import { dot, spec } from "node:test/reporters";
import { outcomesReporter } from "./test-outcomes.mjs";

const { runs, concurrency, timeoutMs, result } = JSON.parse(readFileSync(process.argv[2], "utf8"));
// Node gives the processes the flags of this one.
const events = run({ files: runs.map(({ file }) => file), concurrency, timeout: timeoutMs });
events.compose(process.stdout.isTTY ? new spec() : dot).pipe(process.stdout);
events.compose(outcomesReporter(runs, (outcomes) => writeFileSync(result, JSON.stringify(outcomes)))).resume();
