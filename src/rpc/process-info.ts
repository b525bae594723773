import type { ChannelConfig } from "../config/configuration.ts";
import type { ChildLog } from "../logging/logs.ts";
import type { XmlRpcStruct } from "../xmlrpc/value.ts";
import type { ControlledProcess } from "./control.ts";
import { nameOf } from "./find-process.ts";

/** The struct of getProcessInfo. Names and order of its members are a contract. */
export function processInfo(process: ControlledProcess, nowWallMs: number): XmlRpcStruct {
  const stdoutLogfile = shownLogPath(process.config.stdout, process.stdoutLog);
  return {
    name: process.config.name,
    group: process.groupName,
    start: seconds(process.startedWallMs),
    stop: seconds(process.stoppedWallMs),
    now: seconds(nowWallMs),
    state: process.state.code,
    statename: process.state.name,
    spawnerr: process.spawnError ?? "",
    exitstatus: process.exitStatus,
    logfile: stdoutLogfile,
    stdout_logfile: stdoutLogfile,
    stderr_logfile: shownLogPath(process.config.stderr, process.stderrLog),
    pid: process.pid,
    description: describe(process),
  };
}

/** The configured path, which may be one that cannot be read back (/dev/stdout); else the automatic one; "" for none. */
export function shownLogPath({ logfile }: ChannelConfig, log: ChildLog | undefined): string {
  return logfile.kind === "file" ? logfile.path : (log?.path ?? "");
}

/** What `supervisorctl status` shows beside the state. */
function describe(process: ControlledProcess): string {
  switch (process.state.name) {
    case "RUNNING":
      return `pid ${process.pid}, uptime ${uptime(process.uptimeMs)}`;
    case "FATAL":
    case "BACKOFF":
      return process.spawnError ?? `unknown error (try "tail ${nameOf(process)}")`;
    case "STOPPED":
    case "EXITED":
      return process.startedWallMs === 0 ? "Not started" : clockTime(new Date(process.stoppedWallMs));
    default:
      return "";
  }
}

/** "0:00:09", "1 day, 0:00:05", "2 days, 13:00:00". */
export function uptime(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const days = Math.floor(total / 86_400);
  const hours = Math.floor((total % 86_400) / 3600);
  const clock = `${hours}:${twoDigits(Math.floor((total % 3600) / 60))}:${twoDigits(total % 60)}`;
  if (days === 0) return clock;
  return `${days} day${days === 1 ? "" : "s"}, ${clock}`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "Nov 21 02:09 AM", local time. */
function clockTime(date: Date): string {
  const hours = date.getHours();
  const time = `${twoDigits(hours % 12 === 0 ? 12 : hours % 12)}:${twoDigits(date.getMinutes())}`;
  return `${months[date.getMonth()]} ${twoDigits(date.getDate())} ${time} ${hours < 12 ? "AM" : "PM"}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}

/** Whole seconds; clients read 32 bits. */
function seconds(wallMs: number): number {
  return Math.min(Math.floor(wallMs / 1000), 0x7fffffff);
}
