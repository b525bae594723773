import type { ChannelConfig, GroupConfig, ProcessConfig } from "./configuration.ts";

/** One member of the answer to `getAllConfigInfo`; the keys are a contract with clients. */
export interface ConfigInfo {
  readonly name: string;
  readonly group: string;
  /** Whether the group is active. */
  readonly inuse: boolean;
  readonly autostart: boolean;
  /** Supervisor breaks on true here; clients get the boolean. */
  readonly autorestart: boolean | "unexpected";
  readonly command: string;
  readonly directory: string;
  readonly exitcodes: readonly number[];
  readonly group_prio: number;
  readonly killasgroup: boolean;
  readonly process_prio: number;
  readonly redirect_stderr: boolean;
  readonly serverurl: string;
  readonly startretries: number;
  readonly startsecs: number;
  readonly stopsignal: number;
  readonly stopwaitsecs: number;
  readonly uid: number | "none";
  readonly stdout_capture_maxbytes: number;
  readonly stdout_events_enabled: boolean;
  readonly stdout_logfile: string;
  readonly stdout_logfile_backups: number;
  readonly stdout_logfile_maxbytes: number;
  readonly stdout_syslog: boolean;
  readonly stderr_capture_maxbytes: number;
  readonly stderr_events_enabled: boolean;
  readonly stderr_logfile: string;
  readonly stderr_logfile_backups: number;
  readonly stderr_logfile_maxbytes: number;
  readonly stderr_syslog: boolean;
}

/** Paths of the automatic log files of a process that is active. */
export interface AutoLogPaths {
  readonly stdout?: string | undefined;
  readonly stderr?: string | undefined;
}

/** Unset values are the text "none"; an automatic log file whose name is not known is "auto". */
export function configInfo(
  process: ProcessConfig,
  group: GroupConfig,
  active: { readonly inuse: boolean; readonly logPaths?: AutoLogPaths },
): ConfigInfo {
  const { stdout, stderr } = process;
  // In Supervisor's order, which clients that print the answer show.
  return {
    autostart: process.autostart,
    autorestart: process.autorestart,
    directory: process.directory ?? "none",
    uid: process.user?.uid ?? "none",
    command: process.command,
    exitcodes: process.exitcodes,
    group: group.name,
    group_prio: group.priority,
    inuse: active.inuse,
    killasgroup: process.killasgroup,
    name: process.name,
    process_prio: process.priority,
    redirect_stderr: process.redirect_stderr,
    startretries: process.startretries,
    startsecs: process.startsecs,
    stdout_capture_maxbytes: stdout.capture_maxbytes,
    stdout_events_enabled: stdout.events_enabled,
    stdout_logfile: logfileText(stdout, active.logPaths?.stdout),
    stdout_logfile_backups: stdout.logfile_backups,
    stdout_logfile_maxbytes: stdout.logfile_maxbytes,
    stdout_syslog: stdout.syslog,
    stopsignal: process.stopsignal,
    stopwaitsecs: process.stopwaitsecs,
    stderr_capture_maxbytes: stderr.capture_maxbytes,
    stderr_events_enabled: stderr.events_enabled,
    stderr_logfile: logfileText(stderr, active.logPaths?.stderr),
    stderr_logfile_backups: stderr.logfile_backups,
    stderr_logfile_maxbytes: stderr.logfile_maxbytes,
    stderr_syslog: stderr.syslog,
    serverurl: process.serverurl ?? "none",
  };
}

function logfileText({ logfile }: ChannelConfig, autoPath: string | undefined): string {
  switch (logfile.kind) {
    case "none":
      return "none";
    case "auto":
      return autoPath ?? "auto";
    case "file":
      return logfile.path;
  }
}
