import { ConnectionError } from "../client/connection-error.ts";
import { distinctColours, paint } from "./paint.ts";
import { Interrupted, type Session } from "./session.ts";

/** A log to be followed. */
export interface FollowedLog {
  /** Who wrote it, for the beginning of each line where there are several. */
  readonly label: string;
  /** Path of its URL, for messages. */
  readonly path: string;
  readonly open: (signal: AbortSignal) => AsyncIterable<Buffer>;
}

/** Copies logs to standard output until Ctrl-C; the exit status stays 0 as in Supervisor. */
export async function followLogs(session: Session, logs: readonly FollowedLog[]): Promise<void> {
  await session.untilInterrupted(async (signal) => {
    session.print("==> Press Ctrl-C to exit <==");
    const out = logs.length === 1 ? undefined : new LabelledOutput(session, logs);
    await Promise.all(
      logs.map(async (log) => {
        for await (const chunk of readLog(session, log, signal)) {
          if (out === undefined) session.terminal.write(chunk);
          else out.write(log, chunk);
          await session.terminal.drained(signal);
        }
      }),
    );
    if (signal.aborted) session.print("");
  });
}

/** The bytes of a log until the signal fires. What stands in the way of reading it goes to standard error. */
export async function* readLog(session: Session, log: FollowedLog, signal: AbortSignal): AsyncGenerator<Buffer> {
  let reason = "the server closed the connection";
  try {
    yield* log.open(signal);
  } catch (error) {
    if (error instanceof Interrupted) return;
    if (!(error instanceof ConnectionError) || error.problem === "unauthorized") throw error;
    if (error.problem !== "closed") reason = error.status === undefined ? error.detail : `status code ${error.status}`;
  }
  session.terminal.writeError(`${session.serverUrl}${log.path} Cannot read, ${reason}\n`);
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

  write(log: FollowedLog, chunk: Buffer): void {
    const label = Buffer.from(this.#labels.get(log) ?? "");
    const pieces: Buffer[] = [];
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
