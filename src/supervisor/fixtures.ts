/** What the tests of this folder share: a process configuration, logs that remember, a daemon's surroundings in memory. */
import type { GroupConfig, ProcessConfig } from "../config/configuration.ts";
import { onlyProcess } from "../config/fixtures.ts";
import type { LogLevel } from "../config/values/log-level.ts";
import { FakeActivityLog } from "../logging/fake-activity-log.ts";
import { type LogOutlets, LogPipeline, type PipelineState } from "../logging/log-pipeline.ts";
import type { Channel, LogSource } from "../logging/log-record.ts";
import type { ChildLog } from "../logging/logs.ts";
import { FakeSystem, signaled } from "../system/fake-system.ts";
import { ChildRecords } from "./child-records.ts";
import { Children } from "./children.ts";
import { EventBus } from "./event-bus.ts";
import { Group } from "./group.ts";
import { defaultHandler, type ResultHandler } from "./result-handler.ts";
import type { Logs } from "./run.ts";
import { SpawnGate } from "./spawn-gate.ts";
import type { OpenLogs, Surroundings } from "./surroundings.ts";

const plainProgram = onlyProcess(`[supervisord]
[program:cat]
command=/bin/cat
stdout_logfile=NONE
stdout_logfile_maxbytes=0
stdout_logfile_backups=0
stderr_logfile=NONE
stderr_logfile_maxbytes=0
stderr_logfile_backups=0
`);

/** A program with Supervisor's defaults, but no logs. */
export function programConfig(change: Partial<ProcessConfig> = {}): ProcessConfig {
  return { ...plainProgram, ...change };
}

export function groupConfig(name: string, processes: readonly ProcessConfig[], priority = 999): GroupConfig {
  return { kind: "program", name, priority, processes };
}

/** Keeps what the child wrote as text. */
export class MemoryChildLog implements ChildLog {
  readonly path = undefined;
  text = "";
  failure: Error | undefined;
  readonly #source: Omit<LogSource, "pid">;
  readonly #outlets: LogOutlets;

  constructor(source: Omit<LogSource, "pid">, recorded: LogOutlets["recorded"] = () => {}) {
    this.#source = source;
    const log = (chunk: Uint8Array): void => {
      this.text += new TextDecoder().decode(chunk);
    };
    this.#outlets = { clock: { wallMs: () => 0 }, stripAnsi: false, log, sinks: [], recorded };
  }

  begin(pid: number, state?: PipelineState): LogPipeline {
    return new LogPipeline({ ...this.#source, pid }, this.#outlets, state);
  }

  open(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  reopen(): void {}
  clear(): void {}
  close(): void {}
}

/** A daemon's inside on a fake system. Every command exists; a child dies of any signal unless the test says otherwise. */
export class Workshop {
  readonly system = new FakeSystem();
  readonly log = new FakeActivityLog();
  readonly events = new EventBus(this.log);
  readonly surroundings: Surroundings;
  resultHandler = defaultHandler;
  readonly logs = new Map<string, { readonly stdout: MemoryChildLog; readonly stderr: MemoryChildLog | undefined }>();

  constructor() {
    const { system, log } = this;
    const children = new Children(system.processes, system.clock, log);
    const records = new ChildRecords(undefined, system, log);
    system.processes.onChildSignal(() => children.reap());
    system.processes.onSignal = (child, signal) => child.exit(signaled(signal));
    for (const command of ["/bin/cat", "/bin/sleep"]) system.files.put(command, "", 0o755);
    const gate = new SpawnGate(system.clock, log);
    const loadResultHandler = (): ResultHandler => this.resultHandler;
    const surroundings = { system, log, children, records, gate, events: this.events, identifier: "supervisor" };
    this.surroundings = { ...surroundings, loadResultHandler, environment: { PATH: "/bin" }, serverUrl: undefined };
  }

  openLogs: OpenLogs = (config, group, { recorded }): Logs => {
    const open = (channel: Channel) => new MemoryChildLog({ group, process: config.name, channel }, recorded);
    const logs = { stdout: open("stdout"), stderr: config.redirect_stderr ? undefined : open("stderr") };
    this.logs.set(config.name, logs);
    return logs;
  };

  group(config: GroupConfig): Group {
    return new Group(config, this.openLogs, this.surroundings);
  }

  /** Lines of the activity log from `level` up, without the level. */
  messages(...levels: readonly LogLevel[]): string[] {
    return this.log.lines
      .filter((line) => levels.some((level) => line.startsWith(`${level} `)))
      .map((line) => line.slice(line.indexOf(" ") + 1));
  }
}
