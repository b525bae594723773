import type { ServerConfig } from "../configuration.ts";
import { findEntry } from "../ini/ini-document.ts";
import { isDirectory } from "../values/path.ts";
import type { Finding } from "./finding.ts";
import { replaceVariables } from "./shell-replacement.ts";
import { about, type CheckSubject } from "./subject.ts";

/** Directories, files and users that are not what they have to be. */
export function* checkPaths(subject: CheckSubject): Iterable<Finding> {
  yield* daemonUser(subject);
  for (const server of subject.read.configuration.servers) yield* socketPath(subject, server);
  for (const section of subject.programs.keys()) {
    const reported = new Set<string>();
    for (const finding of programPaths(subject, section)) {
      if (!reported.has(finding.message)) yield finding;
      reported.add(finding.message);
    }
  }
}

type Section = Parameters<typeof about>[3];

function* programPaths(subject: CheckSubject, section: Section): Iterable<Finding> {
  const { lookups, programs } = subject;
  for (const { directory, user, ...channels } of programs.get(section) ?? []) {
    if (directory !== undefined && !isDirectory(directory, lookups)) {
      const message = `${directory} is not an existing directory`;
      const written = findEntry(subject.read.document, section, "directory")?.value ?? directory;
      const meant = replaceVariables(written);
      const remark = meant === written ? { hint: "create it" } : { hint: "write", lines: [`directory=${meant}`] };
      yield about(subject, "directory", "error", section, "directory", { message, ...remark });
    }
    if (user !== undefined && lookups.effectiveUid !== 0 && user.uid !== lookups.effectiveUid) {
      const hint = `start supervisord as root to run programs as ${user.name}`;
      yield about(subject, "user", "error", section, "user", { message: notRoot, hint });
    }
    for (const channel of ["stdout", "stderr"] as const) {
      const { logfile } = channels[channel];
      if (logfile.kind !== "file" || !isDirectory(logfile.path, lookups)) continue;
      const remark = { message: `${logfile.path} is a directory`, hint: "name a file" };
      yield about(subject, "log-file", "error", section, `${channel}_logfile`, remark);
    }
  }
}

/** Supervisor's own words. */
const notRoot = "Can't drop privilege as nonroot user";

function* daemonUser(subject: CheckSubject): Iterable<Finding> {
  const { read, lookups } = subject;
  const { user } = read.configuration.supervisord;
  const section = read.document.sections.get("supervisord");
  if (user === undefined || section === undefined) return;
  if (lookups.effectiveUid === 0 || user.uid === lookups.effectiveUid) return;
  const hint = `start supervisord as root or as ${user.name}`;
  yield about(subject, "user", "error", section, "user", { message: notRoot, hint });
}

function* socketPath(subject: CheckSubject, server: ServerConfig): Iterable<Finding> {
  const section = subject.read.document.sections.get(server.section);
  if (server.kind !== "unix" || section === undefined) return;
  const { lookups } = subject;
  const directory = server.file.slice(0, server.file.lastIndexOf("/")) || "/";
  const add = (message: string, hint: string) =>
    about(subject, "socket-path", "error", section, "file", { message, hint });
  if (!isDirectory(directory, lookups)) yield add(`${directory} is not an existing directory`, "create it");
  else if (isDirectory(server.file, lookups)) yield add(`${server.file} is a directory`, "name a socket in it");
  // The limit of sockaddr_un on Linux; other systems have one near it.
  else if (Buffer.byteLength(server.file) > 107) {
    yield add(`${server.file} is too long for a socket`, "use a shorter path");
  }
}
