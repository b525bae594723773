/**
 * npm run soak [-- --minutes N]: a busy daemon for N minutes (default 2): programs that crash and come back, logs that rotate, stops and
 * starts, calls without end, reopenings. Prints its private memory, descriptors and children once a step, and rewrites
 * docs/soak.md. Growth shows as a rising line.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Arena, ours } from "./contestant.ts";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "2" } } });
const minutes = Number(values.minutes);
if (!(minutes > 0 && minutes <= 24 * 60)) {
  console.error("--minutes takes a number from 0 to 1440");
  process.exit(2);
}

const programs = `[program:crasher]
command=/bin/sh -c "echo crashing; exit 1"
process_name=%(program_name)s_%(process_num)02d
numprocs=10
startsecs=0
autorestart=true
stdout_logfile=@DIR@/crasher_%(process_num)02d.log
stdout_logfile_maxbytes=10KB
stdout_logfile_backups=2
[program:writer]
command=/bin/sh -c "while :; do head -c 65536 /dev/urandom; sleep 0.05; done"
process_name=%(program_name)s_%(process_num)02d
numprocs=5
stdout_logfile=@DIR@/writer_%(process_num)02d.log
stdout_logfile_maxbytes=1MB
stdout_logfile_backups=1
[program:steady]
command=/bin/cat
process_name=%(program_name)s_%(process_num)03d
numprocs=50
stdout_logfile=NONE
stderr_logfile=NONE
`;

interface Row {
  readonly seconds: number;
  readonly privateKb: number;
  readonly descriptors: number;
  readonly cpuSeconds: number;
}

const arena = new Arena(ours, programs);
const rows: Row[] = [];
try {
  await arena.start();
  await arena.untilStates("RUNNING", 50);
  const start = performance.now();
  const steps = 12;
  for (let step = 0; step <= steps; step++) {
    const until = start + (minutes * 60_000 * step) / steps;
    while (performance.now() < until) {
      await arena.call("supervisor.getAllProcessInfo");
      await arena.call("supervisor.getAllConfigInfo");
      await arena.call("system.listMethods");
      await sleep(100);
    }
    process.kill(arena.pid, "SIGUSR2");
    arena.ctl("restart", "steady:steady_000");
    const { privateKb, cpuSeconds } = arena.usage();
    const descriptors = readdirSync(`/proc/${arena.pid}/fd`).length;
    const row = { seconds: Math.round((performance.now() - start) / 1000), privateKb, descriptors, cpuSeconds };
    rows.push(row);
    console.log(
      `${row.seconds} s  ${row.privateKb} kB private  ${row.descriptors} descriptors  ${row.cpuSeconds} CPU s`,
    );
  }
} finally {
  await arena.stop();
}

const peak = Math.max(...rows.map(({ privateKb }) => privateKb));
const bar = (kb: number): string => "#".repeat(Math.round((kb / peak) * 40));
writeFileSync(
  fileURLToPath(new URL("../docs/soak.md", import.meta.url)),
  `# Soak

Written by \`npm run soak -- --minutes ${minutes}\`: 10 programs that crash and come back at once, 5 that write a megabyte a second into logs that
rotate, 50 that run, calls ten times a second, reopenings and restarts. Node.js ${process.version}.

| after s | private memory, kB | | descriptors | CPU s |
| ---: | ---: | --- | ---: | ---: |
${rows.map((row) => `| ${row.seconds} | ${row.privateKb} | ${bar(row.privateKb)} | ${row.descriptors} | ${row.cpuSeconds} |`).join("\n")}
`,
);
