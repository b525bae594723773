import type { DescribedProcess } from "../../client/json-process-results.ts";
import type { ProcessInfo } from "../../client/results.ts";
import { showNamespec } from "../namespec.ts";
import type { Session } from "../session.ts";
import type { TopRow } from "./top-row.ts";

/** Every process as it is now; from a server that does not tell what they use, without that. */
export async function readRows({ api, client }: Session): Promise<readonly TopRow[]> {
  const options = { timeoutMs: patienceMs };
  const listed = await api.processes(options);
  return listed?.map(rowOf) ?? (await client.getAllProcessInfo(options)).map(plainRowOf);
}

/** A server that takes longer is told to be away. */
const patienceMs = 10_000;

function rowOf({ id, state, pid, uptimeSeconds, starts, usage, description }: DescribedProcess): TopRow {
  return {
    id,
    state,
    pid: pid ?? undefined,
    cpuPercent: usage?.cpuPercent ?? undefined,
    residentBytes: usage?.residentBytes,
    uptimeSeconds: uptimeSeconds ?? undefined,
    restarts: Math.max(0, starts - 1),
    description,
  };
}

function plainRowOf({ group, name, statename, pid, start, now, description }: ProcessInfo): TopRow {
  const isAlive = pid !== 0;
  return {
    id: showNamespec(group, name),
    state: statename,
    pid: isAlive ? pid : undefined,
    cpuPercent: undefined,
    residentBytes: undefined,
    uptimeSeconds: isAlive ? Math.max(0, now - start) : undefined,
    restarts: undefined,
    description,
  };
}
