import type { LogLevel } from "../config/values/log-level.ts";
import type { ActivityLog } from "./logs.ts";

/** What is to be said before the activity log is open: kept, and said then. */
export class EarlyMessages {
  #kept: { readonly level: LogLevel; readonly message: string }[] = [];

  log(level: LogLevel, message: string): void {
    this.#kept.push({ level, message });
  }

  /** Supervisor's order: all that is critical or an error, then warnings, then the rest, each in the order it came. */
  flush(to: Pick<ActivityLog, "log">): void {
    const kept = this.#kept;
    this.#kept = [];
    for (const rank of [0, 1, 2]) {
      for (const { level, message } of kept) {
        if (rankOf(level) === rank) to.log(level, message);
      }
    }
  }
}

function rankOf(level: LogLevel): number {
  if (level === "critical" || level === "error") return 0;
  return level === "warn" ? 1 : 2;
}
