import type { ActivityLog } from "../logging/logs.ts";
import type { Files } from "../system/system.ts";

/** Writes `<pid>\n`, and says so. A pid file that cannot be written is no reason not to run. */
export function writePidfile(files: Files, log: ActivityLog, path: string, pid: number): void {
  try {
    files.writeText(path, `${pid}\n`, 0o666);
    log.log("info", `supervisord started with pid ${pid}`);
  } catch {
    log.log("critical", `could not write pidfile ${path}`);
  }
}

/** Removes the pid file if it is still ours. */
export function removePidfile(files: Files, path: string, pid: number): void {
  try {
    if (files.readText(path).trim() === String(pid)) files.remove(path);
  } catch {
    // gone already, or never written
  }
}

/** Whether a pid file is there before this daemon has written one: the last daemon did not end in an orderly way. */
export function pidfileExists(files: Files, path: string): boolean {
  try {
    files.stat(path);
    return true;
  } catch {
    return false;
  }
}
