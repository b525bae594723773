import { basename, dirname } from "node:path/posix";
import { statOrUndefined } from "../../system/stat-or-undefined.ts";
import type { ProcessConfig } from "../configuration.ts";
import type { IniSection } from "../ini/ini-document.ts";
import { absolutePath } from "../values/path.ts";
import type { Finding } from "./finding.ts";
import { about, type CheckSubject } from "./subject.ts";

interface LogUser {
  readonly path: string;
  readonly maxBytes: number;
  /** For messages. */
  readonly name: string;
}

/**
 * Files that several write. supervisord opens a path once, and whoever names it shares it: nothing is lost. But a file with
 * two names is opened twice, and rotated twice; and who shares a file with somebody who has it rotated cannot keep it from that.
 */
export function* checkLogs(subject: CheckSubject): Iterable<Finding> {
  const { logfile, logfile_maxbytes } = subject.read.configuration.supervisord;
  const firstByPath = new Map<string, LogUser>();
  const firstByFile = new Map<string, LogUser>();
  const reported = new Set<string>();
  const remember = (user: LogUser, identity: string | undefined) => {
    firstByPath.set(user.path, user);
    if (identity !== undefined && !firstByFile.has(identity)) firstByFile.set(identity, user);
  };
  if (logfile.kind === "file") {
    const own = {
      path: logfile.path,
      maxBytes: logfile_maxbytes,
      name: "supervisord itself",
    };
    remember(own, identityOf(subject, logfile.path));
  }
  for (const { section, channel, user } of logUsers(subject)) {
    const known = firstByPath.get(user.path);
    const identity = known === undefined ? identityOf(subject, user.path) : undefined;
    const other = known ?? (identity === undefined ? undefined : firstByFile.get(identity));
    if (known === undefined) remember(user, identity);
    if (other === undefined || reported.has(`${section.name} ${channel} ${other.path}`)) continue;
    const finding = compare(subject, section, `${channel}_logfile`, user, other);
    if (finding === undefined) continue;
    reported.add(`${section.name} ${channel} ${other.path}`);
    yield finding;
  }
}

function compare(
  subject: CheckSubject,
  section: IniSection,
  key: string,
  user: LogUser,
  other: LogUser,
): Finding | undefined {
  if (user.path !== other.path) {
    if (user.maxBytes <= 0 && other.maxBytes <= 0) return undefined;
    const message = `${user.path} is the same file as ${other.path}, the log of ${other.name}, under another name: each rotates it by its own count, and output is lost`;
    return about(subject, "log-two-names", "warning", section, key, { message, hint: `write ${key}=${other.path}` });
  }
  if (user.maxBytes <= 0 === other.maxBytes <= 0) return undefined;
  const effect =
    user.maxBytes <= 0
      ? "which has it rotated: a size of 0 has no effect here"
      : "which does not want it rotated: it is rotated all the same";
  const message = `${user.path} is also the log of ${other.name}, ${effect}`;
  const hint = "set the *_logfile_maxbytes of both to 0, or give each its own file";
  return about(subject, "log-rotated-by-other", "warning", section, key, { message, hint });
}

function* logUsers({ programs, lookups }: CheckSubject) {
  for (const [section, processes] of programs) {
    for (const process of processes) {
      for (const channel of ["stdout", "stderr"] as const) {
        const user = logUser(process, section, channel, (path) => absolutePath(path, lookups));
        if (user !== undefined) yield { section, channel, user };
      }
    }
  }
}

function logUser(
  process: ProcessConfig,
  section: IniSection,
  channel: "stdout" | "stderr",
  absolute: (path: string) => string,
): LogUser | undefined {
  const { logfile, logfile_maxbytes } = process[channel];
  // Devices are streams: they are never rotated.
  if (logfile.kind !== "file" || /^\/(?:dev|proc)\//.test(logfile.path)) return undefined;
  const name = `${channel} of ${process.name} in [${section.name}]`;
  return { path: absolute(logfile.path), maxBytes: logfile_maxbytes, name };
}

/** What the names of one file have in common; undefined for what is no regular file. */
function identityOf({ lookups: { files } }: CheckSubject, path: string): string | undefined {
  const status = statOrUndefined(files, path);
  if (status !== undefined) return status.kind === "file" ? `${status.device}:${status.inode}` : undefined;
  // Not there yet: its directory may have two names.
  const directory = statOrUndefined(files, dirname(path));
  return directory && `${directory.device}:${directory.inode}/${basename(path)}`;
}
