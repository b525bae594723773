/** The daemon's objects as the shapes of the API. */
import { hostname } from "node:os";
import { maskUrls } from "../../config/option-texts.ts";
import type { ControlledGroup, ControlledProcess } from "../../control/control.ts";
import { describeProcess } from "../../control/description.ts";
import { nameOf, processesByName } from "../../control/find.ts";
import { processLogPath } from "../../control/logs.ts";
import { fileSize } from "../../system/stat-or-undefined.ts";
import type { Files } from "../../system/system.ts";
import type { ApiContext } from "./api-context.ts";
import { describeFlapping, describeStatus, describeTrouble } from "./describe-lives.ts";
import type { GroupShape, ProcessShape, SupervisorShape } from "./shapes.ts";

export function describeSupervisor({ control, clock, ...context }: ApiContext): SupervisorShape {
  const processes = [...control.groups.values()].flatMap((group) => group.processes);
  const own = context.processes.sample(control.ownPid);
  return {
    identifier: control.identifier,
    host: hostname(),
    version: context.version,
    state: control.mood,
    pid: control.ownPid,
    startedAt: new Date(context.startedWallMs).toISOString(),
    uptimeSeconds: (clock.monotonicMs() - context.startedMs) / 1_000,
    configuration: control.pending.path,
    logfile: logFile(context.files, control.log.path),
    residentBytes: own?.residentBytes ?? process.memoryUsage.rss(),
    cpuSeconds: own?.cpuSeconds ?? process.cpuUsage().user / 1e6,
    processes: processes.length,
    running: processes.filter((process) => process.state.name === "RUNNING").length,
  };
}

export function describeGroup(context: ApiContext, group: ControlledGroup): GroupShape {
  return {
    name: group.name,
    kind: group.config.kind,
    priority: group.config.priority,
    processes: processesByName(group).map((process) => describe(context, process)),
  };
}

/** One process as it is now. */
export function describe(context: ApiContext, process: ControlledProcess): ProcessShape {
  const { control, files, usage } = context;
  const { config } = process;
  const alive = process.pid !== 0;
  return {
    id: nameOf(process),
    group: process.groupName,
    name: config.name,
    kind: control.groups.get(process.groupName)?.config.kind ?? "program",
    state: process.state.name,
    stateSince: moment(process.state.sinceWallMs),
    settled: process.settled,
    description: describeProcess(process),
    pid: alive ? process.pid : null,
    startedAt: moment(process.startedWallMs),
    stoppedAt: moment(process.stoppedWallMs),
    uptimeSeconds: alive ? Math.round(process.uptimeMs) / 1_000 : null,
    exit: process.lastExit === undefined ? null : describeStatus(process.lastExit),
    error: process.spawnError ?? null,
    trouble: describeTrouble(context, process),
    flapping: describeFlapping(context, process),
    starts: process.starts,
    retryInSeconds: process.retryInMs === undefined ? null : Math.round(process.retryInMs) / 1_000,
    usage: usage.usage(process),
    autostart: config.autostart,
    priority: config.priority,
    command: maskUrls(config.command),
    stdout: logFile(files, processLogPath(process, "stdout")),
    stderr: logFile(files, processLogPath(process, "stderr")),
  };
}

function moment(wallMs: number): string | null {
  return wallMs === 0 ? null : new Date(wallMs).toISOString();
}

function logFile(
  files: Files,
  path: string | undefined,
): { readonly path: string; readonly bytes: number | null } | null {
  return path === undefined ? null : { path, bytes: fileSize(files, path) ?? null };
}
