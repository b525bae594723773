/**
 * One life of the daemon: from the opening of its log to the end of its last child. `supervisor.restart` ends a life, and
 * the next one begins in the same process.
 */
import { join } from "node:path";
import type { Configuration, Notice } from "../config/configuration.ts";
import { openServers } from "../http/open-servers.ts";
import { webRoutes } from "../http/web-routes.ts";
import { openActivityLog } from "../logging/activity-log.ts";
import { removeOldAutoLogs } from "../logging/auto-log.ts";
import { openChildLog } from "../logging/child-log.ts";
import { EarlyMessages } from "../logging/early-messages.ts";
import type { LogOutputs } from "../logging/log-outputs.ts";
import type { Channel } from "../logging/log-record.ts";
import type { ActivityLog } from "../logging/logs.ts";
import type { MakeInterface } from "../rpc/rpc-plugin.ts";
import type { EventSerials } from "../supervisor/event-serials.ts";
import { type Mood, type ReadConfiguration, Supervisor } from "../supervisor/supervisor.ts";
import type { OpenLogs } from "../supervisor/surroundings.ts";
import { errnoOf } from "../system/errno-error.ts";
import { ownPackageRoot } from "../system/load-addon.ts";
import type { System } from "../system/system.ts";
import { version } from "../version.ts";
import { cannotGoOn } from "./cannot-go-on.ts";
import type { DaemonSignals } from "./daemon-signals.ts";
import { exportLoader } from "./load-export.ts";
import { resultHandlerLoader } from "./load-result-handler.ts";
import { pidfileExists, recordsPath, removePidfile, runningDaemon, writePidfile } from "./pidfile.ts";
import { serverUrl } from "./server-url.ts";

export interface LifeOptions {
  readonly system: System;
  readonly outputs: LogOutputs;
  readonly configuration: Configuration;
  readonly readConfiguration: ReadConfiguration;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Soft limit of open files for programs; undefined: the daemon's own. */
  readonly programOpenFiles: number | undefined;
  /** What was found out before there was a log. */
  readonly notices: readonly Notice[];
  readonly eventSerials: EventSerials;
  readonly signals: DaemonSignals;
  /** This life begins in the foreground, and lets go of the terminal when it is up. */
  readonly goesIntoBackground: boolean;
  /** Called once the daemon is up: its sockets are open, its pid file is written, its first programs are being started. */
  readonly onUp: () => void;
}

export type LifeEnd =
  | { readonly kind: "ended"; readonly mood: Mood }
  /** It could not begin; nothing of another daemon was touched. */
  | { readonly kind: "refused"; readonly reason: string };

export async function live(options: LifeOptions): Promise<LifeEnd> {
  const { system, outputs, configuration } = options;
  const { supervisord } = configuration;
  const other = runningDaemon(system.files, supervisord.pidfile, configuration.path, system.processes.ownPid);
  if (other !== undefined) {
    const reason = `supervisord is already running with pid ${other} (pid file ${supervisord.pidfile})`;
    return { kind: "refused", reason: `${reason}. Shut it down first, or give this one a configuration of its own.` };
  }
  let log: ActivityLog;
  try {
    log = openActivityLog(supervisord, outputs, system.clock);
  } catch (error) {
    const path = supervisord.logfile.kind === "file" ? supervisord.logfile.path : "";
    return { kind: "refused", reason: `could not open the log file '${path}': ${errnoOf(error)}` };
  }
  const early = new EarlyMessages();
  for (const { level, message } of [...options.notices, ...configuration.notices]) early.log(level, message);
  early.flush(log);

  const supervisor = new Supervisor({
    system,
    configuration,
    readConfiguration: options.readConfiguration,
    log,
    openLogs: childLogs(options, log),
    loadResultHandler: resultHandlerLoader(configuration.path),
    environment: options.environment,
    programOpenFiles: options.programOpenFiles,
    recordsPath: recordsPath(system.files, supervisord.pidfile),
    eventSerials: options.eventSerials,
    serverUrl: serverUrl(configuration.servers),
  });
  const opened = await openServers(configuration, {
    control: supervisor,
    system,
    version,
    portHolder: (port) => system.processes.portHolder(port),
    loadInterface: (name) => exportLoader(configuration.path)(name) as unknown as MakeInterface,
    say: (line) => process.stderr.write(`${line}\n`),
    moreRoutes: (slices) =>
      webRoutes({
        control: supervisor,
        slices,
        system,
        version,
        webDirectory: () => join(ownPackageRoot(), "dist", "web"),
      }),
  });
  if (!opened.ok) {
    log.close();
    return { kind: "refused", reason: opened.reason };
  }
  // Only now is it sure that no other daemon of this configuration runs, whose files these would be.
  const autoLogs = system.files.claim(supervisord.childlogdir, supervisord.identifier);
  if (!supervisord.nocleanup) {
    removeOldAutoLogs(system, supervisord, autoLogs, (level, text) => log.log(level, text));
  }
  const afterCrash = pidfileExists(system.files, supervisord.pidfile);
  if (options.goesIntoBackground) log.log("info", "daemonizing the supervisord process");
  writePidfile(system.files, log, supervisord.pidfile, system.processes.ownPid);
  const detachSignals = options.signals.attach(supervisor);
  try {
    supervisor.start(afterCrash);
    opened.servers.admit();
    options.onUp();
  } catch (error) {
    log.log("critical", cannotGoOn(error));
    await opened.servers.close();
    // What runs already is found by the next daemon, if it sees that this one did not end in order.
    const isIdle = [...supervisor.groups.values()].every(({ processes }) => processes.every(({ pid }) => pid === 0));
    if (isIdle) removePidfile(system.files, supervisord.pidfile, system.processes.ownPid);
    throw error;
  }
  options.signals.deliverWaiting();

  const mood = await supervisor.finished;
  detachSignals();
  await opened.servers.close();
  removePidfile(system.files, supervisord.pidfile, system.processes.ownPid);
  autoLogs?.release();
  log.close();
  return { kind: "ended", mood };
}

function childLogs({ system, outputs, configuration }: LifeOptions, activity: ActivityLog): OpenLogs {
  const { childlogdir, identifier, strip_ansi: stripAnsi } = configuration.supervisord;
  const environment = { clock: system.clock, files: system.files, outputs, activity };
  return (config, groupName, { pause, recorded, protocolOnStdout, paths }) => {
    const open = (channel: Channel) => {
      // One literal: an object that is spread has a shape of its own each time, a kilobyte for every channel.
      const request = {
        groupName,
        processName: config.name,
        channel,
        config: config[channel],
        childlogdir,
        identifier,
        autoPath: paths?.[channel],
        stripAnsi,
        onOutput: config[channel].events_enabled ? recorded : undefined,
        echo: protocolOnStdout && channel === "stdout" ? ("bytes" as const) : undefined,
        onPressure: (paused: boolean): void => pause(channel, paused),
      };
      return openChildLog(request, environment);
    };
    return { stdout: open("stdout"), stderr: config.redirect_stderr ? undefined : open("stderr") };
  };
}
