/** What grows with the number of programs, and how: rows of a table over 10, 100, 1,000 and more. */
import { request } from "node:http";
import { inArena, sleepers } from "./arena-runs.ts";
import type { Arena, Contestant } from "./contestant.ts";

/** One point of the curve: all in milliseconds but the memory. */
export interface CurvePoint {
  readonly contestant: string;
  readonly count: number;
  readonly upMs: number;
  readonly upCpuMs: number;
  readonly privateKb: number;
  readonly callMs: number;
  readonly ctlMs: number;
  readonly pageMs: number;
  readonly stopMs: number;
}

/** Each figure is the median of so many requests. */
const requests = 5;

export async function curvePoint(contestant: Contestant, count: number): Promise<CurvePoint> {
  const measure = async (arena: Arena): Promise<CurvePoint> => {
    const start = performance.now();
    arena.launch();
    await arena.untilChildren(count);
    const [upMs, upCpuMs] = [performance.now() - start, arena.work().cpuSeconds * 1_000];
    await arena.untilAnswering();
    const callMs = await medianMs(() => arena.call("supervisor.getAllProcessInfo"));
    const ctlMs = await medianMs(() => arena.ctl("status"));
    const pageMs = await medianMs(() => page(arena));
    const { privateKb } = arena.usage();
    const stop = performance.now();
    await arena.stop();
    const stopMs = performance.now() - stop;
    return { contestant: contestant.name, count, upMs, upCpuMs, privateKb, callMs, ctlMs, pageMs, stopMs };
  };
  // Three pipes each, and what the daemon needs itself.
  return await inArena(contestant, sleepers(count), measure, `minfds=${3 * count + 1_000}`);
}

async function medianMs(act: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < requests; i++) {
    const start = performance.now();
    await act();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[requests >> 1] ?? Number.NaN;
}

/** The page with all processes, as a browser without scripts gets it. */
function page(arena: Arena): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath: arena.socketPath, path: "/index.html" }, (response) => {
      response.resume().on("end", () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`the page: ${response.statusCode}`));
      });
    });
    call.on("error", reject).end();
  });
}
