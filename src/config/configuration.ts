/**
 * The effective configuration: what the rest of the program sees of supervisord.conf.
 *
 * Keys that are options carry the option's own name and unit (`startsecs` is in seconds, `*_maxbytes` in bytes), so
 * that a reader of the documentation finds them. All values are parsed, expanded and defaulted.
 */
import type { LogLevel } from "./values/log-level.ts";

export interface Configuration {
  /** The main file, as it was given. */
  readonly path: string;
  /** Every file that was read, the main one first. */
  readonly files: readonly string[];
  readonly supervisord: SupervisordConfig;
  /** In the order in which they are opened: all inet servers, then all unix servers, each in file order. */
  readonly servers: readonly ServerConfig[];
  /** In the order in which they start: by priority, then by name. */
  readonly groups: readonly GroupConfig[];
  readonly rpcInterfaces: readonly FactoryConfig[];
  /** What the reader wants said in the activity log at start (includes, deprecations, unknown options). */
  readonly notices: readonly Notice[];
}

export interface Notice {
  readonly level: LogLevel;
  readonly message: string;
}

export interface SupervisordConfig {
  readonly logfile: LogTarget;
  readonly logfile_maxbytes: number;
  readonly logfile_backups: number;
  readonly loglevel: LogLevel;
  readonly pidfile: string;
  readonly umask: number;
  readonly directory: string | undefined;
  readonly nodaemon: boolean;
  readonly silent: boolean;
  readonly minfds: number;
  readonly minprocs: number;
  readonly nocleanup: boolean;
  readonly childlogdir: string;
  readonly user: UserIdentity | undefined;
  readonly identifier: string;
  readonly strip_ansi: boolean;
  readonly subreaper: boolean;
  readonly environment: Readonly<Record<string, string>>;
}

/** Where a log goes. "auto" becomes a file of its own name in childlogdir when the group is added. */
export type LogTarget =
  | { readonly kind: "none" }
  | { readonly kind: "auto" }
  | { readonly kind: "syslog" }
  | { readonly kind: "file"; readonly path: string };

export interface UserIdentity {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export type ServerConfig = InetServerConfig | UnixServerConfig;

export interface ServerCredentials {
  readonly username: string;
  /** Clear text, or "{SHA}" and the hexadecimal SHA-1 of it. */
  readonly password: string;
}

interface AnyServerConfig {
  /** Section name, e.g. "inet_http_server" or "inet_http_server:admin". */
  readonly section: string;
  readonly credentials: ServerCredentials | undefined;
  /** Largest body of a request, in bytes. */
  readonly request_maxbytes: number;
}

export interface InetServerConfig extends AnyServerConfig {
  readonly kind: "inet";
  /** "" means all interfaces. */
  readonly host: string;
  readonly port: number;
  /** Lower-case names under which it may be asked; undefined means any. */
  readonly allowed_hosts: readonly string[] | undefined;
}

export interface UnixServerConfig extends AnyServerConfig {
  readonly kind: "unix";
  readonly file: string;
  readonly chmod: number;
  /** Undefined leaves that id as it is. */
  readonly chown: { readonly uid: number | undefined; readonly gid: number | undefined };
}

/** `[rpcinterface:x]`, `[ctlplugin:x]`: an entry point and the section's other options as they are written. */
export interface FactoryConfig {
  readonly name: string;
  readonly factory: string;
  /** Where it is named, for messages; the line is 1-based. */
  readonly source: { readonly file: string; readonly line: number };
  readonly options: Readonly<Record<string, string>>;
}

export type GroupConfig = ProgramGroupConfig | EventListenerPoolConfig | FastCgiGroupConfig;

interface GroupBase {
  readonly name: string;
  readonly priority: number;
  /** In the order in which they start: of a [group:x], the order of `programs=`; of a program, priority then name. */
  readonly processes: readonly ProcessConfig[];
}

export interface ProgramGroupConfig extends GroupBase {
  readonly kind: "program";
}

export interface EventListenerPoolConfig extends GroupBase {
  readonly kind: "eventlistener";
  readonly events: readonly string[];
  readonly buffer_size: number;
  readonly result_handler: string;
  readonly len_in_bytes: boolean;
  readonly restart_on_protocol_error: boolean;
}

export interface FastCgiGroupConfig extends GroupBase {
  readonly kind: "fcgi-program";
  readonly socket: FastCgiSocketConfig;
}

export type FastCgiSocketConfig =
  | {
      readonly kind: "tcp";
      readonly url: string;
      readonly host: string;
      readonly port: number;
      readonly backlog: number | undefined;
    }
  | {
      readonly kind: "unix";
      readonly url: string;
      readonly path: string;
      readonly mode: number;
      readonly owner: { readonly uid: number; readonly gid: number } | undefined;
      readonly backlog: number | undefined;
    };

export type AutoRestart = boolean | "unexpected";

export interface ProcessConfig {
  /** Name of the process within its group (the expanded process_name). */
  readonly name: string;
  readonly command: string;
  readonly priority: number;
  readonly autostart: boolean;
  readonly autorestart: AutoRestart;
  readonly startsecs: number;
  readonly startretries: number;
  readonly exitcodes: readonly number[];
  readonly stopsignal: number;
  readonly stopwaitsecs: number;
  readonly stopasgroup: boolean;
  readonly killasgroup: boolean;
  readonly user: UserIdentity | undefined;
  readonly umask: number | undefined;
  readonly directory: string | undefined;
  /** [supervisord] environment with the program's own over it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Undefined: the daemon's own (AUTO). */
  readonly serverurl: string | undefined;
  readonly redirect_stderr: boolean;
  readonly stdout: ChannelConfig;
  readonly stderr: ChannelConfig;
  /** Of a FastCGI program in a [group:x]: the socket that its processes share. */
  readonly socket?: FastCgiSocketConfig | undefined;
}

/** The `stdout_*` or `stderr_*` options of a program. */
export interface ChannelConfig {
  /** Never "syslog": that word is rewritten to none with `syslog: true`. */
  readonly logfile: Exclude<LogTarget, { kind: "syslog" }>;
  readonly logfile_maxbytes: number;
  readonly logfile_backups: number;
  readonly capture_maxbytes: number;
  readonly events_enabled: boolean;
  readonly syslog: boolean;
}
