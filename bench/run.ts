/**
 * npm run bench [-- [--quick] [--also DIRECTORY] [--pm2 PATH] WORD ...]: measures this daemon and Debian's in turn on the same
 * configuration, prints medians, spreads and ratios, and rewrites docs/benchmarks.md and its picture when everything was measured.
 * Only ratios within one run mean anything.
 *
 * --quick: once each, and only what takes little time. --also: a third daemon takes part, that whose commands are in a directory, for example
 * an earlier build. --pm2: where PM2 is, for the comparison with other supervisors, which is left out where words are given.
 */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compiled } from "./compiled.ts";
import { type Contestant, ours, peer } from "./contestant.ts";
import { type CurvePoint, curvePoint } from "./curve.ts";
import { measurements } from "./measurements.ts";
import { costsTable, curveTable, figure, markdownTable, page, picture, type Row } from "./report.ts";
import { type Costs, measureCosts, rivals } from "./rivals.ts";
import type { Measurement, Sample } from "./sample.ts";

if (!existsSync(peer.supervisord)) {
  console.error("Debian's supervisor is not installed (apt-get install supervisor): nothing to compare with.");
  process.exit(1);
}
const { values, positionals: words } = parseArgs({
  options: { also: { type: "string" }, pm2: { type: "string" }, quick: { type: "boolean", default: false } },
  allowPositionals: true,
});
const contestants: Contestant[] = [ours, peer];
if (values.also !== undefined) {
  const [supervisord, supervisorctl] = [join(values.also, "supervisord"), join(values.also, "supervisorctl")];
  contestants.push({ name: values.also, supervisord, supervisorctl });
}

const rows: Row[] = [];
for (const measurement of measurements.filter(isChosen)) rows.push(await compare(measurement));
const names = contestants.map(({ name }) => name);
const header = ["measured", "unit", ...names, "ratio", "spread", ...names.map((name) => `CPU s ${name}`)];
const table = markdownTable(
  header,
  rows.map(({ cells }) => cells),
);
console.log(`\n${table}`);
if (words.length === 0 && !values.quick) {
  write("../docs/benchmarks.md", page(table, await measureCurve(), await compareRivals()));
  write("../docs/benchmarks.svg", picture(rows));
}

function isChosen({ name, quick = false }: Measurement): boolean {
  if (words.length > 0) return words.some((word) => name.includes(word));
  return quick || !values.quick;
}

async function compare(measurement: Measurement): Promise<Row> {
  const results = contestants.map((contestant): [Contestant, Sample[]] => [contestant, []]);
  for (let i = 0; i < (values.quick ? 1 : measurement.repetitions); i++) {
    for (const [contestant, samples] of results) samples.push(await measurement.run(contestant));
  }
  const figures = results.map(([, samples]) => samples.map(({ wallMs }) => wallMs));
  const medians = figures.map(median);
  const [mine = 0, theirs = 0] = medians;
  const ratio = theirs === 0 ? "-" : (mine / theirs).toFixed(2);
  const spread = figures.map((each) => `${figure(Math.min(...each))}-${figure(Math.max(...each))}`).join(", ");
  const cpu = results.map(([, samples]) => {
    const seconds = samples.flatMap((sample) => (sample.cpuSeconds === undefined ? [] : [sample.cpuSeconds]));
    return seconds.length === 0 ? "" : median(seconds).toFixed(3);
  });
  const cells = [measurement.name, measurement.unit, ...medians.map(figure), ratio, spread, ...cpu];
  console.log(cells.join("  "));
  return { measurement, medians, cells };
}

async function compareRivals(): Promise<string> {
  const all: (readonly [string, Costs])[] = [];
  for (const rival of rivals(values.pm2)) {
    all.push([rival.name, await measureCosts(rival, compiled("sleeper"), 100)]);
    console.log(rival.name, all.at(-1)?.[1]);
  }
  return costsTable(all);
}

/** Debian's takes minutes for more than a thousand. */
async function measureCurve(): Promise<string> {
  const points: CurvePoint[] = [];
  for (const count of [10, 100, 1_000, 6_000]) {
    for (const contestant of count > 1_000 ? [ours] : [ours, peer]) {
      points.push(await curvePoint(contestant, count));
      console.log(points.at(-1));
    }
  }
  return curveTable(points);
}

function write(path: string, text: string): void {
  writeFileSync(fileURLToPath(new URL(path, import.meta.url)), text);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}
