/** What a call costs the daemon, over connections that stay and over new ones. */
import { Agent, request } from "node:http";
import { join } from "node:path";
import { inArena, sleepers } from "./arena-runs.ts";
import type { Arena, Contestant } from "./contestant.ts";
import type { Measurement, Sample } from "./sample.ts";

/** Until V8 has made up its mind about what is called often. */
const warmUpShare = 0.5;

/** @param side how many clients there are at once, each of which makes its share of the calls, one after another */
async function calls(contestant: Contestant, { processes, method, count, side, keepAlive }: CallPlan): Promise<Sample> {
  return await inArena(contestant, sleepers(processes), async (arena) => {
    await arena.start();
    await arena.untilStates("RUNNING", processes);
    await callMany(arena, method, Math.ceil(count * warmUpShare), side, keepAlive);
    const before = arena.work().cpuSeconds;
    await callMany(arena, method, count, side, keepAlive);
    const cpuSeconds = arena.work().cpuSeconds - before;
    return { wallMs: (cpuSeconds / count) * 1e6, cpuSeconds };
  });
}

interface CallPlan {
  readonly processes: number;
  readonly method: string;
  readonly count: number;
  readonly side: number;
  readonly keepAlive: boolean;
}

async function callMany(arena: Arena, method: string, count: number, side: number, keepAlive: boolean): Promise<void> {
  const agent = keepAlive ? new Agent({ keepAlive: true, maxSockets: side }) : false;
  const body = `<?xml version='1.0'?><methodCall><methodName>${method}</methodName><params></params></methodCall>`;
  let left = count;
  const client = async (): Promise<void> => {
    while (left-- > 0) await callOnce(arena, body, agent);
  };
  await Promise.all(Array.from({ length: side }, client));
  if (agent !== false) agent.destroy();
}

function callOnce(arena: Arena, body: string, agent: Agent | false): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request({
      socketPath: join(arena.directory, "supervisor.sock"),
      path: "/RPC2",
      method: "POST",
      agent,
      headers: { "Content-Type": "text/xml", "Content-Length": body.length },
    });
    call.on("response", (response) => {
      response.resume();
      response.on("end", resolve);
      response.on("error", reject);
    });
    call.on("error", reject);
    call.end(body);
  });
}

function measurement(name: string, plan: CallPlan): Measurement {
  const quick = plan.processes <= 100;
  return { name, unit: "us", repetitions: 5, quick, run: (contestant) => calls(contestant, plan) };
}

const getState = { processes: 1, method: "supervisor.getState", side: 8 };
const getAll = { method: "supervisor.getAllProcessInfo", side: 1, keepAlive: true };

export const rpcMeasurements: readonly Measurement[] = [
  measurement("call: getState, 8 connections that stay: CPU", { ...getState, count: 8_000, keepAlive: true }),
  measurement("call: getState, each on a new connection: CPU", { ...getState, count: 4_000, keepAlive: false }),
  measurement("call: getAllProcessInfo of 100 processes: CPU", { ...getAll, processes: 100, count: 600 }),
  measurement("call: getAllProcessInfo of 1000 processes: CPU", { ...getAll, processes: 1_000, count: 60 }),
];
