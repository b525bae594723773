import type { Clock } from "../system/system.ts";
import { LineSplitter, type PassLine } from "./line-splitter.ts";
import type { LogSource, RecordSink } from "./log-record.ts";
import { AnsiStripper } from "./strip-ansi.ts";

/** Longest line in one record; what syslog daemons take by default. */
const maxRecordBytes = 8_192;

/** Where the output of a process' channel goes, run after run. */
export interface LogOutlets {
  readonly clock: Pick<Clock, "wallMs">;
  /** Control sequences are taken out before. */
  readonly stripAnsi: boolean;
  /** The main log, which takes bytes as they come: a view that is valid for the call only. */
  readonly log: (chunk: Uint8Array) => void;
  /** What takes lines. Without any, nothing looks for them. */
  readonly sinks: readonly RecordSink[];
  /** Told what all of these were given: a view that is valid for the call only. */
  readonly recorded: (source: LogSource, chunk: Uint8Array) => void;
}

/** What a pipeline holds back, for one that goes on where it was: fit for JSON, bytes as Base64. */
export interface PipelineState {
  /** The beginning of a control sequence. */
  readonly ansi?: string;
  /** The beginning of a line. */
  readonly line?: string;
}

/**
 * The way of one channel of one run into its logs. All that is unfinished between two chunks is kept here, so that no
 * other run is touched by it, not even one that overlaps (a grandchild may write on for long).
 */
export class LogPipeline {
  readonly source: LogSource;
  readonly #outlets: LogOutlets;
  readonly #stripper: AnsiStripper | undefined;
  readonly #lines: LineSplitter | undefined;
  readonly #pass = (chunk: Uint8Array): void => this.#record(chunk);

  constructor(source: LogSource, outlets: LogOutlets, state: PipelineState = {}) {
    this.source = source;
    this.#outlets = outlets;
    if (outlets.stripAnsi) this.#stripper = new AnsiStripper(decoded(state.ansi));
    if (outlets.sinks.length > 0) this.#lines = new LineSplitter(maxRecordBytes, decoded(state.line));
  }

  /** Takes a chunk as the child wrote it. Copies what it must keep. */
  write(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    if (this.#stripper === undefined) this.#record(chunk);
    else this.#stripper.push(chunk, this.#pass);
  }

  /** Nobody writes any more: what was held back is let go. */
  end(): void {
    this.#stripper?.end(this.#pass);
    if (this.#lines !== undefined) this.#lines.end(this.#passLine());
  }

  snapshot(): PipelineState {
    return {
      ...(this.#stripper && { ansi: encoded(this.#stripper.held) }),
      ...(this.#lines && { line: encoded(this.#lines.held) }),
    };
  }

  #record(chunk: Uint8Array): void {
    this.#outlets.log(chunk);
    if (this.#lines !== undefined) this.#lines.push(chunk, this.#passLine());
    this.#outlets.recorded(this.source, chunk);
  }

  /** Makes records of the lines that are whole now. */
  #passLine(): PassLine {
    const { clock, sinks } = this.#outlets;
    const { group, process, pid, channel } = this.source;
    const at = clock.wallMs();
    return (line, partial) => {
      const record = { group, process, pid, channel, at, line, partial };
      for (const sink of sinks) sink(record);
    };
  }
}

function encoded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

function decoded(text = ""): Uint8Array {
  return Buffer.from(text, "base64");
}
