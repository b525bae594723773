import type { ProcessConfig } from "../config/configuration.ts";
import { Capture, type CaptureState } from "../events/capture.ts";
import type { ProcessOutputEvent } from "../events/event.ts";
import type { PipelineState } from "../logging/log-pipeline.ts";
import type { Channel, LogSource } from "../logging/log-record.ts";
import type { ActivityLog, ChildLog } from "../logging/logs.ts";
import type { EventBus } from "./event-bus.ts";

/** Where one channel of one run goes. */
export interface ChildOutput {
  /** Takes a chunk as the child wrote it: a view that is valid for the call only. */
  write(chunk: Uint8Array): void;
  /** Nobody writes any more: what was held back is let go. */
  end(): void;
  /** What is unfinished between two chunks, for an output that goes on where this one is. */
  snapshot(): OutputState;
  /** Somebody waits for what the child says: it must not wait in the pipe. */
  readonly isAwaited?: boolean;
}

/** Fit for JSON. */
export interface OutputState extends PipelineState {
  /** Absent without `*_capture_maxbytes`. */
  readonly capture?: CaptureState;
}

export interface OutputSurroundings {
  readonly events: EventBus;
  readonly log: ActivityLog;
}

const logEvent = { stdout: "PROCESS_LOG_STDOUT", stderr: "PROCESS_LOG_STDERR" } as const;
const messageEvent = { stdout: "PROCESS_COMMUNICATION_STDOUT", stderr: "PROCESS_COMMUNICATION_STDERR" } as const;

/**
 * The output of a process between its pipes and its logs: takes messages to listeners out of it
 * (`*_capture_maxbytes`), and makes events of what is logged (`*_events_enabled`).
 */
export class ProcessOutput {
  readonly #config: ProcessConfig;
  readonly #surroundings: OutputSurroundings;
  readonly #onProtocol: ((pid: number, chunk: Uint8Array) => void) | undefined;

  /** @param onProtocol makes standard output a protocol: it is logged and handed over, and means nothing else */
  constructor(
    config: ProcessConfig,
    surroundings: OutputSurroundings,
    onProtocol: ((pid: number, chunk: Uint8Array) => void) | undefined,
  ) {
    this.#config = config;
    this.#surroundings = surroundings;
    this.#onProtocol = onProtocol;
  }

  /**
   * The way of one channel of the run `pid` into its log.
   * @param state of an earlier output of the same run, to go on where it was
   */
  open(channel: Channel, pid: number, log: ChildLog, state?: OutputState): ChildOutput {
    const pipeline = log.begin(pid, state);
    const pass = (output: Uint8Array): void => pipeline.write(output);
    const onProtocol = this.#protocolOf(channel);
    if (onProtocol !== undefined) {
      const write = (chunk: Uint8Array): void => {
        pass(chunk);
        onProtocol(pid, chunk);
      };
      return { write, end: () => pipeline.end(), snapshot: () => pipeline.snapshot(), isAwaited: true };
    }
    const { capture_maxbytes: maxBytes } = this.#config[channel];
    if (maxBytes <= 0) return pipeline;
    const capture = new Capture(maxBytes, (message) => this.#message(pipeline.source, message), state?.capture);
    const end = (): void => {
      capture.end(pass);
      pipeline.end();
    };
    const snapshot = (): OutputState => ({ ...pipeline.snapshot(), capture: capture.snapshot() });
    return { write: (chunk) => capture.push(chunk, pass), end, snapshot };
  }

  /** The log has recorded a chunk: a view that is valid for the call only. */
  recorded(source: LogSource, chunk: Uint8Array): void {
    const { events } = this.#surroundings;
    const { channel } = source;
    if (!this.#config[channel].events_enabled || this.#protocolOf(channel) !== undefined) return;
    const type = logEvent[channel];
    if (events.wants(type)) events.publish(outputEvent(type, source, chunk));
  }

  #message(source: LogSource, message: Uint8Array): void {
    const { events, log } = this.#surroundings;
    const { process, channel } = source;
    if (log.enabled("debug")) log.log("debug", `'${process}' ${channel} emitted a comm event`);
    const type = messageEvent[channel];
    if (events.wants(type)) events.publish(outputEvent(type, source, message));
  }

  #protocolOf(channel: Channel): ((pid: number, chunk: Uint8Array) => void) | undefined {
    return channel === "stdout" ? this.#onProtocol : undefined;
  }
}

function outputEvent(type: ProcessOutputEvent["type"], source: LogSource, data: Uint8Array): ProcessOutputEvent {
  const { process, group, pid } = source;
  return { type, process, group, pid, data: new Uint8Array(data) };
}
