import type { ControlledProcess } from "./control.ts";
import { nameOf } from "./find.ts";

/** What `supervisorctl status` shows beside the state. */
export function describeProcess(process: ControlledProcess): string {
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
