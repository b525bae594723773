/**
 * npm run bench [-- WORD ...]: measures this daemon and Debian's in turn on the same configuration, prints medians and ratios,
 * and rewrites docs/benchmarks.md when everything was measured. Only ratios within one run mean anything.
 */
import { existsSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { ours, peer } from "./contestant.ts";
import { measurements } from "./measurements.ts";
import type { Measurement, Sample } from "./sample.ts";

if (!existsSync(peer.supervisord)) {
  console.error("Debian's supervisor is not installed (apt-get install supervisor): nothing to compare with.");
  process.exit(1);
}
const words = process.argv.slice(2);
const chosen = measurements.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const rows: string[][] = [];
for (const measurement of chosen) rows.push(await compare(measurement));
const header = ["measured", "unit", ours.name, peer.name, "ratio", `CPU s ${ours.name}`, `CPU s ${peer.name}`];
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
  const results = new Map<string, Sample[]>();
  for (let i = 0; i < measurement.repetitions; i++) {
    for (const contestant of [ours, peer]) {
      const samples = results.get(contestant.name) ?? [];
      samples.push(await measurement.run(contestant));
      results.set(contestant.name, samples);
    }
  }
  const [mine = [], theirs = []] = [results.get(ours.name), results.get(peer.name)];
  const [a, b] = [median(mine.map((s) => s.wallMs)), median(theirs.map((s) => s.wallMs))];
  const cpu = (samples: readonly Sample[]): string => {
    const seconds = samples.flatMap((s) => (s.cpuSeconds === undefined ? [] : [s.cpuSeconds]));
    return seconds.length === 0 ? "" : median(seconds).toFixed(3);
  };
  const ratio = b === 0 ? "-" : (a / b).toFixed(2);
  const row = [measurement.name, measurement.unit, figure(a), figure(b), ratio, cpu(mine), cpu(theirs)];
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
