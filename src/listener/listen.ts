/**
 * `supervisor-ts/listener`: everything that an event listener needs.
 *
 *     import { listen } from "supervisor-ts/listener";
 *
 *     await listen(async (event) => {
 *       if (event.type === "PROCESS_STATE_EXITED" && !event.expected) await notify(`${event.process} crashed`);
 *     });
 *
 * It works under this supervisord and under Supervisor's, and depends on nothing but Node.js.
 */
import type { Readable, Writable } from "node:stream";
import { EventReader } from "./event-reader.ts";
import { type ListenerEvent, parseEvent } from "./listener-event.ts";

export { captureMessage } from "./capture-message.ts";
export type { EventHeaderFields } from "./event-reader.ts";
export type { ListenerEvent } from "./listener-event.ts";

/** Works on one event. When it returns, the event is done; when it throws, the event comes again. */
export type EventHandler = (event: ListenerEvent) => void | Promise<void>;

export interface ListenOptions {
  /** Where events come from. Default: standard input. */
  readonly input?: Readable;
  /** Where answers go. Default: standard output; all else that is written there goes to standard error from then on. */
  readonly output?: Writable;
  /**
   * What `len` in the header counts. Default: bytes if the daemon says so (`len_in_bytes=true` sets
   * SUPERVISOR_EVENT_LEN), else characters, as under Supervisor.
   */
  readonly lengthUnit?: "bytes" | "characters";
  /** Milliseconds before an event is given back after the handler has thrown: it comes again at once. Default 1000. */
  readonly failDelayMs?: number;
  /** Is told what the handler threw. Default: writes it to standard error. */
  readonly onError?: (error: unknown, event: ListenerEvent) => void;
}

/**
 * Takes events, one at a time, until the daemon closes the input; then the promise resolves. It rejects only if the input
 * is no stream of events.
 */
export async function listen(handler: EventHandler, options: ListenOptions = {}): Promise<void> {
  const { input = process.stdin, failDelayMs = 1000, onError = report } = options;
  const { lengthUnit = process.env["SUPERVISOR_EVENT_LEN"] === "bytes" ? "bytes" : "characters" } = options;
  const write = answerer(options.output);
  const reader = new EventReader(input, lengthUnit);
  for (;;) {
    await write("READY\n");
    const received = await reader.next();
    if (received === undefined) return;
    const event = parseEvent(received.header, received.payload);
    try {
      await handler(event);
      await write("RESULT 2\nOK");
    } catch (error) {
      onError(error, event);
      await new Promise((resolve) => setTimeout(resolve, failDelayMs));
      await write("RESULT 4\nFAIL");
    }
  }
}

/** Standard output belongs to the protocol: a stray `console.log` in a handler must not break it. */
function answerer(output: Writable | undefined): (answer: string) => Promise<void> {
  const target = output ?? process.stdout;
  const write = target.write.bind(target) as (text: string, done: (error?: Error | null) => void) => boolean;
  if (output === undefined) process.stdout.write = process.stderr.write.bind(process.stderr);
  return (answer) =>
    new Promise((resolve, reject) => {
      write(answer, (error) => (error ? reject(error) : resolve()));
    });
}

function report(error: unknown, event: ListenerEvent): void {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${event.header.eventname} ${event.header.serial}: ${what}\n`);
}
