/**
 * The effective configuration: what the rest of the program sees of supervisord.conf.
 *
 * Keys that are options carry the option's own name and unit (`startsecs` is in seconds, `*_maxbytes` in bytes), so
 * that a reader of the documentation finds them. All values are parsed, expanded and defaulted. They come from the
 * tables in `options/`; only what is more than the value of one option is declared here.
 */
import type { ChannelValues, WithoutChannels } from "./nest-channels.ts";
import type { eventListenerOptions } from "./options/event-listener.ts";
import type { OptionValues } from "./options/option.ts";
import type { programSectionOptions } from "./options/program.ts";
import type { inetServerOptions, unixServerOptions } from "./options/server.ts";
import type { supervisordOptions } from "./options/supervisord.ts";
import type { ReadingWarning } from "./problem.ts";
import type { LogLevel } from "./values/log-level.ts";
import type { LogTarget } from "./values/log-target.ts";

export type { UserIdentity } from "./values/user.ts";

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
  /** The same with its place, where it is about one. */
  readonly warning?: ReadingWarning;
}

export interface SupervisordConfig extends OptionValues<typeof supervisordOptions> {
  /** The system's directory for temporary files, where the option is missing. */
  readonly childlogdir: string;
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
}

export interface InetServerConfig
  extends AnyServerConfig,
    Omit<OptionValues<typeof inetServerOptions>, "port" | keyof ServerCredentials> {
  readonly kind: "inet";
  /** "" means all interfaces. */
  readonly host: string;
  readonly port: number;
}

export interface UnixServerConfig
  extends AnyServerConfig,
    Omit<OptionValues<typeof unixServerOptions>, "chown" | keyof ServerCredentials> {
  readonly kind: "unix";
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

export interface EventListenerPoolConfig extends GroupBase, OptionValues<typeof eventListenerOptions> {
  readonly kind: "eventlistener";
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

type ProgramValues = OptionValues<typeof programSectionOptions>;

/** Options that say which processes there are, and not what each is like. */
type OptionOfSeveral = "process_name" | "numprocs" | "numprocs_start";

/** One process of a program. */
export interface ProcessConfig extends Omit<WithoutChannels<ProgramValues>, OptionOfSeveral> {
  /** Name of the process within its group (the expanded process_name). */
  readonly name: string;
  /** As stopasgroup, where the option is missing. */
  readonly killasgroup: boolean;
  /** [supervisord] environment with the program's own over it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly stdout: ChannelConfig;
  readonly stderr: ChannelConfig;
  /** Of a FastCGI program in a [group:x]: the socket that its processes share. */
  readonly socket?: FastCgiSocketConfig | undefined;
}

/** The `stdout_*` or `stderr_*` options of a program. */
export interface ChannelConfig extends ChannelValues<ProgramValues, "stdout"> {
  /** Never "syslog": that word is rewritten to none with `syslog: true`. */
  readonly logfile: Exclude<LogTarget, { kind: "syslog" }>;
}
