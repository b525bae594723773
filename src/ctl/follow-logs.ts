import type { LogChannel } from "../client/call-options.ts";
import { ConnectionError } from "../client/connection-error.ts";
import type { SupervisorClient } from "../client/supervisor-client.ts";
import { exitStatus } from "./exit-status.ts";
import { distinctColours, paint } from "./paint.ts";
import { Interrupted, type Session } from "./session.ts";

/** A log to be followed. */
export interface FollowedLog {
  /** Who wrote it, for the beginning of each line where there are several. */
  readonly label: string;
  /** Path of its URL, for messages. */
  readonly path: string;
  /** Whether it is longer than the part of it with which `open` begins, so that its first line is a torn one. */
  readonly isCut?: () => Promise<boolean>;
  readonly open: (signal: AbortSignal) => AsyncIterable<Buffer>;
}

export const mainLogPath = "/mainlogtail";
/** The server begins with so many last bytes. */
export const firstBytes = 1_024;

/** One log of a process. */
export function processLog(client: SupervisorClient, name: string, channel: LogChannel): FollowedLog {
  return {
    label: name,
    path: `/logtail/${name}/${channel}`,
    isCut: async () => {
      const { offset } = await (channel === "stdout"
        ? client.tailProcessStdoutLog(name, 0, 0)
        : client.tailProcessStderrLog(name, 0, 0));
      return offset > firstBytes;
    },
    open: (signal) => client.followProcessLog(name, channel, { signal }),
  };
}

/** Each needs a connection as long as it is followed, and the server keeps some for others. */
const maxFollowed = 200;

/** Says so, and gives true, where a server could not carry as many streams. */
export function tooManyToFollow(session: Session, logs: number): boolean {
  if (logs <= maxFollowed) return false;
  session.complain(`ERROR: ${logs} logs cannot be followed at once, ${maxFollowed} can; name fewer`, true);
  session.exitStatus = exitStatus.generic;
  return true;
}

/** Copies logs to standard output until Ctrl-C; the exit status stays 0 as in Supervisor. */
export async function followLogs(session: Session, logs: readonly FollowedLog[]): Promise<void> {
  if (tooManyToFollow(session, logs.length)) return;
  await session.untilInterrupted(async (signal) => {
    session.print("==> Press Ctrl-C to exit <==");
    const out = logs.length === 1 ? undefined : new LabelledOutput(session, logs);
    // A single one off a terminal is copied byte for byte, as Supervisor does.
    const wholeLines = out !== undefined || session.terminal.isTerminal;
    await Promise.all(
      logs.map(async (log) => {
        for await (const chunk of readLog(session, wholeLines ? fromLineStart(log) : log, signal)) {
          if (out === undefined) session.terminal.write(chunk);
          else out.write(log, chunk);
          await session.terminal.drained(signal);
        }
      }),
    );
    if (signal.aborted) session.print("");
  });
}

/** What may be shown of a log until the signal fires. What stands in the way of reading it goes to standard error. */
export async function* readLog(session: Session, log: FollowedLog, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const view = session.terminal.viewLog();
  let failure: unknown;
  try {
    for await (const chunk of log.open(signal)) yield view.show(chunk);
  } catch (error) {
    failure = error;
  }
  yield view.end();
  if (failure instanceof Interrupted) return;
  const isUnknown = failure instanceof ConnectionError && failure.status === 404;
  if (isUnknown && log.path !== mainLogPath) session.missName(log.label);
  session.terminal.writeError(`${session.serverUrl}${log.path} Cannot read, ${reasonOf(failure)}\n`);
}

/** A log without the end of a line with which it would begin. */
export function fromLineStart(log: FollowedLog): FollowedLog {
  return {
    ...log,
    async *open(signal) {
      // Whatever stands in the way of this question stands in the way of the log, too, and is told there.
      let isTorn = (await log.isCut?.().catch(() => false)) ?? false;
      let begun = Buffer.alloc(0);
      for await (const chunk of log.open(signal)) {
        if (!isTorn) {
          yield chunk;
          continue;
        }
        begun = Buffer.concat([begun, chunk]);
        const end = begun.indexOf(10) + 1;
        // A single line is longer than all that there is: then the end of it is better than nothing.
        if (end === 0 && begun.length < firstBytes) continue;
        isTorn = false;
        yield end > firstBytes ? begun : begun.subarray(end);
      }
    },
  };
}

/** Why a log ended. Throws what is no reason of that kind. */
function reasonOf(failure: unknown): string {
  const closed = "the server closed the connection";
  if (failure === undefined) return closed;
  if (!(failure instanceof ConnectionError) || failure.problem === "unauthorized") throw failure;
  if (failure.problem === "closed") return closed;
  return failure.status === undefined ? failure.detail : `status code ${failure.status}`;
}

/** Lines of several logs, each behind the name of its process. Nothing is held back: a line without its end is shown. */
class LabelledOutput {
  readonly #session: Session;
  readonly #labels: ReadonlyMap<FollowedLog, string>;
  /** The log whose last line has no end yet. */
  #unfinished: FollowedLog | undefined;

  constructor(session: Session, logs: readonly FollowedLog[]) {
    this.#session = session;
    const width = Math.max(...logs.map(({ label }) => label.length));
    this.#labels = new Map(
      logs.map((log, index) => {
        const text = `${session.terminal.shown(log.label).padEnd(width)} | `;
        const colour = distinctColours[index % distinctColours.length] ?? "cyan";
        return [log, session.terminal.coloured ? paint(colour, text) : text];
      }),
    );
  }

  write(log: FollowedLog, chunk: Uint8Array): void {
    const label = Buffer.from(this.#labels.get(log) ?? "");
    const pieces: Uint8Array[] = [];
    if (this.#unfinished !== undefined && this.#unfinished !== log) {
      pieces.push(newline);
      this.#unfinished = undefined;
    }
    for (let at = 0; at < chunk.length; ) {
      const end = chunk.indexOf(10, at) + 1 || chunk.length;
      if (this.#unfinished === undefined) pieces.push(label);
      pieces.push(chunk.subarray(at, end));
      this.#unfinished = chunk[end - 1] === 10 ? undefined : log;
      at = end;
    }
    this.#session.terminal.write(Buffer.concat(pieces));
  }
}

const newline = Buffer.from("\n");
