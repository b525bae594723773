import type { ChannelConfig } from "../config/configuration.ts";
import { errnoOf } from "../system/errno-error.ts";
import type { Clock, Files } from "../system/system.ts";
import { createAutoLog } from "./auto-log.ts";
import { informational } from "./log-message.ts";
import type { LogOutputs } from "./log-outputs.ts";
import { type LogOutlets, LogPipeline, type PipelineState } from "./log-pipeline.ts";
import { type Channel, type LogSource, namedLine, type RecordSink } from "./log-record.ts";
import type { ActivityLog, ChildLog } from "./logs.ts";
import { pythonBytes } from "./python-bytes.ts";
import type { PressureListener, Sink } from "./sink.ts";
import { descriptorOf } from "./stream-target.ts";

/** What openChildLog needs of the daemon. */
export interface ChildLogEnvironment {
  readonly clock: Clock;
  readonly files: Files;
  readonly outputs: LogOutputs;
  readonly activity: ActivityLog;
}

export interface ChildLogRequest {
  readonly groupName: string;
  readonly processName: string;
  readonly channel: Channel;
  readonly config: ChannelConfig;
  readonly childlogdir: string;
  readonly identifier: string;
  readonly stripAnsi: boolean;
  /** How output is shown in the activity log at level debug; a listener's stdout as "bytes". Default "text". */
  readonly echo?: "text" | "bytes" | undefined;
  /** Gets what is recorded, as it is recorded (for PROCESS_LOG events); a view that is valid for the call only. */
  readonly onOutput?: ((source: LogSource, chunk: Uint8Array) => void) | undefined;
  /** The AUTO file to go on in; default: a new one. */
  readonly autoPath?: string | undefined;
  /** Asks to pause reading the child while a stream's reader is behind, and to go on. */
  readonly onPressure?: PressureListener | undefined;
}

/**
 * Makes the log of one channel of one process, when its group is added. An AUTO file is created now (if that fails it
 * is said in the activity log, and tried again by `open`); an explicit file is opened by `open`, before each spawn.
 */
export function openChildLog(request: ChildLogRequest, environment: ChildLogEnvironment): ChildLog {
  return new ChannelLog(request, environment);
}

class ChannelLog implements ChildLog {
  readonly #request: ChildLogRequest;
  readonly #environment: ChildLogEnvironment;
  readonly #outlets: LogOutlets;
  #autoPath: string | undefined;
  #sink: Sink | undefined;

  constructor(request: ChildLogRequest, environment: ChildLogEnvironment) {
    this.#request = request;
    this.#environment = environment;
    this.#outlets = {
      clock: environment.clock,
      stripAnsi: request.stripAnsi,
      log: (chunk) => this.#writeToSink(chunk),
      sinks: request.config.syslog ? [syslogSink(environment.outputs)] : [],
      recorded: (source, chunk) => this.#recorded(source, chunk),
    };
    if (request.config.logfile.kind === "auto") this.#autoPath = request.autoPath ?? this.#createAutoLogEarly();
  }

  get path(): string | undefined {
    const path = this.#target();
    return path === undefined || descriptorOf(path) !== undefined ? undefined : path;
  }

  begin(pid: number, state?: PipelineState): LogPipeline {
    const { groupName: group, processName: process, channel } = this.#request;
    return new LogPipeline({ group, process, pid, channel }, this.#outlets, state);
  }

  open(): void {
    if (this.#sink === undefined) this.#sink = this.#openSink();
    else this.#sink.renew();
  }

  reopen(): void {
    this.#sink?.reopen();
  }

  clear(): void {
    const sink = this.#sink ?? this.#openSink();
    try {
      sink?.clear();
    } finally {
      if (!this.#sink) sink?.close();
    }
  }

  close(): void {
    this.#sink?.close();
    this.#sink = undefined;
  }

  #recorded(source: LogSource, chunk: Uint8Array): void {
    this.#request.onOutput?.(source, chunk);
    if (this.#environment.activity.enabled("debug")) this.#echo(chunk);
  }

  #writeToSink(chunk: Uint8Array): void {
    if (!this.#sink && this.#request.config.logfile.kind !== "none") {
      // Closed, or never opened: a grandchild that kept the pipe still has something to say.
      try {
        this.open();
      } catch (error) {
        this.#environment.outputs.lost(this.#target() ?? this.#request.childlogdir, error, chunk.length);
        return;
      }
    }
    this.#sink?.write(chunk);
  }

  #openSink(): Sink | undefined {
    const { config, onPressure } = this.#request;
    if (config.logfile.kind === "auto") this.#autoPath ??= this.#createAutoLog();
    const path = this.#target();
    if (path === undefined) return undefined;
    const mode = config.logfile.kind === "auto" ? 0o600 : undefined;
    const { logfile_maxbytes: maxBytes, logfile_backups: backups } = config;
    return this.#environment.outputs.open({ path, maxBytes, backups, mode, onPressure });
  }

  #target(): string | undefined {
    const { logfile } = this.#request.config;
    return logfile.kind === "file" ? logfile.path : this.#autoPath;
  }

  #createAutoLog(): string {
    return createAutoLog(this.#environment.files, this.#request.childlogdir, this.#request);
  }

  /** Undefined: it is tried again. */
  #createAutoLogEarly(): string | undefined {
    try {
      return this.#createAutoLog();
    } catch (error) {
      const { processName, channel, childlogdir } = this.#request;
      const text = `could not create the ${channel} log of '${processName}' in '${childlogdir}': ${errnoOf(error)}`;
      this.#environment.activity.log("error", text);
      return undefined;
    }
  }

  #echo(chunk: Uint8Array): void {
    const { processName, channel, echo } = this.#request;
    const shown = echo === "bytes" ? pythonBytes(chunk) : textOrBytes(chunk);
    this.#environment.activity.log("debug", `'${processName}' ${channel} output:\n${shown}`);
  }
}

function syslogSink({ syslog, ident: tag }: LogOutputs): RecordSink {
  return (record) => syslog.send({ at: record.at, severity: informational, tag, text: namedLine(record) });
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function textOrBytes(chunk: Uint8Array): string {
  try {
    return strictUtf8.decode(chunk);
  } catch {
    return `Undecodable: ${pythonBytes(chunk)}`;
  }
}
