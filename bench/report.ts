/** What `npm run bench` writes: the page and the picture. */
import { cpus, release, totalmem } from "node:os";
import { peer } from "./contestant.ts";
import type { CurvePoint } from "./curve.ts";
import { type Bar, ratioPicture } from "./picture.ts";
import type { Costs } from "./rivals.ts";
import type { Measurement } from "./sample.ts";

/** A measurement with the medians of all who took part, ours first and then Debian's. */
export interface Row {
  readonly measurement: Measurement;
  readonly medians: readonly number[];
  readonly cells: readonly string[];
}

export function page(table: string, curve: string, costs: string): string {
  return `# Benchmarks

Written by \`npm run bench\`: this daemon and Debian's Supervisor 4.2.5, in turn, on the same configuration and machine
(${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node.js ${process.version}). Medians; smaller is better; a ratio below 1 means that
supervisor-ts needs less. CPU seconds are the daemon's own. Children are small programs in C, and every log is compared with what was written, byte by byte;
logs are in memory (tmpfs), so that the disc is not measured.
What the figures come from, and what is left, is in [performance.md](performance.md).

![What supervisor-ts needs of what Supervisor needs](benchmarks.svg)

${table}

## Ten, a hundred, a thousand and more

Programs of one section that sleep. Up: from the daemon's start to the last child. One answer each: getAllProcessInfo, \`supervisorctl status\`, and the page without
scripts (/index.html), medians of five. Stop: from SIGTERM to the daemon's end. All but memory in milliseconds.

${curve}

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

export function picture(measured: readonly Row[]): string {
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

export function curveTable(points: readonly CurvePoint[]): string {
  const head = [
    "programs",
    "daemon",
    "up",
    "CPU until then",
    "private MB",
    "getAllProcessInfo",
    "status",
    "page",
    "stop",
  ];
  const body = points.map((point) => [
    point.count.toLocaleString("en"),
    point.contestant,
    ...[point.upMs, point.upCpuMs, point.privateKb / 1_024, point.callMs, point.ctlMs, point.pageMs, point.stopMs].map(
      figure,
    ),
  ]);
  return markdownTable(head, body);
}

export function costsTable(all: readonly (readonly [string, Costs])[]): string {
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

export function markdownTable(head: readonly string[], body: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

export function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
