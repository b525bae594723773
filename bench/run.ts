/**
 * npm run bench [-- [--quick] [--also DIRECTORY] [--pm2 PATH] WORD ...]: measures this daemon and Debian's in turn on the same
 * configuration, prints medians, spreads and ratios, and rewrites docs/benchmarks.md and its picture when everything was measured.
 * Only ratios within one run mean anything.
 *
 * --quick: once each, and only what takes little time. --also: a third daemon takes part, that whose commands are in a directory, for example
 * an earlier build. --pm2: where PM2 is, for the comparison with other supervisors, which is left out where words are given.
 */
import { existsSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compiled } from "./compiled.ts";
import { type Contestant, ours, peer } from "./contestant.ts";
import { measurements } from "./measurements.ts";
import { type Bar, ratioPicture } from "./picture.ts";
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

/** A measurement with the medians of all who took part, ours first and then Debian's. */
interface Row {
  readonly measurement: Measurement;
  readonly medians: readonly number[];
  readonly cells: readonly string[];
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
  const costs = await compareRivals();
  write("../docs/benchmarks.md", page(table, costs));
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
  const row = (label: string, value: (costs: Costs) => number) => [
    label,
    ...all.map(([, costs]) => figure(value(costs))),
  ];
  return markdownTable(
    ["100 programs", ...all.map(([name]) => name)],
    [
      row("up, to the last program, ms", ({ upMs }) => upMs),
      row("CPU until then, ms", ({ upCpuMs }) => upCpuMs),
      row("private memory, MB", ({ privateKb }) => privateKb / 1_024),
      row("processes of its own", ({ processes }) => processes),
      row("CPU at rest, ms per s", ({ idleCpuMsPerS }) => idleCpuMsPerS),
      row("kill -9 to the next one, ms", ({ restartMs }) => restartMs),
    ],
  );
}

function page(table: string, costs: string): string {
  return `# Benchmarks

Written by \`npm run bench\`: this daemon and Debian's Supervisor 4.2.5, in turn, on the same configuration and machine
(${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node.js ${process.version}). Medians; smaller is better; a ratio below 1 means that
supervisor-ts needs less. CPU seconds are the daemon's own. Children are small programs in C, and every log is compared with what was written, byte by byte.
What the figures come from, and what is left, is in [performance.md](performance.md).

![What supervisor-ts needs of what Supervisor needs](benchmarks.svg)

${table}

## Other supervisors

A hundred programs that sleep, under each in its own way. runit and s6 have a process beside each program, and no command, page or call that
knows all of them; CPU and memory are those of all their processes.

${costs}
`;
}

/** What users feel, of what was measured. */
const shown: readonly (readonly [string, string])[] = [
  ["1000 programs up, to the last child", "1,000 programs up"],
  ["1000 programs down", "1,000 programs down"],
  ["kill -9 to the next instance running", "killed program runs again"],
  ["startProcess with wait, median", "start by a call"],
  ["supervisorctl status with 20 processes", "supervisorctl status"],
  ["call: getAllProcessInfo of 1000 processes: CPU", "all of 1,000 processes, CPU"],
  ["log: 10 children, 2 MB/s each", "logging 20 MB/s, CPU"],
  ["private memory, 100 programs at rest", "memory, 100 programs"],
];

function picture(measured: readonly Row[]): string {
  const bars = shown.flatMap(([name, label]): readonly Bar[] => {
    const row = measured.find(({ measurement }) => measurement.name === name);
    const [mine, theirs] = row?.medians ?? [];
    if (row === undefined || mine === undefined || theirs === undefined) return [];
    const { unit } = row.measurement;
    const [shownMine, shownTheirs] = [mine, theirs].map((value) => `${figure(value)} ${unit}`);
    return [{ label, ours: shownMine ?? "", theirs: shownTheirs ?? "", ratio: mine / theirs }];
  });
  const note = `Green: supervisor-ts; grey: ${peer.name}. Shorter is better. Medians of one run, ${cpus().length} cores, Node.js ${process.version}.`;
  return ratioPicture("What supervisor-ts needs of what Supervisor needs", note, bars);
}

function markdownTable(head: readonly string[], body: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function write(path: string, text: string): void {
  writeFileSync(fileURLToPath(new URL(path, import.meta.url)), text);
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
