import { posix } from "node:path";
import { errnoOf } from "../system/errno-error.ts";
import type { Claim, Files, Processes } from "../system/system.ts";
import type { Channel } from "./log-record.ts";
import type { ReportTrouble } from "./loss-report.ts";
import { anotherDaemonHasOpen } from "./other-daemons.ts";

/** What an AUTO log file is named for. */
export interface AutoLogOwner {
  readonly processName: string;
  readonly channel: Channel;
  readonly identifier: string;
}

const randomCharacters = "abcdefghijklmnopqrstuvwxyz0123456789_";

/**
 * Creates an empty AUTO log file, `<process name>-<channel>---<identifier>-<8 random characters>.log` with mode 0600,
 * and returns its path. Throws ErrnoException.
 */
export function createAutoLog(files: Files, childlogdir: string, owner: AutoLogOwner): string {
  for (;;) {
    const random = Array.from(
      { length: 8 },
      () => randomCharacters[Math.floor(Math.random() * randomCharacters.length)],
    ).join("");
    const name = `${owner.processName}-${owner.channel}---${owner.identifier}-${random}.log`;
    const path = posix.join(childlogdir, name);
    try {
      files.close(files.createExclusive(path, 0o600));
      return path;
    } catch (error) {
      if (errnoOf(error) !== "EEXIST") throw error;
    }
  }
}

/**
 * Deletes the AUTO log files, and their backups, that earlier lives of the daemon called `identifier` left behind
 * (Supervisor's or ours). To be done before the groups are added.
 *
 * None of them is deleted while another daemon of that name may keep its own there, since nobody can tell whose is whose:
 * one that says so by the same claim (also while its programs are stopped and no log is open), or a supervisord that has one open.
 * @param claim what this daemon claims to keep there; undefined where such a claim cannot be made
 */
export function removeOldAutoLogs(
  { files, processes }: { readonly files: Files; readonly processes: Pick<Processes, "list" | "ownPid"> },
  { childlogdir, identifier }: { readonly childlogdir: string; readonly identifier: string },
  claim: Claim | undefined,
  report: ReportTrouble,
): void {
  let names: ReadonlySet<string>;
  try {
    names = new Set(files.list(childlogdir).filter((name) => isAutoLogOf(identifier, name)));
  } catch {
    report("warn", "Could not clear childlog dir");
    return;
  }
  if (names.size === 0) return;
  if (claim?.isShared || anotherDaemonHasOpen(processes, (path) => names.has(posix.basename(path)))) {
    const other = `another supervisord with the identifier '${identifier}' keeps its own there`;
    report("warn", `old AUTO logs in '${childlogdir}' are not removed: ${other}`);
    return;
  }
  for (const name of names) {
    const path = posix.join(childlogdir, name);
    try {
      files.remove(path);
    } catch (error) {
      if (errnoOf(error) !== "ENOENT") report("warn", `Failed to clean up '${path}'`);
    }
  }
}

/**
 * Whether a file is an AUTO log, or a numbered backup of one, of the daemon with exactly this identifier: a daemon
 * called "web" leaves alone the logs of "web-2" and of "my---web", and other people's files that merely begin alike.
 */
export function isAutoLogOf(identifier: string, name: string): boolean {
  const parts = /^.+-(?:stdout|stderr)---(.*)-[A-Za-z0-9_]{8}\.log(?:\.[1-9]\d*)?$/s.exec(name);
  return parts?.[1] === identifier;
}
