import type { ActivityLog } from "../logging/logs.ts";
import { isSupervisord } from "../logging/other-daemons.ts";
import { statOrUndefined } from "../system/stat-or-undefined.ts";
import type { Files } from "../system/system.ts";

/** More than this is no pid file. */
const maxBytes = 4096;

/** Writes `<pid>\n`, and says so. A pid file that cannot be written is no reason not to run. */
export function writePidfile(files: Files, log: ActivityLog, path: string, pid: number): void {
  try {
    files.writeText(path, `${pid}\n`, 0o666);
    log.log("info", `supervisord started with pid ${pid}`);
  } catch {
    log.log("critical", `could not write pidfile ${path}`);
  }
}

/**
 * The pid of a living supervisord of the same configuration that the pid file names; undefined if there is none, or where the
 * system does not tell (no /proc). Sockets tell better, but not every configuration has a server.
 * @param configurationPath undefined: whatever its configuration is called on its command line
 */
export function runningDaemon(
  files: Files,
  pidfile: string,
  configurationPath: string | undefined,
  ownPid: number,
): number | undefined {
  try {
    const pid = Number(files.readOwnText(pidfile, maxBytes));
    if (!Number.isInteger(pid) || pid <= 0 || pid === ownPid) return undefined;
    const words = files.readText(`/proc/${pid}/cmdline`).split("\0");
    // After a restart of a container the number may be that of another supervisord, with a configuration of its own.
    const isSame = configurationPath === undefined || words.includes(configurationPath);
    return isSupervisord(words) && isSame ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Removes the pid file if it is still ours. */
export function removePidfile(files: Files, path: string, pid: number): void {
  try {
    if (files.readOwnText(path, maxBytes).trim() === String(pid)) files.remove(path);
  } catch {
    // gone already, or never written
  }
}

/** Whether a pid file is there before this daemon has written one: the last daemon did not end in an orderly way. */
export function pidfileExists(files: Files, path: string): boolean {
  return statOrUndefined(files, path)?.kind === "file";
}

/** Where notes of living children are kept: beside the pid file, if that is a file. */
export function recordsPath(files: Files, pidfile: string): string | undefined {
  const status = statOrUndefined(files, pidfile);
  // There may be none yet.
  return status === undefined || status.kind === "file" ? `${pidfile}.children` : undefined;
}
