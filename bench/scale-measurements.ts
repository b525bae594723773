/** Many programs: their start and end, their crashes, and what a daemon costs that has nothing to do. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inArena, programs, sharedRuns, sleepers, timed } from "./arena-runs.ts";
import { compiled } from "./compiled.ts";
import type { Arena, Contestant, Usage } from "./contestant.ts";
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

/** One process is started and stopped by turns: how long each takes its client. */
async function operations(contestant: Contestant): Promise<Record<Operation, readonly number[]>> {
  const configuration = sleepers(1, "startsecs=0\nautostart=false");
  return await inArena(contestant, configuration, async (arena) => {
    const times: Record<Operation, number[]> = { startProcess: [], stopProcess: [] };
    await arena.start();
    for (let round = 0; round < 150; round++) {
      for (const method of ["startProcess", "stopProcess"] as const) {
        const { wallMs } = await timed(arena, () => arena.call(`supervisor.${method}`, "p:p_00000"));
        if (round >= 30) times[method].push(wallMs);
        // What is stopped before its exec does not hear of it under Supervisor 4.2.5, and then nothing ends it.
        await sleep(5);
      }
    }
    return times;
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

const crashing = (count: number): string =>
  programs(count, `${compiled("sleeper")} 1`, "startsecs=0\nautorestart=true");
/** Each is tried again after 1, 2, 3, ... seconds. */
const failing = (): string => programs(200, `${compiled("sleeper")} 1`, "startsecs=5\nstartretries=1000");

interface Rest {
  readonly usage: Usage;
  readonly cpuMsPerS: number;
  readonly wakeUpsPerS: number;
}

/** @param seconds how long it is watched */
async function atRest(contestant: Contestant, count: number, seconds: number): Promise<Rest> {
  return await inArena(contestant, sleepers(count, ""), async (arena) => {
    await arena.start();
    await arena.untilStates("RUNNING", count);
    await sleep(settleMs);
    const before = arena.usage();
    await sleep(seconds * 1_000);
    const after = arena.work();
    const cpuMs = (after.cpuSeconds - before.cpuSeconds) * 1_000;
    return { usage: before, cpuMsPerS: cpuMs / seconds, wakeUpsPerS: (after.wakeUps - before.wakeUps) / seconds };
  });
}

/** @param place from 0 to 1: 0.5 is the median */
function atPlace(values: readonly number[], place: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * place))] ?? Number.NaN;
}

const operation = sharedRuns(operations);
const crashStorm = sharedRuns((contestant) =>
  inArena(contestant, crashing(20), async (arena) => await storm(arena, stormMs, 10)),
);
const largeCrashStorm = sharedRuns((contestant) =>
  inArena(contestant, crashing(1_000), async (arena) => await storm(arena, stormMs, 10), "minfds=8000"),
);
const backoffStorm = sharedRuns((contestant) =>
  inArena(contestant, failing(), async (arena) => await storm(arena, 2 * stormMs, 100)),
);
const rest1 = sharedRuns((contestant) => atRest(contestant, 1, 0.1));
const rest100 = sharedRuns((contestant) => atRest(contestant, 100, 20));
const rest1000 = sharedRuns((contestant) => atRest(contestant, 1_000, 0.1));

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
  row(
    "startProcess with wait, median",
    "ms",
    3,
    operation(({ startProcess }) => atPlace(startProcess, 0.5)),
  ),
  row(
    "startProcess with wait, longest of 120",
    "ms",
    3,
    operation(({ startProcess }) => atPlace(startProcess, 1)),
  ),
  row(
    "stopProcess with wait, median",
    "ms",
    3,
    operation(({ stopProcess }) => atPlace(stopProcess, 0.5)),
  ),
  row(
    "stopProcess with wait, longest of 120",
    "ms",
    3,
    operation(({ stopProcess }) => atPlace(stopProcess, 1)),
  ),
  row(
    "crash storm, 20 programs: CPU",
    "ms per restart",
    3,
    crashStorm(({ cpuMsPerRestart }) => cpuMsPerRestart),
  ),
  row(
    "crash storm, 20 programs: getState, 99 of 100",
    "ms",
    3,
    crashStorm(({ callP99Ms }) => callP99Ms),
  ),
  row(
    "crash storm, 1,000 programs: getState, 99 of 100",
    "ms",
    1,
    largeCrashStorm(({ callP99Ms }) => callP99Ms),
  ),
  row(
    "backoff storm, 200 programs: CPU",
    "ms per restart",
    3,
    backoffStorm(({ cpuMsPerRestart }) => cpuMsPerRestart),
  ),
  row(
    "backoff storm, 200 programs: getState, 99 of 100",
    "ms",
    3,
    backoffStorm(({ callP99Ms }) => callP99Ms),
  ),
  row(
    "100 programs at rest: CPU",
    "ms per s",
    3,
    rest100(({ cpuMsPerS }) => cpuMsPerS),
  ),
  row(
    "100 programs at rest: wake-ups",
    "per s",
    3,
    rest100(({ wakeUpsPerS }) => wakeUpsPerS),
  ),
  ...(
    [
      [1, rest1],
      [100, rest100],
      [1_000, rest1000],
    ] as const
  ).flatMap(([count, rest]) => [
    row(
      `private memory, ${count} programs at rest`,
      "kB",
      3,
      rest(({ usage }) => usage.privateKb),
    ),
    row(
      `resident memory, ${count} programs at rest`,
      "kB",
      3,
      rest(({ usage }) => usage.residentKb),
    ),
  ]),
];

function row(
  name: string,
  unit: Measurement["unit"],
  repetitions: number,
  run: (contestant: Contestant) => Promise<Sample>,
): Measurement {
  return { name, unit, repetitions, run };
}
