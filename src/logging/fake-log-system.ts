import { FakeSystem } from "../system/fake-system.ts";
import { type ActivityLogConfig, openActivityLog } from "./activity-log.ts";
import { LogOutputs } from "./log-outputs.ts";
import type { ActivityLog } from "./logs.ts";

/** For unit tests: an operating system in memory with streams and a syslog socket, and the outputs on top of it. */
export class FakeLogSystem extends FakeSystem {
  readonly outputs = new LogOutputs(this, "supervisord");
  /** What the outputs reported, as `level: message`, until an activity log takes that over. */
  readonly reports: string[] = [];

  constructor() {
    super();
    this.files.makeDirectory("/var/log");
    this.outputs.reportTo((level, message) => this.reports.push(`${level}: ${message}`));
  }

  /** Opens `/var/log/main.log` at level info, in the background, or as `changes` say. */
  openActivityLog(changes: Partial<ActivityLogConfig> = {}): ActivityLog {
    const config: ActivityLogConfig = {
      logfile: { kind: "file", path: "/var/log/main.log" },
      logfile_maxbytes: 0,
      logfile_backups: 10,
      loglevel: "info",
      nodaemon: false,
      silent: false,
      ...changes,
    };
    return openActivityLog(config, this.outputs, this.clock);
  }
}
