/** supervisord: the composition root of the daemon. */
import { closeSync, openSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Configuration } from "../config/configuration.ts";
import { printConfiguration } from "../config/print-configuration.ts";
import { formatProblem } from "../config/problem.ts";
import {
  type ConfigurationRequest,
  type ConfigurationResult,
  readConfiguration,
} from "../config/read-configuration.ts";
import { findConfigurationFile, noConfigurationMessage, rootSearchWarning } from "../config/search-path.ts";
import type { ValueLookups } from "../config/values/value-type.ts";
import { LogOutputs } from "../logging/log-outputs.ts";
import { resolveCommand } from "../supervisor/command.ts";
import { EventSerials } from "../supervisor/event-serials.ts";
import type { ReadConfiguration } from "../supervisor/supervisor.ts";
import { loadAddon } from "../system/load-addon.ts";
import { becomeSubreaper } from "../system/node-signals.ts";
import { nodeSystem } from "../system/node-system.ts";
import { version } from "../version.ts";
import { cannotGoOn } from "./cannot-go-on.ts";
import { configurationText, isFile } from "./configuration-text.ts";
import { currentDirectory } from "./current-directory.ts";
import { DaemonSignals } from "./daemon-signals.ts";
import { startDaemon, takeDaemonMark, tellReady } from "./daemonize.ts";
import { readLaunched } from "./launched.ts";
import { live } from "./life.ts";
import { raiseLimits } from "./limits.ts";
import { exportLoader, refusalOf } from "./load-export.ts";
import { dropPrivileges } from "./privileges.ts";
import { startProfile } from "./profile.ts";
import { endWithStandardOutput, standardOutputWritten } from "./standard-output.ts";
import { readSupervisordArguments, supervisordHelp } from "./supervisord-arguments.ts";
import { reportCheck } from "./supervisord-check.ts";
import { usageError } from "./usage-error.ts";

const system = nodeSystem;
const programName = process.argv[1] ?? "supervisord";
const { environment, softOpenFiles } = readLaunched(process.env);

/** Usage, configuration and socket errors. */
const refusedStatus = 2;

void main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`Error: ${cannotGoOn(error)}\n`);
    process.exit(1);
  },
);

async function main(): Promise<number> {
  // Node would open its debugger's port on this signal, also for a daemon that runs as root.
  process.on("SIGUSR1", () => {});
  const daemon = takeDaemonMark(process.env);
  const isDaemon = daemon !== undefined;
  const surroundings = {
    files: system.files,
    users: system.users,
    cwd: currentDirectory(),
    effectiveUid: process.geteuid?.() ?? 0,
  };
  const command = readSupervisordArguments(process.argv.slice(2), { ...surroundings, home: environment["HOME"] });
  if (command.kind === "help") return await print(supervisordHelp(programName));
  if (command.kind === "version") return await print(`${version}\n`);
  if (command.kind === "refused") return refuse(command.messages);

  const path = command.path ?? findConfigurationFile(programName, isFile);
  if (path === undefined) return refuse([noConfigurationMessage(programName)]);
  if (command.path === undefined && surroundings.effectiveUid === 0 && !isDaemon) {
    process.stderr.write(`Warning: ${rootSearchWarning}\n`);
  }
  const request: ConfigurationRequest = {
    ...surroundings,
    path,
    text: isDaemon ? daemon.configuration : configurationText(path),
    environment,
    hostName: hostname(),
    temporaryDirectory: tmpdir(),
    overrides: command.overrides,
    refuseEntryPoint: refusalOf(exportLoader(path)),
  };
  // As long as the daemon is small, V8 shall not make room for more garbage than it has. On Node's command line it takes no notice of this.
  if (command.purpose === "supervise") loadAddon().setEngineFlags("--semi-space-growth-factor=1");
  const read = () => readConfiguration(request);
  const first = read();
  if (command.purpose === "check") return await check(path, first, { ...surroundings, home: environment["HOME"] });
  if (!first.ok) return refuse(first.problems.map(formatProblem));
  if (command.purpose === "print-config") return await print(printConfiguration(first, command.overrides));
  if (!first.configuration.supervisord.nodaemon && !isDaemon) {
    const argv = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
    return await startDaemon(argv, process.env, request.text);
  }
  if (command.profile === undefined) return await run(first.configuration, read, isDaemon);
  const { cwd } = surroundings;
  if (cwd === undefined) return refuse(["--profile_options writes into the current directory, which is gone"]);
  const endProfile = await startProfile(system.files, join(cwd, "supervisord.cpuprofile"));
  const status = await run(first.configuration, read, isDaemon);
  await endProfile();
  return status;
}

