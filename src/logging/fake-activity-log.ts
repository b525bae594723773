import { type LogLevel, logLevels } from "../config/values/log-level.ts";
import type { ActivityLog } from "./logs.ts";

/** For unit tests: an activity log in memory, which passes the suite of the real one (`activity-log-contract.ts`). */
export class FakeActivityLog implements ActivityLog {
  /** What is written, each message as "info text". */
  readonly lines: string[] = [];
  /** The least severe level that is written. */
  level: LogLevel;
  path: string | undefined;
  /** What `clear` throws. */
  clearFailure: Error | undefined;
  #isOpen = true;

  constructor(level: LogLevel = "blather") {
    this.level = level;
  }

  log(level: LogLevel, message: string): void {
    if (this.#isOpen && this.enabled(level)) this.lines.push(`${level} ${message}`);
  }

  enabled(level: LogLevel): boolean {
    return logLevels[level].severity >= logLevels[this.level].severity;
  }

  reopen(): void {}

  clear(): void {
    if (!this.#isOpen) return;
    if (this.clearFailure !== undefined) throw this.clearFailure;
    this.lines.length = 0;
    this.log("info", "reopening log file");
  }

  close(): void {
    this.#isOpen = false;
  }
}
