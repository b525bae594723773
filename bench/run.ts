/**
 * npm run bench [-- [--also DIRECTORY] WORD ...]: measures this daemon and Debian's in turn on the same configuration, prints
 * medians, spreads and ratios, and rewrites docs/benchmarks.md when everything was measured. Only ratios within one run mean
 * anything. With --also a third daemon takes part: that whose commands are in a directory, for example an earlier build.
 */
import { existsSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Contestant, ours, peer } from "./contestant.ts";
import { logMeasurements } from "./log-measurements.ts";
import { type Measurement, measurements, type Sample } from "./measurements.ts";

if (!existsSync(peer.supervisord)) {
  console.error("Debian's supervisor is not installed (apt-get install supervisor): nothing to compare with.");
  process.exit(1);
}
const { values, positionals: words } = parseArgs({ options: { also: { type: "string" } }, allowPositionals: true });
const contestants: Contestant[] = [ours, peer];
if (values.also !== undefined) {
  const [supervisord, supervisorctl] = [join(values.also, "supervisord"), join(values.also, "supervisorctl")];
  contestants.push({ name: values.also, supervisord, supervisorctl });
}
const chosen = [...measurements, ...logMeasurements].filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
);
const rows: string[][] = [];
for (const measurement of chosen) rows.push(await compare(measurement));
const names = contestants.map(({ name }) => name);
const header = ["measured", "unit", ...names, "ratio", "spread", ...names.map((name) => `CPU s ${name}`)];
const table = [header, header.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
console.log(`\n${table}`);
if (words.length === 0) {
  const page = `# Benchmarks

Written by \`npm run bench\`: this daemon and Debian's Supervisor 4.2.5, in turn, on the same configuration and machine
(${cpus().length} cores, Node.js ${process.version}). Medians; smaller is better; a ratio below 1 means that supervisor-ts needs less.
CPU seconds are the daemon's own.

${table}
`;
  writeFileSync(fileURLToPath(new URL("../docs/benchmarks.md", import.meta.url)), page);
}

async function compare(measurement: Measurement): Promise<string[]> {
  const results = contestants.map((contestant): [Contestant, Sample[]] => [contestant, []]);
  for (let i = 0; i < measurement.repetitions; i++) {
    for (const [contestant, samples] of results) samples.push(await measurement.run(contestant));
  }
  const figures = results.map(([, samples]) => samples.map(({ wallMs }) => wallMs));
  const [mine = 0, theirs = 0] = figures.map(median);
  const ratio = theirs === 0 ? "-" : (mine / theirs).toFixed(2);
  const spread = figures.map((each) => `${figure(Math.min(...each))}-${figure(Math.max(...each))}`).join(", ");
  const cpu = results.map(([, samples]) => {
    const seconds = samples.flatMap((sample) => (sample.cpuSeconds === undefined ? [] : [sample.cpuSeconds]));
    return seconds.length === 0 ? "" : median(seconds).toFixed(3);
  });
  const row = [measurement.name, measurement.unit, ...figures.map(median).map(figure), ratio, spread, ...cpu];
  console.log(row.join("  "));
  return row;
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}
