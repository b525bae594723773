import { errnoOf } from "../system/errno-error.ts";
import type { Clock, Datagrams, Files, Streams } from "../system/system.ts";
import { LossReport, type ReportTrouble } from "./loss-report.ts";
import { PatientStream } from "./patient-stream.ts";
import type { RotationPolicy } from "./rotating-file.ts";
import { SharedFiles } from "./shared-files.ts";
import type { PressureListener, Sink } from "./sink.ts";
import { descriptorOf } from "./stream-target.ts";
import { SyslogOutput } from "./syslog-output.ts";

export interface LogSystem {
  readonly clock: Clock;
  readonly files: Files;
  readonly streams: Streams;
  readonly datagrams: Datagrams;
}

export interface OutputRequest extends RotationPolicy {
  readonly path: string;
  /** For a new file, less the umask; default 0o666. */
  readonly mode?: number | undefined;
  readonly onPressure?: PressureListener | undefined;
}

interface SharedStream {
  readonly stream: PatientStream;
  users: number;
}

/**
 * Every place the daemon's logs go to, opened once each and shared by all that write there. One for the daemon's life.
 *
 * What goes wrong with a place is told to `reportTo`, usually the activity log itself: if that is the one which fails,
 * its own line fails with it and is counted like any other.
 */
export class LogOutputs {
  /** The tag of this daemon's messages in syslog (Supervisor: the base name of argv[0]). */
  readonly ident: string;
  /** For messages to the local syslog daemon. */
  readonly syslog: SyslogOutput;
  readonly #system: LogSystem;
  readonly #files: SharedFiles;
  readonly #streams = new Map<number | string, SharedStream>();
  #report: ReportTrouble = () => {};
  #echo: ReportTrouble | undefined;

  /** `syslogPath` is for tests. */
  constructor(system: LogSystem, ident: string, syslogPath = "/dev/log") {
    this.ident = ident;
    this.#system = system;
    const report: ReportTrouble = (level, message) => this.report(level, message);
    this.#files = new SharedFiles(system.files, system.clock, report);
    this.syslog = new SyslogOutput(system.datagrams, system.clock, syslogPath, report);
  }

  reportTo(report: ReportTrouble): void {
    this.#report = report;
  }

  /** Says that something is wrong with a log. Never throws. */
  report(...parts: Parameters<ReportTrouble>): void {
    this.#echo?.(...parts);
    this.#report(...parts);
  }

  /** Tells troubles there as well, for as long as the log itself may be what is in trouble; undefined ends that. */
  echoTo(echo: ReportTrouble | undefined): void {
    this.#echo = echo;
  }

  /** Opens a file, or the stream that its path stands for. Throws ErrnoException. */
  open(request: OutputRequest): Sink {
    const descriptor = descriptorOf(request.path);
    if (descriptor !== undefined) return this.#openStream(descriptor, request);
    if (this.#isStream(request.path)) return this.#openStream(request.path, request);
    return this.#files.open(request.path, request, request.mode ?? 0o666);
  }

  /** Counts what could not be written since `path` could not even be opened. */
  lost(path: string, error: unknown, bytes: number): void {
    this.#files.lossReport(path).failed(errnoOf(error), bytes);
  }

  /** Resolves when no stream has bytes waiting, or after `timeoutMs`. For the end of the daemon. */
  async flushed(timeoutMs: number): Promise<void> {
    const { clock } = this.#system;
    await new Promise<void>((resolve) => {
      const timeout = clock.after(timeoutMs, resolve);
      const outputs = [...[...this.#streams.values()].map(({ stream }) => stream), this.syslog];
      let waiting = outputs.length;
      for (const output of outputs) {
        output.whenEmpty(() => {
          waiting--;
          if (waiting > 0) return;
          timeout.cancel();
          resolve();
        });
      }
    });
  }

  /** Named pipes, terminals, /dev/null: not to be waited for, rotated, emptied or deleted either. */
  #isStream(path: string): boolean {
    try {
      const { kind } = this.#system.files.stat(path);
      return kind !== "file" && kind !== "directory";
    } catch {
      return false; // No file yet, most likely; if something is really wrong, opening it will tell.
    }
  }

  #openStream(target: number | string, { path, onPressure }: OutputRequest): Sink {
    const shared = this.#sharedStream(target, path);
    const { stream } = shared;
    // A named pipe without a reader is no reason to refuse a program its start: what it writes is counted as lost.
    if (typeof target === "number") stream.open();
    shared.users++;
    if (onPressure) stream.listen(onPressure);
    let open = true;
    return {
      write: (chunk) => {
        stream.write(chunk);
        // Again with every chunk: a run that was started meanwhile has not heard of it.
        if (stream.pausing) onPressure?.(true);
      },
      reopen: () => stream.reopen(),
      renew: () => {},
      clear: () => {},
      close: () => {
        if (!open) return;
        open = false;
        if (onPressure) stream.unlisten(onPressure);
        shared.users--;
        if (shared.users === 0) stream.whenEmpty(() => this.#closeUnused(target, shared));
      },
    };
  }

  #sharedStream(target: number | string, path: string): SharedStream {
    const known = this.#streams.get(target);
    if (known) return known;
    const { streams, clock } = this.#system;
    const loss = new LossReport(path, clock, (level, message) => this.report(level, message));
    const shared = { stream: new PatientStream(target, streams, clock, loss), users: 0 };
    this.#streams.set(target, shared);
    return shared;
  }

  #closeUnused(target: number | string, shared: SharedStream): void {
    if (shared.users > 0 || this.#streams.get(target) !== shared) return;
    this.#streams.delete(target);
    shared.stream.close();
  }
}