async function run(first: Configuration, read: ReadConfiguration, isDaemon: boolean): Promise<number> {
  const prepared = prepare(first);
  if (!prepared.ok) return refuse([prepared.reason]);
  const outputs = new LogOutputs(system, basename(programName));
  if (isDaemon) outputs.echoTo((_level, message) => process.stderr.write(`Error: ${message}\n`));
  let { notices } = prepared;
  let configuration = first;
  const eventSerials = new EventSerials();
  const signals = new DaemonSignals();
  for (let lives = 0; ; lives++) {
    if (configuration.supervisord.subreaper) notices = [...notices, ...adoptOrphans()];
    const end = await live({
      system,
      outputs,
      configuration,
      readConfiguration: read,
      environment,
      programOpenFiles: prepared.programOpenFiles,
      notices,
      eventSerials,
      signals,
      goesIntoBackground: lives === 0 && isDaemon,
      onUp: () => {
        if (lives > 0) return;
        containFaults(outputs);
        outputs.echoTo(undefined);
        if (isDaemon) detach();
      },
    });
    if (end.kind === "refused") return refuse([end.reason]);
    if (end.mood === "SHUTDOWN") break;
    notices = [];
    const again = read();
    // Between the check that allowed the restart and now somebody may have broken the files: the last good ones hold.
    if (again.ok) configuration = again.configuration;
    else notices = again.problems.map((problem) => ({ level: "error", message: formatProblem(problem) }));
  }
  await outputs.flushed(1000);
  return 0;
}

type Prepared =
  | {
      readonly ok: true;
      readonly notices: Configuration["notices"];
      readonly programOpenFiles: number | undefined;
    }
  | { readonly ok: false; readonly reason: string };

/** What is done once, before the first life: limits, user, directory, umask. */
function prepare({ supervisord }: Configuration): Prepared {
  const limits = raiseLimits(system.limits, supervisord, softOpenFiles);
  if (!limits.ok) return limits;
  const notices = [...limits.notices];
  const dropped = dropPrivileges(supervisord.user, system.users, {
    getuid: () => process.getuid?.() ?? 0,
    setgroups: (groups) => process.setgroups?.(groups),
    setgid: (gid) => process.setgid?.(gid),
    setuid: (uid) => process.setuid?.(uid),
  });
  if (!dropped.ok) return dropped;
  if (dropped.notice !== undefined) notices.push(dropped.notice);
  const { directory, umask } = supervisord;
  if (directory !== undefined) {
    try {
      process.chdir(directory);
      notices.push({ level: "info", message: `set current directory: '${directory}'` });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      notices.push({ level: "critical", message: `can't chdir into '${directory}': ${code}` });
    }
  }
  process.umask(umask);
  return { ok: true, notices, programOpenFiles: limits.programOpenFiles };
}

function adoptOrphans(): Configuration["notices"] {
  const errno = becomeSubreaper();
  if (errno === undefined) return [];
  return [{ level: "error", message: `subreaper=true has no effect: ${errno}` }];
}

/** The daemon is up: lets go of the terminal, and of the command that waits. */
function detach(): void {
  const nowhere = openSync("/dev/null", "r+");
  for (const fd of [0, 1, 2]) system.processes.duplicate(nowhere, fd);
  if (nowhere > 2) closeSync(nowhere);
  tellReady();
}

/**
 * Once running, the daemon is ended by nothing but a request: a fault that nobody expected is logged, and all goes on. Until
 * then Node's own way holds, which is to say it on the terminal and to end.
 */
function containFaults(outputs: LogOutputs): void {
  const contain = (error: unknown): void => {
    outputs.report("critical", `unexpected error, going on: ${error instanceof Error ? error.stack : String(error)}`);
  };
  process.on("uncaughtException", contain);
  process.on("unhandledRejection", contain);
}

async function check(path: string, read: ConfigurationResult, lookups: ValueLookups): Promise<number> {
  const { stdout, stderr, status } = reportCheck(path, read, {
    ...lookups,
    commandFailure: ({ command, directory, environment: own }) => {
      const resolved = resolveCommand(command, {
        files: system.files,
        environment: { ...environment, ...own },
        directory,
      });
      return resolved.ok ? undefined : resolved.reason;
    },
  });
  endWithStandardOutput("supervisord");
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  await standardOutputWritten();
  return status;
}

async function print(text: string): Promise<number> {
  endWithStandardOutput("supervisord");
  process.stdout.write(text);
  await standardOutputWritten();
  return 0;
}

function refuse(messages: readonly string[]): number {
  process.stderr.write(usageError(messages, programName));
  return refusedStatus;
}
