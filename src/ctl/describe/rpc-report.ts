import type { ProcessLife } from "../../client/json-process-results.ts";
import type { ProcessLog } from "../../client/json-results.ts";
import type { ProcessConfigInfo, ProcessInfo } from "../../client/results.ts";
import { maskUrls } from "../../config/option-texts.ts";
import { howItEnded } from "../history/rpc-history.ts";
import { showNamespec } from "../namespec.ts";
import { rpcProcess } from "../watch/rpc-process.ts";
import type { ProcessReport } from "./process-report.ts";

/** What Supervisor tells of a process. */
export function rpcReport(info: ProcessInfo, config: ProcessConfigInfo | undefined): ProcessReport {
  const { name, group, inuse: _inUse, ...options } = config ?? { name: info.name, group: info.group };
  return {
    ...rpcProcess(info),
    kind: "unknown",
    command: maskUrls(config?.command ?? ""),
    lives: lastLife(info),
    logs: (["stdout", "stderr"] as const).flatMap((channel) => log(channel, info[`${channel}_logfile`])),
    section: null,
    options: Object.entries(options)
      .map(([option, value]) => ({ option, value: maskUrls(String(value)), place: null, differs: false }))
      .sort((a, b) => (a.option < b.option ? -1 : 1)),
    environment: null,
  };
}

function lastLife({ start, stop, now, pid, exitstatus, statename }: ProcessInfo): readonly ProcessLife[] {
  if (start === 0) return [];
  const goesOn = pid !== 0 || stop < start;
  return [
    {
      startedAt: new Date(start * 1_000).toISOString(),
      endedAt: goesOn ? null : new Date(stop * 1_000).toISOString(),
      seconds: Math.max(0, (goesOn ? now : stop) - start),
      end: null,
      how: !goesOn && statename === "EXITED" ? howItEnded(exitstatus) : null,
    },
  ];
}

function log(channel: ProcessLog["channel"], path: string): readonly ProcessLog[] {
  return path === "" ? [] : [{ channel, path, absence: null, files: [] }];
}

export function isOf({ group, name }: Pick<ProcessInfo, "group" | "name">, shown: string): boolean {
  return showNamespec(group, name) === shown;
}
