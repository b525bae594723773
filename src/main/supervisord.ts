/** supervisord: the composition root of the daemon. */
import { closeSync, openSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { basename } from "node:path";
import type { Configuration } from "../config/configuration.ts";
import { formatProblem, type Problem } from "../config/problem.ts";
import { type ConfigurationRequest, readConfiguration } from "../config/read-configuration.ts";
import { configurationSearchPath } from "../config/search-path.ts";
import { LogOutputs } from "../logging/log-outputs.ts";
import type { ActivityLog } from "../logging/logs.ts";
import { nodeSystem } from "../system/node-system.ts";
import { startDaemon, takeDaemonMark, tellReady } from "./daemonize.ts";
import { live } from "./life.ts";
import { raiseLimits } from "./limits.ts";
import { dropPrivileges } from "./privileges.ts";
import { parseSupervisordArguments } from "./supervisord-arguments.ts";

const system = nodeSystem;

/** Usage, configuration and socket errors. */
const refusedStatus = 2;

void main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`Error: supervisord cannot go on: ${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  },
);

async function main(): Promise<number> {
  // Node would open its debugger's port on this signal, also for a daemon that runs as root.
  process.on("SIGUSR1", () => {});
  const isDaemon = takeDaemonMark(process.env);
  const parsed = parseSupervisordArguments(process.argv.slice(2));
  if (parsed.kind === "print") {
    process.stdout.write(parsed.text);
    return 0;
  }
  if (parsed.kind === "refuse") return refuse(parsed.problems);
  const path = parsed.configuration ?? findConfiguration();
  if (path === undefined) return refuse([noConfiguration()]);
  const request: ConfigurationRequest = {
    path,
    files: system.files,
    users: system.users,
    environment: { ...process.env },
    hostName: hostname(),
    cwd: process.cwd(),
    effectiveUid: process.geteuid?.() ?? 0,
    temporaryDirectory: tmpdir(),
    overrides: parsed.overrides,
  };
  const read = () => readConfiguration(request);
  const first = read();
  if (!first.ok) return refuse(first.problems.map(formatProblem));
  const { nodaemon } = first.configuration.supervisord;
  if (!nodaemon && !isDaemon) {
    return await startDaemon([process.execPath, ...process.execArgv, ...process.argv.slice(1)], process.env);
  }
  return await run(first.configuration, read, isDaemon);
}

async function run(
  first: Configuration,
  read: () =>
    | { readonly ok: true; readonly configuration: Configuration }
    | { readonly ok: false; readonly problems: readonly Problem[] },
  isDaemon: boolean,
): Promise<number> {
  const prepared = prepare(first);
  if (!prepared.ok) return refuse([prepared.reason]);
  const outputs = new LogOutputs(system, basename(process.argv[1] ?? "supervisord"));
  containFaults(outputs);
  let { notices } = prepared;
  let configuration = first;
  for (let lives = 0; ; lives++) {
    const end = await live({
      system,
      outputs,
      configuration,
      readConfiguration: read,
      environment: { ...process.env },
      notices,
      onUp: (log) => {
        if (lives === 0 && isDaemon) detach(log);
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
  | { readonly ok: true; readonly notices: Configuration["notices"] }
  | { readonly ok: false; readonly reason: string };

/** What is done once, before the first life: limits, user, directory, umask. */
function prepare({ supervisord }: Configuration): Prepared {
  const limits = raiseLimits(system.limits, supervisord);
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
  return { ok: true, notices };
}

/** The daemon is up: lets go of the terminal, and of the command that waits. */
function detach(log: ActivityLog): void {
  log.log("info", "daemonizing the supervisord process");
  tellReady();
  const nowhere = openSync("/dev/null", "r+");
  for (const fd of [0, 1, 2]) system.processes.duplicate(nowhere, fd);
  if (nowhere > 2) closeSync(nowhere);
}

/** Once running, the daemon is ended by nothing but a request: a fault that nobody expected is logged, and all goes on. */
function containFaults(outputs: LogOutputs): void {
  const contain = (error: unknown): void => {
    outputs.report("critical", `unexpected error, going on: ${error instanceof Error ? error.stack : String(error)}`);
  };
  process.on("uncaughtException", contain);
  process.on("unhandledRejection", contain);
}

function findConfiguration(): string | undefined {
  return configurationSearchPath(process.argv[1] ?? "").find((path) => {
    try {
      return system.files.stat(path).kind === "file";
    } catch {
      return false;
    }
  });
}

function noConfiguration(): string {
  const paths = configurationSearchPath(process.argv[1] ?? "").join(", ");
  return `No config file found at default paths (${paths}); use the -c option to specify a config file at a different path`;
}

function refuse(problems: readonly string[]): number {
  for (const problem of problems) process.stderr.write(`Error: ${problem}\n`);
  process.stderr.write(`For help, use ${process.argv[1]} -h\n`);
  return refusedStatus;
}
