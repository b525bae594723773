/** What `supervisord --check` looks at beyond reading: whether the programs could run here. */
import type { ProcessConfig, ServerConfig } from "./configuration.ts";
import { cutQuoteHint, isQuoteCut } from "./cut-quote.ts";
import { findEntry, type IniSection } from "./ini/ini-document.ts";
import type { Problem } from "./problem.ts";
import type { ConfigurationResult } from "./read-configuration.ts";
import { absolutePath, isDirectory } from "./values/path.ts";
import type { ValueLookups } from "./values/value-type.ts";

export interface CheckLookups extends ValueLookups {
  /** Why the command could not be started with that environment and directory; undefined if it could. */
  commandFailure(process: ProcessConfig): string | undefined;
}

export interface CheckResult {
  /** What cannot work. */
  readonly problems: readonly Problem[];
  /** What may be meant otherwise. */
  readonly warnings: readonly Problem[];
}

type ReadResult = Extract<ConfigurationResult, { ok: true }>;

/** Checks a configuration that was read without faults. */
export function checkConfiguration(read: ReadResult, lookups: CheckLookups): CheckResult {
  const { configuration, sources } = read;
  const processes = configuration.groups.flatMap((group) => group.processes);
  const problems: Problem[] = [];
  const reported = new Set<string>();
  for (const process of processes) {
    const section = sources.get(process);
    if (section === undefined) continue;
    for (const problem of checkProcess(read, section, process, lookups)) {
      // Processes of one program share their faults.
      const key = `${section.name} ${problem.key} ${problem.message}`;
      if (!reported.has(key)) problems.push(problem);
      reported.add(key);
    }
  }
  problems.push(...checkDaemonUser(read, lookups));
  problems.push(...configuration.servers.flatMap((server) => checkServer(read, server, lookups)));
  const warnings = [...findSharedLogs(read, processes, lookups), ...findCutQuotes(read), ...findReplaced(read)];
  return { problems, warnings };
}

function checkProcess(read: ReadResult, section: IniSection, process: ProcessConfig, lookups: CheckLookups): Problem[] {
  const problems: Problem[] = [];
  const add = (key: string, message: string, hint: string) =>
    problems.push(problemAt(read, section, key, message, hint));
  const hasDirectory = process.directory === undefined || isDirectory(process.directory, lookups);
  if (!hasDirectory) add("directory", `${process.directory} is not an existing directory`, "create it");
  const failure = commandFailure(read, section, process, lookups);
  if (failure !== undefined && (hasDirectory || !/^can't find/.test(failure.message))) {
    add("command", failure.message, failure.hint);
  }
  if (process.user !== undefined && lookups.effectiveUid !== 0 && process.user.uid !== lookups.effectiveUid) {
    add(
      "user",
      `Can't drop privilege as nonroot user`,
      `start supervisord as root to run programs as ${process.user.name}`,
    );
  }
  for (const channel of ["stdout", "stderr"] as const) {
    const { logfile } = process[channel];
    if (logfile.kind === "file" && isDirectory(logfile.path, lookups)) {
      add(`${channel}_logfile`, `${logfile.path} is a directory`, "name a file");
    }
  }
  return problems;
}

function checkDaemonUser(read: ReadResult, { effectiveUid }: ValueLookups): Problem[] {
  const { user } = read.configuration.supervisord;
  const section = read.document.sections.get("supervisord");
  if (user === undefined || section === undefined || effectiveUid === 0 || user.uid === effectiveUid) return [];
  const hint = `start supervisord as root or as ${user.name}`;
  return [problemAt(read, section, "user", "Can't drop privilege as nonroot user", hint)];
}

function commandFailure(read: ReadResult, section: IniSection, process: ProcessConfig, lookups: CheckLookups) {
  const message = lookups.commandFailure(process);
  if (message === undefined) return undefined;
  const entry = findEntry(read.document, section, "command");
  if (entry !== undefined && isQuoteCut(entry)) return { message, hint: cutQuoteHint };
  const hint = message.startsWith("can't find") ? "give its full path, or install it" : "correct the command";
  return { message, hint };
}

function checkServer(read: ReadResult, server: ServerConfig, lookups: CheckLookups): Problem[] {
  const section = read.document.sections.get(server.section);
  if (server.kind !== "unix" || section === undefined) return [];
  const directory = server.file.slice(0, server.file.lastIndexOf("/")) || "/";
  if (!isDirectory(directory, lookups)) {
    return [problemAt(read, section, "file", `${directory} is not an existing directory`, "create it")];
  }
  if (isDirectory(server.file, lookups)) {
    return [problemAt(read, section, "file", `${server.file} is a directory`, "name a socket in it")];
  }
  // The limit of sockaddr_un on Linux; other systems have one near it.
  if (Buffer.byteLength(server.file) > 107) {
    return [problemAt(read, section, "file", `${server.file} is too long for a socket`, "use a shorter path")];
  }
  return [];
}

/** Each of several writers rotates a shared file by its own count, and their output is lost. */
function findSharedLogs(read: ReadResult, processes: readonly ProcessConfig[], lookups: ValueLookups): Problem[] {
  const firstUser = new Map<string, string>();
  const { logfile, logfile_maxbytes } = read.configuration.supervisord;
  if (logfile.kind === "file" && logfile_maxbytes > 0) firstUser.set(logfile.path, "supervisord itself");
  const warnings = new Map<string, Problem>();
  for (const process of processes) {
    const section = read.sources.get(process);
    if (section === undefined) continue;
    for (const channel of ["stdout", "stderr"] as const) {
      const { logfile: target, logfile_maxbytes: maxBytes } = process[channel];
      if (target.kind !== "file" || maxBytes <= 0) continue;
      const path = absolutePath(target.path, lookups);
      const first = firstUser.get(path);
      const own = `${channel} of ${process.name} in [${section.name}]`;
      if (first === undefined) {
        firstUser.set(path, own);
        continue;
      }
      const message = `${target.path} is also written and rotated by ${first}`;
      const hint = "give each its own file, or set the *_logfile_maxbytes of both to 0";
      const key = `${section.name} ${channel} ${path}`;
      if (!warnings.has(key)) warnings.set(key, problemAt(read, section, `${channel}_logfile`, message, hint));
    }
  }
  return [...warnings.values()];
}

/** Values in which a comment starts between quotes. Those of commands that no longer parse are problems already. */
function findCutQuotes(read: ReadResult): Problem[] {
  const { sections, defaults } = read.document;
  return [...sections.values(), defaults].flatMap((section) =>
    [...section.entries.values()].flatMap((entry) => {
      if (!isQuoteCut(entry) || entry.key === "command") return [];
      return [problemAt(read, section, entry.key, `the value is cut short before ${entry.comment}`, cutQuoteHint)];
    }),
  );
}

/** Options that are set twice in one section of one file. Across files it is a way to override, and fine. */
function findReplaced(read: ReadResult): Problem[] {
  const { sections, defaults } = read.document;
  return [...sections.values(), defaults].flatMap((section) =>
    section.replaced.map(({ key, file, line }) => {
      const later = section.entries.get(key);
      const place = later?.file === file ? `line ${later.line}` : `${later?.file}:${later?.line}`;
      const message = `is set again, which is what counts, in ${place}`;
      return { file, line, section: section.name, key, message, hint: "remove one of them" };
    }),
  );
}

function problemAt(read: ReadResult, section: IniSection, key: string, message: string, hint: string): Problem {
  const { file, line } = findEntry(read.document, section, key) ?? section;
  return { file, line, section: section.name, key, message, hint };
}
