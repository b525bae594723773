/** What the server's methods return. Members carry the names that they have on the wire. */

/** State of a process, as the number that the server sends and as its name. */
export type ProcessStateName =
  | "STOPPED"
  | "STARTING"
  | "RUNNING"
  | "BACKOFF"
  | "STOPPING"
  | "EXITED"
  | "FATAL"
  | "UNKNOWN";

/** One process, from `getProcessInfo` and `getAllProcessInfo`. */
export interface ProcessInfo {
  readonly name: string;
  readonly group: string;
  /** When it was last started, seconds since the epoch; 0 if never. */
  readonly start: number;
  /** When it last ended, seconds since the epoch; 0 if never. */
  readonly stop: number;
  /** The server's clock at the time of the call, seconds since the epoch. */
  readonly now: number;
  /** 0 STOPPED, 10 STARTING, 20 RUNNING, 30 BACKOFF, 40 STOPPING, 100 EXITED, 200 FATAL, 1000 UNKNOWN. */
  readonly state: number;
  readonly statename: ProcessStateName;
  /** Why it could not be started, "" if it could. */
  readonly spawnerr: string;
  /** Its exit code, -1 for an end by a signal, 0 while it has not ended since its last start. */
  readonly exitstatus: number;
  /** The same as `stdout_logfile`. */
  readonly logfile: string;
  /** Path of the log, "" if there is none. */
  readonly stdout_logfile: string;
  /** Path of the log, "" if there is none. */
  readonly stderr_logfile: string;
  /** 0 if it does not run. */
  readonly pid: number;
  /** For people: `pid 4711, uptime 0:03:12`, or when and why it ended. */
  readonly description: string;
}

/** What a process uses, from `getAllProcessDetails`: itself, without its children. */
export interface ProcessUsage {
  /** Share of one core since somebody last asked, or since its start, in percent; null in its first half second. */
  readonly cpuPercent: number | null;
  /** User and system time since its start, in seconds. */
  readonly cpuSeconds: number;
  /** Memory in RAM, in bytes. */
  readonly residentBytes: number;
}

/** Why a process is FATAL, in BACKOFF, or unexpectedly EXITED; from `getAllProcessDetails`. */
export interface ProcessTrouble {
  /** In words: `exit status 1`, `terminated by SIGKILL`, or why it could not be started. */
  readonly how: string;
  /** Null for an end by signal, and where there was nothing to run. */
  readonly code: number | null;
  /** Such as `SIGTERM`. */
  readonly signal: string | null;
  readonly coreDumped: boolean;
  /** Failed starts in a row; 0 if it had been RUNNING. */
  readonly attempts: number;
  /** When it ended, as RFC 3339 text. */
  readonly at: string;
  /** How long it had been up. */
  readonly seconds: number;
  /** The last line that it wrote, on stderr if it wrote something there; null if that is not known. */
  readonly lastLine: string | null;
}

/** That a process ends unexpectedly and is started again, over and over; from `getAllProcessDetails`. */
export interface ProcessFlapping {
  /** Unexpected ends within `withinSeconds`. */
  readonly ends: number;
  readonly withinSeconds: number;
  /** When the last of them was, as RFC 3339 text. */
  readonly lastEnd: string;
  /** How it ended then, in words. */
  readonly how: string;
  /** When it is not flapping any more if it does not end again. */
  readonly until: string;
}

/** What supervisor-ts knows of a process beyond `getProcessInfo`. */
export interface ProcessDetails {
  readonly group: string;
  readonly name: string;
  /** Null if it does not run. */
  readonly pid: number | null;
  /** Null for what does not run. */
  readonly usage: ProcessUsage | null;
  /** Null while nothing is wrong. */
  readonly trouble: ProcessTrouble | null;
  readonly flapping: ProcessFlapping | null;
}

/** What one process answered to a request for several, e.g. `stopAllProcesses`. */
export interface ProcessResult {
  readonly name: string;
  readonly group: string;
  /** 80 for success, else a fault's code (see `faultCodes`). */
  readonly status: number;
  /** `OK`, or the fault's text. */
  readonly description: string;
}

/** One configured process, from `getAllConfigInfo`. Unset options are the string "none", automatic logs "auto". */
export interface ProcessConfigInfo {
  readonly name: string;
  readonly group: string;
  /** Whether the group is active, i.e. was added. */
  readonly inuse: boolean;
  readonly autostart: boolean;
  readonly autorestart: boolean | string;
  readonly command: string;
  readonly directory: string;
  readonly exitcodes: readonly number[];
  readonly group_prio: number;
  readonly process_prio: number;
  readonly killasgroup: boolean;
  readonly redirect_stderr: boolean;
  readonly serverurl: string;
  readonly startretries: number;
  /** Seconds. */
  readonly startsecs: number;
  /** Number of the signal. */
  readonly stopsignal: number;
  /** Seconds. */
  readonly stopwaitsecs: number;
  readonly uid: number | string;
  /** Bytes. */
  readonly stdout_capture_maxbytes: number;
  readonly stdout_events_enabled: boolean;
  readonly stdout_logfile: string;
  readonly stdout_logfile_backups: number;
  /** Bytes. */
  readonly stdout_logfile_maxbytes: number;
  readonly stdout_syslog: boolean;
  /** Bytes. */
  readonly stderr_capture_maxbytes: number;
  readonly stderr_events_enabled: boolean;
  readonly stderr_logfile: string;
  readonly stderr_logfile_backups: number;
  /** Bytes. */
  readonly stderr_logfile_maxbytes: number;
  readonly stderr_syslog: boolean;
}

/** State of the server, from `getState`. */
export interface SupervisorState {
  /** 2 FATAL, 1 RUNNING, 0 RESTARTING, -1 SHUTDOWN. */
  readonly statecode: number;
  readonly statename: string;
}

/** Names of groups that `reloadConfig` found to differ from what runs. */
export interface ConfigChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** The end of a log, from the `tail...` methods. */
export interface LogTail {
  readonly text: string;
  /** Size of the log in bytes: the offset to go on from. */
  readonly offset: number;
  /** Whether the log grew by more than was asked for, so that something before `text` was left out. */
  readonly overflow: boolean;
}

/** One of the answers of `multicall`. */
export type MulticallResult =
  | { readonly ok: true; readonly value: import("../xmlrpc/value.ts").XmlRpcValue }
  | { readonly ok: false; readonly fault: import("./supervisor-fault.ts").SupervisorFault };
