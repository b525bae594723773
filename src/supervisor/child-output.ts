import type { ProcessConfig } from "../config/configuration.ts";
import { Capture } from "../events/capture.ts";
import type { ProcessOutputEvent } from "../events/event.ts";
import type { Channel } from "../logging/log-record.ts";
import type { ActivityLog, ChildLog } from "../logging/logs.ts";
import type { EventBus } from "./event-bus.ts";

/** Where one channel of one run goes. */
export interface ChildOutput {
  /** Takes a chunk as the child wrote it: a view that is valid for the call only. */
  write(chunk: Uint8Array): void;
  /** Nobody writes any more. */
  end(): void;
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
  readonly #groupName: string;
  readonly #surroundings: OutputSurroundings;
  readonly #onProtocol: ((pid: number, chunk: Uint8Array) => void) | undefined;
  /** Whose output is on its way to the log right now; 0 for what the daemon itself writes there. */
  #writer = 0;

  /** @param onProtocol makes standard output a protocol: it is logged and handed over, and means nothing else */
  constructor(
    config: ProcessConfig,
    groupName: string,
    surroundings: OutputSurroundings,
    onProtocol: ((pid: number, chunk: Uint8Array) => void) | undefined,
  ) {
    this.#config = config;
    this.#groupName = groupName;
    this.#surroundings = surroundings;
    this.#onProtocol = onProtocol;
  }

  /** The way of one channel of the run `pid` into its log. */
  open(channel: Channel, pid: number, log: ChildLog): ChildOutput {
    const pass = (output: Uint8Array): void => {
      this.#writer = pid;
      log.write(output);
      this.#writer = 0;
    };
    const onProtocol = this.#protocolOf(channel);
    if (onProtocol !== undefined) {
      const write = (chunk: Uint8Array): void => {
        pass(chunk);
        onProtocol(pid, chunk);
      };
      return { write, end: () => {} };
    }
    const { capture_maxbytes: maxBytes } = this.#config[channel];
    if (maxBytes <= 0) return { write: pass, end: () => {} };
    const capture = new Capture(maxBytes, (message) => this.#message(channel, pid, message));
    return { write: (chunk) => capture.push(chunk, pass), end: () => capture.end(pass) };
  }

  /** The log has recorded a chunk: a view that is valid for the call only. */
  recorded(channel: Channel, chunk: Uint8Array): void {
    const { events } = this.#surroundings;
    if (!this.#config[channel].events_enabled || this.#protocolOf(channel) !== undefined) return;
    const type = logEvent[channel];
    if (events.wants(type)) events.publish(this.#event(type, this.#writer, chunk));
  }

  #message(channel: Channel, pid: number, message: Uint8Array): void {
    const { events, log } = this.#surroundings;
    if (log.enabled("debug")) log.log("debug", `'${this.#config.name}' ${channel} emitted a comm event`);
    const type = messageEvent[channel];
    if (events.wants(type)) events.publish(this.#event(type, pid, message));
  }

  #event(type: ProcessOutputEvent["type"], pid: number, data: Uint8Array): ProcessOutputEvent {
    return { type, process: this.#config.name, group: this.#groupName, pid, data: new Uint8Array(data) };
  }

  #protocolOf(channel: Channel): ((pid: number, chunk: Uint8Array) => void) | undefined {
    return channel === "stdout" ? this.#onProtocol : undefined;
  }
}
