/** Many programs: their start and end, their crashes, and what a daemon costs that has nothing to do. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inArena, programs, sleepers, timed } from "./arena-runs.ts";
import { compiled } from "./compiled.ts";
import type { Arena, Contestant } from "./contestant.ts";
import type { Measurement, Sample } from "./sample.ts";

/** Until a daemon has come to rest after its start. */
const settleMs = 10_000;
const stormMs = 5_000;

async function up(contestant: Contestant, count: number): Promise<Sample> {
  return await inArena(contestant, sleepers(count), async (arena) => {
    const start = performance.now();
    arena.launch();
    await arena.untilChildren(count);
    const { cpuSeconds } = arena.work();
    const wallMs = performance.now() - start;
    await arena.untilAnswering();
    return { wallMs, cpuSeconds };
  });
}

async function down(contestant: Contestant, count: number): Promise<Sample> {
  return await inArena(contestant, sleepers(count), async (arena) => {
    await arena.start();
    await arena.untilChildren(count);
    await sleep(500);
    const start = performance.now();
    await arena.stop();
    return { wallMs: performance.now() - start };
  });
}

type Operation = "startProcess" | "stopProcess";

/** One process is started and stopped by turns: how long one of the two takes its client, at this place of all times in order. */
async function operation(contestant: Contestant, measured: Operation, place: number): Promise<Sample> {
  const configuration = sleepers(1, "startsecs=0\nautostart=false");
  return await inArena(contestant, configuration, async (arena) => {
    const times: Record<Operation, number[]> = { startProcess: [], stopProcess: [] };
    await arena.start();
    for (let round = 0; round < 150; round++) {
      for (const method of ["startProcess", "stopProcess"] as const) {
        const { wallMs } = await timed(arena, () => arena.call(`supervisor.${method}`, "p:p_00000"));
        if (round >= 30) times[method].push(wallMs);
      }
    }
    return { wallMs: atPlace(times[measured], place) };
  });
}

interface Storm {
  readonly cpuMsPerRestart: number;
  readonly callP99Ms: number;
}

/** Programs that end at once, while somebody asks for the daemon's state by turns. */
async function storm(arena: Arena, durationMs: number, pauseMs: number): Promise<Storm> {
  await arena.start();
  await sleep(1_000);
  const spawns = (): number =>
    readFileSync(join(arena.directory, "supervisord.log"), "utf8").split(" spawned: ").length;
  const before = { spawns: spawns(), ...arena.work() };
  const calls: number[] = [];
  for (const end = performance.now() + durationMs; performance.now() < end; await sleep(pauseMs)) {
    const start = performance.now();
    await arena.call("supervisor.getState");
    calls.push(performance.now() - start);
  }
  const cpuMs = (arena.work().cpuSeconds - before.cpuSeconds) * 1_000;
  return { cpuMsPerRestart: cpuMs / (spawns() - before.spawns), callP99Ms: atPlace(calls, 0.99) };
}

const crashing = (): string => programs(20, `${compiled("sleeper")} 1`, "startsecs=0\nautorestart=true");
/** Each is tried again after 1, 2, 3, ... seconds. */
const failing = (): string => programs(200, `${compiled("sleeper")} 1`, "startsecs=5\nstartretries=1000");

async function atRest(contestant: Contestant, count: number, measure: (arena: Arena) => Promise<number> | number) {
  return await inArena(contestant, sleepers(count, ""), async (arena) => {
    await arena.start();
    await arena.untilStates("RUNNING", count);
    await sleep(settleMs);
    return { wallMs: await measure(arena) };
  });
}

function perSecond(of: "cpuMs" | "wakeUps", seconds: number): (arena: Arena) => Promise<number> {
  return async (arena) => {
    const before = arena.work();
    await sleep(seconds * 1_000);
    const after = arena.work();
    const [cpuMs, wakeUps] = [(after.cpuSeconds - before.cpuSeconds) * 1_000, after.wakeUps - before.wakeUps];
    return { cpuMs, wakeUps }[of] / seconds;
  };
}

/** @param place from 0 to 1: 0.5 is the median */
function atPlace(values: readonly number[], place: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * place))] ?? Number.NaN;
}

export const scaleMeasurements: readonly Measurement[] = [
  ...[10, 100, 1_000].map(
    (count): Measurement => ({
      name: `${count} programs up, to the last child`,
      unit: "ms",
      repetitions: 5,
      run: (contestant) => up(contestant, count),
    }),
  ),
  {
    name: "1000 programs down",
    unit: "ms",
    repetitions: 3,
    run: (contestant) => down(contestant, 1_000),
  },
  ...(["startProcess", "stopProcess"] as const).flatMap((measured) =>
    ([0.5, 1] as const).map(
      (place): Measurement => ({
        name: `${measured} with wait, ${place === 1 ? "longest of 120" : "median"}`,
        unit: "ms",
        repetitions: 3,
        run: (contestant) => operation(contestant, measured, place),
      }),
    ),
  ),
  {
    name: "crash storm, 20 programs: CPU",
    unit: "ms per restart",
    repetitions: 3,
    run: (contestant) =>
      inArena(contestant, crashing(), async (arena) => ({ wallMs: (await storm(arena, stormMs, 10)).cpuMsPerRestart })),
  },
  {
    name: "crash storm, 20 programs: getState, 99 of 100",
    unit: "ms",
    repetitions: 3,
    run: (contestant) =>
      inArena(contestant, crashing(), async (arena) => ({ wallMs: (await storm(arena, stormMs, 10)).callP99Ms })),
  },
  {
    name: "backoff storm, 200 programs: CPU",
    unit: "ms per restart",
    repetitions: 3,
    run: (contestant) =>
      inArena(contestant, failing(), async (arena) => ({
        wallMs: (await storm(arena, 2 * stormMs, 1_000)).cpuMsPerRestart,
      })),
  },
  {
    name: "100 programs at rest: CPU",
    unit: "ms per s",
    repetitions: 3,
    run: (contestant) => atRest(contestant, 100, perSecond("cpuMs", 20)),
  },
  {
    name: "100 programs at rest: wake-ups",
    unit: "per s",
    repetitions: 3,
    run: (contestant) => atRest(contestant, 100, perSecond("wakeUps", 20)),
  },
  ...[1, 100, 1_000].flatMap((count): Measurement[] => [
    {
      name: `private memory, ${count} programs at rest`,
      unit: "kB",
      repetitions: 3,
      run: (contestant) => atRest(contestant, count, (arena) => arena.usage().privateKb),
    },
    {
      name: `resident memory, ${count} programs at rest`,
      unit: "kB",
      repetitions: 3,
      run: (contestant) => atRest(contestant, count, (arena) => arena.usage().residentKb),
    },
  ]),
];
