import type { ProcessInfo } from "../../client/results.ts";
import { showNamespec } from "../namespec.ts";
import type { WatchedProcess } from "./server-news.ts";

/** What Supervisor tells of a process, in the words of the JSON API; what it does not tell is null, or a guess. */
export function rpcProcess(info: ProcessInfo): WatchedProcess {
  const { group, name, statename, description, start, stop, now, pid, exitstatus, spawnerr } = info;
  const isAlive = pid !== 0;
  const ended = !isAlive && stop >= start && stop > 0 && statename === "EXITED";
  return {
    id: showNamespec(group, name),
    group,
    name,
    state: statename,
    stateSince: moment(statename === "STOPPING" ? 0 : isAlive ? start : stop),
    // It may be EXITED for a moment only: then it comes back within a second.
    settled:
      statename === "STOPPED" || statename === "FATAL" || (statename === "EXITED" && now - stop >= restartSeconds),
    description,
    pid: isAlive ? pid : null,
    startedAt: moment(start),
    stoppedAt: moment(stop),
    uptimeSeconds: isAlive ? Math.max(0, now - start) : null,
    exit: ended ? { code: exitstatus === -1 ? null : exitstatus, signal: null } : null,
    error: spawnerr === "" ? null : spawnerr,
    trouble: null,
    flapping: null,
    starts: 0,
    retryInSeconds: null,
    usage: null,
  };
}

/** Supervisor looks about once a second for what it should start. Its clock is told in whole seconds. */
const restartSeconds = 3;

function moment(seconds: number): string | null {
  return seconds === 0 ? null : new Date(seconds * 1_000).toISOString();
}
