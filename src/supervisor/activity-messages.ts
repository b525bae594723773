/**
 * The sentences of the activity log about processes. Log scrapers match them: they are a contract, pinned by
 * activity-messages.test.ts.
 */
import type { LogLevel } from "../config/values/log-level.ts";
import type { Report, Trouble } from "../process/model.ts";
import { describeExit } from "../system/describe-exit.ts";
import { signalName } from "../system/signal-names.ts";
import type { ExitStatus } from "../system/system.ts";

export interface ActivityMessage {
  readonly level: LogLevel;
  readonly message: string;
}

/** The line for a report about the process `name` (its bare name, never `group:name`). */
export function activityMessage(name: string, report: Report): ActivityMessage {
  switch (report.kind) {
    case "already-running":
      return { level: "warn", message: `process '${name}' already running` };
    case "leftover": {
      const message = `stopping '${name}' (${report.pid}), which a supervisord that did not end in order left behind`;
      return { level: "warn", message };
    }
    case "spawned":
      return { level: "info", message: `spawned: '${name}' with pid ${report.pid}` };
    case "spawn-failed":
      return { level: "info", message: `spawnerr: ${report.reason}` };
    case "entered-running": {
      const stayed = `process has stayed up for > than ${report.startsecs} seconds (startsecs)`;
      return { level: "info", message: `success: ${name} entered RUNNING state, ${stayed}` };
    }
    case "exited": {
      const expected = report.expected ? "expected" : "not expected";
      const message = `exited: ${name} (${describeExit(report.status)}; ${expected})`;
      return { level: report.expected ? "info" : "warn", message };
    }
    case "stopped": {
      const message = `stopped: ${name} (${describeExit(report.status)})`;
      return { level: report.expected ? "info" : "warn", message };
    }
    case "gave-up":
      return { level: "info", message: `gave up: ${name} entered FATAL state, too many start retries too quickly` };
    case "stop-in-backoff":
      return { level: "debug", message: `Attempted to kill ${name}, which is in BACKOFF state.` };
    case "stopping": {
      const target = `${name} (pid ${report.pid})${report.toGroup ? " process group" : ""}`;
      return { level: "debug", message: `killing ${target} with signal ${signalName(report.signal)}` };
    }
    case "killing":
      return { level: "warn", message: `killing '${name}' (${report.pid}) with SIGKILL` };
  }
}

/** What `spawnerr` of getProcessInfo says. */
export function describeTrouble(trouble: Trouble): string {
  switch (trouble.kind) {
    case "spawn-failed":
      return trouble.reason;
    case "exited-too-quickly":
      return "Exited too quickly (process log may have details)";
    case "unexpected-exit":
      return `Bad exit code ${exitCode(trouble.status)}`;
  }
}

/** The exit code as the interface shows it: -1 for a death by signal. */
export function exitCode(status: ExitStatus): number {
  return status.kind === "exited" ? status.code : -1;
}
