import type { SupervisordConfig } from "../config/configuration.ts";
import { type LogLevel, logLevels } from "../config/values/log-level.ts";
import type { Clock } from "../system/system.ts";
import { informational } from "./log-message.ts";
import type { LogOutputs } from "./log-outputs.ts";
import type { ActivityLog } from "./logs.ts";
import type { Sink } from "./sink.ts";
import { descriptorOf } from "./stream-target.ts";
import { activityTime, TimeText } from "./time-text.ts";

export type ActivityLogConfig = Pick<
  SupervisordConfig,
  "logfile" | "logfile_maxbytes" | "logfile_backups" | "loglevel" | "nodaemon" | "silent"
>;

/**
 * Opens the daemon's log; from then on troubles of all logs are told there. Throws ErrnoException if a file was asked
 * for and cannot be opened. In the foreground each line is copied to stdout unless `silent`; once only when the log
 * itself goes to stdout.
 */
export function openActivityLog(config: ActivityLogConfig, outputs: LogOutputs, clock: Clock): ActivityLog {
  const log = new OpenActivityLog(config, outputs, clock);
  outputs.reportTo((level, message) => log.log(level, message));
  return log;
}

class OpenActivityLog implements ActivityLog {
  readonly path: string | undefined;
  readonly #outputs: LogOutputs;
  readonly #clock: Clock;
  readonly #minSeverity: number;
  readonly #time: TimeText;
  readonly #sinks: Sink[] = [];
  #toSyslog: boolean;

  constructor(config: ActivityLogConfig, outputs: LogOutputs, clock: Clock) {
    const { logfile } = config;
    this.#outputs = outputs;
    this.#clock = clock;
    this.#minSeverity = logLevels[config.loglevel].severity;
    this.#time = new TimeText(activityTime);
    this.#toSyslog = logfile.kind === "syslog";
    const descriptor = logfile.kind === "file" ? descriptorOf(logfile.path) : undefined;
    this.path = logfile.kind === "file" && descriptor === undefined ? logfile.path : undefined;
    if (logfile.kind === "file") {
      const { logfile_maxbytes: maxBytes, logfile_backups: backups } = config;
      this.#sinks.push(outputs.open({ path: logfile.path, maxBytes, backups }));
    }
    if (config.nodaemon && !config.silent && descriptor !== 1) this.#copyToStdout();
  }

  enabled(level: LogLevel): boolean {
    return logLevels[level].severity >= this.#minSeverity;
  }

  log(level: LogLevel, message: string): void {
    if (!this.enabled(level)) return;
    const at = this.#clock.wallMs();
    const { text, ms } = this.#time.at(at);
    const prefix = `${text},${String(ms).padStart(3, "0")} ${logLevels[level].code} `;
    if (this.#sinks.length > 0) {
      const line = Buffer.from(`${prefix}${message}\n`);
      for (const sink of this.#sinks) sink.write(line);
    }
    if (this.#toSyslog) this.#send(at, prefix, message);
  }

  #send(at: number, prefix: string, message: string): void {
    const { syslog, ident: tag } = this.#outputs;
    for (const line of message.split("\n")) {
      syslog.send({ at, severity: informational, tag, text: Buffer.from(prefix + line) });
    }
  }

  reopen(): void {
    for (const sink of this.#sinks) sink.reopen();
  }

  clear(): void {
    for (const sink of this.#sinks) sink.clear();
    this.log("info", "reopening log file");
  }

  close(): void {
    for (const sink of this.#sinks.splice(0)) sink.close();
    this.#toSyslog = false;
  }

  #copyToStdout(): void {
    try {
      this.#sinks.push(this.#outputs.open({ path: "/dev/stdout", maxBytes: 0, backups: 0 }));
    } catch {
      // Started with stdout closed: there is nobody to copy for.
    }
  }
}
