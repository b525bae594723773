/** The figures of /metrics. The first three families are named, and labelled, as the exporters for Supervisor do. */
import type { ControlledProcess, QueueFigures } from "../../control/control.ts";
import { allProcesses } from "../../control/find.ts";
import { processLogPath } from "../../control/logs.ts";
import { flappingOf } from "../../control/why-down.ts";
import { flappingRule } from "../../process/flapping.ts";
import { type StateName, stateCodes } from "../../process/state.ts";
import { fileSize } from "../../system/stat-or-undefined.ts";
import type { ApiContext } from "../api/api-context.ts";
import type { Family, Sample } from "./exposition.ts";

export type MetricsContext = Pick<ApiContext, "control" | "processes" | "files" | "clock" | "version" | "startedMs">;

const stateNames = Object.keys(stateCodes) as StateName[];

export function gatherFamilies(context: MetricsContext): readonly Family[] {
  const all = allProcesses(context);
  return [
    ...compatible(all),
    ...processFamilies(context, all),
    ...usageFamilies(context, all),
    ...daemonFamilies(context, all.length),
  ];
}

function compatible(all: readonly ControlledProcess[]): readonly Family[] {
  return [
    gauge("supervisord_up", "1: this daemon answers.", [{ labels: {}, value: 1 }]),
    gauge(
      "supervisor_process_info",
      "1 if the process is RUNNING, else 0. exit_status is 0 while it is running.",
      all.map((process) => ({
        labels: {
          ...labelsOf(process),
          state: process.state.name,
          exit_status: String(process.exitStatus),
        },
        value: process.state.name === "RUNNING" ? 1 : 0,
      })),
    ),
    gauge(
      "supervisor_process_uptime",
      "Seconds since the start of a running process.",
      all
        .filter((process) => process.state.name === "RUNNING")
        .map((process) => ({ labels: labelsOf(process), value: process.uptimeMs / 1_000 })),
    ),
  ];
}

function processFamilies({ clock }: MetricsContext, all: readonly ControlledProcess[]): readonly Family[] {
  const nowMs = clock.monotonicMs();
  return [
    gauge(
      "supervisor_process_state",
      "1 for the state that the process is in, 0 for the others.",
      all.flatMap((process) =>
        stateNames.map((state) => ({
          labels: { ...labelsOf(process), state },
          value: process.state.name === state ? 1 : 0,
        })),
      ),
    ),
    counter(
      "supervisor_process_starts_total",
      "Starts since the daemon came up.",
      all.map((process) => ({ labels: labelsOf(process), value: process.starts })),
    ),
    counter(
      "supervisor_process_exits_total",
      "Ends since the daemon came up, by exit code or signal.",
      all.flatMap((process) =>
        [...process.exits].map(([status, value]) => ({ labels: { ...labelsOf(process), status }, value })),
      ),
    ),
    gauge(
      "supervisor_process_flapping",
      `1 if it ended unexpectedly ${flappingRule.ends} times or more within ${flappingRule.withinMs / 60_000} minutes and was started again by itself, else 0.`,
      all.map((process) => ({
        labels: labelsOf(process),
        value: flappingOf(process, nowMs) === undefined ? 0 : 1,
      })),
    ),
    gauge(
      "supervisor_process_start_time_seconds",
      "Time of the last start, in seconds since the epoch.",
      all
        .filter((process) => process.startedWallMs > 0)
        .map((process) => ({ labels: labelsOf(process), value: process.startedWallMs / 1_000 })),
    ),
  ];
}

function usageFamilies({ processes, files }: MetricsContext, all: readonly ControlledProcess[]): readonly Family[] {
  const cpu: Sample[] = [];
  const memory: Sample[] = [];
  const descriptors: Sample[] = [];
  const logs: Sample[] = [];
  for (const process of all) {
    const labels = labelsOf(process);
    const sample = process.pid === 0 ? undefined : processes.sample(process.pid);
    if (sample !== undefined) {
      cpu.push({ labels, value: sample.cpuSeconds });
      memory.push({ labels, value: sample.residentBytes });
      const open = processes.countDescriptors(process.pid);
      if (open !== undefined) descriptors.push({ labels, value: open });
    }
    for (const channel of ["stdout", "stderr"] as const) {
      const path = processLogPath(process, channel);
      const size = path === undefined ? undefined : fileSize(files, path);
      if (size !== undefined) logs.push({ labels: { ...labels, channel }, value: size });
    }
  }
  return [
    counter("supervisor_process_cpu_seconds_total", "User and system time of the process itself.", cpu),
    gauge("supervisor_process_resident_memory_bytes", "Resident memory of the process itself.", memory),
    gauge("supervisor_process_open_fds", "Open file descriptors of the process itself.", descriptors),
    gauge("supervisor_process_log_bytes", "Size of the log, without rotated files.", logs),
  ];
}

function daemonFamilies(context: MetricsContext, processCount: number): readonly Family[] {
  const { control, processes, clock, version } = context;
  const queues = control.eventQueues;
  const perPool = (value: (queue: QueueFigures) => number): readonly Sample[] =>
    queues.map((queue) => ({ labels: { pool: queue.pool }, value: value(queue) }));
  const single = (value: number): readonly Sample[] => [{ labels: {}, value }];
  const usage = process.cpuUsage();
  const open = processes.countDescriptors(control.ownPid);
  return [
    gauge(
      "supervisor_event_queue_length",
      "Events that wait for a listener of the pool.",
      perPool((q) => q.length),
    ),
    gauge(
      "supervisor_event_queue_limit",
      "Events that may wait (buffer_size).",
      perPool((q) => q.limit),
    ),
    counter(
      "supervisor_event_queue_dropped_total",
      "Events that were discarded.",
      perPool((q) => q.dropped),
    ),
    gauge("supervisord_info", "1, with the daemon's facts as labels.", [
      { labels: { version, identifier: control.identifier, state: control.mood, node: process.version }, value: 1 },
    ]),
    gauge("supervisord_uptime_seconds", "Since this life of the daemon began.", single(uptimeSeconds(context, clock))),
    counter("supervisord_cpu_seconds_total", "Of the daemon itself.", single((usage.user + usage.system) / 1e6)),
    gauge("supervisord_resident_memory_bytes", "Of the daemon itself.", single(process.memoryUsage.rss())),
    gauge("supervisord_heap_used_bytes", "Of the daemon's own objects.", single(process.memoryUsage().heapUsed)),
    gauge("supervisord_open_fds", "Of the daemon itself.", open === undefined ? [] : single(open)),
    gauge("supervisord_processes", "Processes under supervision.", single(processCount)),
    gauge("supervisord_groups", "Active groups.", single(control.groups.size)),
  ];
}

function uptimeSeconds({ startedMs }: MetricsContext, clock: MetricsContext["clock"]): number {
  return Math.round(clock.monotonicMs() - startedMs) / 1_000;
}

function labelsOf(process: ControlledProcess): { readonly name: string; readonly group: string } {
  return { name: process.config.name, group: process.groupName };
}

function gauge(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, help, type: "gauge", samples };
}

function counter(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, help, type: "counter", samples };
}
