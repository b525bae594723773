/** What is measured. Each entry runs one contestant once; smaller is better everywhere. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inArena, sleepers, timed } from "./arena-runs.ts";
import { logMeasurements } from "./log-measurements.ts";
import { rpcMeasurements } from "./rpc-measurements.ts";
import type { Measurement } from "./sample.ts";
import { scaleMeasurements } from "./scale-measurements.ts";

export const measurements: readonly Measurement[] = [
  ...[1, 200].map(
    (count): Measurement => ({
      name: `start to the first RPC answer, ${count} program${count === 1 ? "" : "s"}`,
      unit: "ms",
      repetitions: 7,
      quick: count === 1,
      run: (contestant) =>
        inArena(contestant, sleepers(count), async (arena) => {
          const start = performance.now();
          await arena.start();
          return { wallMs: performance.now() - start, cpuSeconds: arena.work().cpuSeconds };
        }),
    }),
  ),
  {
    name: "200 programs up, from the daemon's start",
    unit: "ms",
    repetitions: 3,
    quick: true,
    run: (contestant) =>
      inArena(contestant, sleepers(200), async (arena) => {
        const start = performance.now();
        await arena.start();
        await arena.untilStates("RUNNING", 200);
        return { wallMs: performance.now() - start, cpuSeconds: arena.usage().cpuSeconds };
      }),
  },
  {
    name: "200 programs down, to the daemon's end",
    unit: "ms",
    repetitions: 3,
    quick: true,
    run: (contestant) =>
      inArena(contestant, sleepers(200), async (arena) => {
        await arena.start();
        await arena.untilStates("RUNNING", 200);
        const start = performance.now();
        await arena.stop();
        return { wallMs: performance.now() - start };
      }),
  },
  {
    name: "kill -9 to the next instance running",
    unit: "ms",
    repetitions: 7,
    run: (contestant) =>
      inArena(contestant, "", async (probe) => {
        const file = join(probe.directory, "pid");
        writeFileSync(file, "");
        const programs = `[program:p]\ncommand=/bin/sh -c 'echo $$ > ${file}; exec sleep 100000'\nautorestart=true\n`;
        return await inArena(contestant, programs, async (arena) => {
          await arena.start();
          await arena.untilStates("RUNNING", 1);
          const first = readFileSync(file, "utf8");
          return await timed(arena, async () => {
            process.kill(Number(first), "SIGKILL");
            for (let now = first; now === first || now.trim() === ""; now = readFileSync(file, "utf8")) await sleep(1);
          });
        });
      }),
  },
  {
    name: "one child writes 512 MB to its log",
    unit: "ms",
    repetitions: 3,
    run: (contestant) =>
      inArena(
        contestant,
        `[program:w]
command=/bin/sh -c 'head -c 536870912 /dev/zero'
autostart=false
autorestart=false
startsecs=0
stdout_logfile=@DIR@/w.log
stdout_logfile_maxbytes=0
`,
        async (arena) => {
          await arena.start();
          return await timed(arena, async () => {
            arena.ctl("start", "w");
            await arena.untilStates("EXITED", 1);
          });
        },
      ),
  },
  {
    name: "getAllProcessInfo with 200 processes",
    unit: "ms",
    repetitions: 5,
    run: (contestant) =>
      inArena(contestant, sleepers(200), async (arena) => {
        const calls = 20;
        await arena.start();
        await arena.untilStates("RUNNING", 200);
        const { wallMs, cpuSeconds = 0 } = await timed(arena, async () => {
          for (let i = 0; i < calls; i++) await arena.call("supervisor.getAllProcessInfo");
        });
        return { wallMs: wallMs / calls, cpuSeconds: cpuSeconds / calls };
      }),
  },
  ...[20, 200].map(
    (count): Measurement => ({
      name: `supervisorctl status with ${count} processes`,
      unit: "ms",
      repetitions: 7,
      quick: count === 20,
      run: (contestant) =>
        inArena(contestant, sleepers(count), async (arena) => {
          await arena.start();
          await arena.untilStates("RUNNING", count);
          return await timed(arena, async () => arena.ctl("status"));
        }),
    }),
  ),
  {
    name: "supervisord -v",
    unit: "ms",
    repetitions: 15,
    run: async ({ supervisord }) => {
      const start = performance.now();
      spawnSync(supervisord, ["-v"]);
      return { wallMs: performance.now() - start };
    },
  },
  ...scaleMeasurements,
  ...rpcMeasurements,
  ...logMeasurements,
];
