import { closeSync, constants, openSync, readSync } from "node:fs";
import type { CheckLookups, ResolvedCommand } from "../config/check/subject.ts";
import type { ProcessConfig } from "../config/configuration.ts";
import type { ConfigurationRequest, ConfigurationResult } from "../config/read-configuration.ts";
import { readSupervisorctlConfig } from "../config/read-supervisorctl.ts";
import { resolveCommand } from "../supervisor/command.ts";
import { portListeners } from "../system/node-port-holder.ts";
import type { Files } from "../system/system.ts";
import { runningDaemon } from "./pidfile.ts";

/** Enough for the header of a program, and for any #! line. */
const startBytes = 4096;

/** This machine, as the checks look at it. Each file is looked at once, however many programs there are. */
export function checkLookups(
  request: ConfigurationRequest,
  read: ConfigurationResult,
  files: Files,
  refuseEntryPoint: (name: string) => string | undefined,
): CheckLookups {
  const resolved = new Map<string, ResolvedCommand>();
  const resolve = (process: ProcessConfig): ResolvedCommand => {
    const { command, directory, environment: own } = process;
    const environment = { ...request.environment, ...own };
    const key = JSON.stringify([command, directory, environment["PATH"]]);
    const known = resolved.get(key);
    if (known !== undefined) return known;
    const result = resolveCommand(command, { files, environment, directory });
    const answer = result.ok ? { ok: true as const, file: seenFromHere(result.file, directory) } : result;
    resolved.set(key, answer);
    return answer;
  };
  return {
    files,
    users: request.users,
    home: request.environment["HOME"],
    effectiveUid: request.effectiveUid,
    cwd: request.cwd,
    resolve,
    findOnPath: (program, process) => {
      const found = resolve({ ...process, command: quoted(program) });
      return found.ok ? found.file : undefined;
    },
    readStart: remembering(readStart),
    portListeners,
    runningDaemon: read.ok
      ? runningDaemon(files, read.configuration.supervisord.pidfile, undefined, process.pid)
      : undefined,
    readSupervisorctl: () => readSupervisorctlConfig(request),
    refuseEntryPoint,
    architecture: process.arch,
  };
}

/** A relative path with a slash is that of the program's directory. */
function seenFromHere(file: string, directory: string | undefined): string {
  return file.startsWith("/") || directory === undefined ? file : `${directory}/${file}`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function readStart(path: string): Uint8Array | undefined {
  try {
    // A named pipe would wait for somebody to write.
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const bytes = new Uint8Array(startBytes);
      return bytes.subarray(0, readSync(fd, bytes));
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

function remembering<Answer>(ask: (path: string) => Answer): (path: string) => Answer {
  const known = new Map<string, Answer>();
  return (path) => {
    const before = known.get(path);
    if (before !== undefined || known.has(path)) return before as Answer;
    const answer = ask(path);
    known.set(path, answer);
    return answer;
  };
}
