/** What `logs` does: finds the logs of processes, prints what they hold in one order, and follows them. */
import type { LogChannel } from "../../client/call-options.ts";
import { ConnectionError } from "../../client/connection-error.ts";
import { exitStatus } from "../exit-status.ts";
import { tooManyToFollow } from "../follow-logs.ts";
import { Interrupted, type Session } from "../session.ts";
import { findApiLogs } from "./api-logs.ts";
import { LinePrinter } from "./line-printer.ts";
import { lineTime } from "./line-time.ts";
import type { Wanted } from "./log-reader.ts";
import type { FoundLogs, LogSource, MissingLog } from "./log-source.ts";
import { mergeLines } from "./merge-lines.ts";
import { findRpcLogs } from "./rpc-logs.ts";

export interface LogsRequest extends Wanted {
  /** As `status` shows them. */
  readonly processes: readonly string[];
  readonly channels: readonly LogChannel[];
  readonly follow: boolean;
  /** Lines must match it. */
  readonly pattern: RegExp | undefined;
  readonly json: boolean;
}

/** A line that has no end yet and is longer than this is shown. */
const maxLine = 1_048_576;

export async function showLogs(session: Session, request: LogsRequest): Promise<void> {
  const { sources, missing } = await findLogs(session, request);
  tellMissing(session, request, sources, missing);
  if (sources.length === 0) {
    session.exitStatus = exitStatus.generic;
    return;
  }
  if (request.follow && tooManyToFollow(session, sources.length)) return;
  const printer = new LinePrinter(session.terminal, sources, request.json);
  await session.untilInterrupted(async (signal) => {
    // Also of a server that does not answer.
    signal.addEventListener("abort", () => session.interrupt());
    try {
      await printPast(session, request, sources, printer, signal);
      if (request.follow && !signal.aborted) await followAll(session, request, sources, printer, signal);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
    }
    if (!signal.aborted) return;
    if (session.terminal.isTerminal) session.print("");
    // Who follows has no other way to an end.
    if (!request.follow) session.exitStatus = exitStatus.interrupted;
  });
}

async function findLogs(session: Session, { processes, channels, ...request }: LogsRequest): Promise<FoundLogs> {
  const { api, client } = session;
  let found = await Promise.all(processes.map((process) => findApiLogs(api, process, channels)));
  if (found.every((logs) => logs === undefined)) {
    tellLimits(session, request);
    found = await Promise.all(processes.map((process) => findRpcLogs(client, process, channels)));
  }
  return {
    sources: found.flatMap((logs) => logs?.sources ?? []),
    // What has no logs where others have was removed a moment ago.
    missing: found.flatMap((logs) => logs?.missing ?? []),
  };
}

/** What a server without the JSON API cannot do. */
function tellLimits(session: Session, { follow, lines, sinceMs }: Pick<LogsRequest, "follow" | "lines" | "sinceMs">) {
  const what = follow
    ? "begins at the last 1,024 bytes, whatever -n and --since say"
    : "has no rotated files, and all of a log that --since does not find times in";
  if (!follow || lines !== undefined || sinceMs !== undefined) {
    session.complain(`supervisorctl: this server is not supervisor-ts, or an older one: what it shows ${what}`, true);
  }
}

function tellMissing(
  session: Session,
  { channels }: LogsRequest,
  sources: readonly LogSource[],
  missing: readonly MissingLog[],
): void {
  const readable = new Set(sources.map(({ process }) => process));
  for (const { process, channel, reason, usual } of missing) {
    if (usual && channels.length > 1 && readable.has(process)) continue;
    session.complain(`${process}: no ${channel} log to read: ${reason}`, true);
  }
}

async function printPast(
  session: Session,
  request: LogsRequest,
  sources: readonly LogSource[],
  printer: LinePrinter,
  signal: AbortSignal,
): Promise<void> {
  // Lines that match are counted once they are found.
  const wanted = { lines: request.pattern === undefined ? request.lines : undefined, sinceMs: request.sinceMs };
  const logs = await Promise.all(
    sources.map(async (log) => {
      const { lines, timed } = await log.past(wanted, request.follow);
      return { log, timed, lines: choose(lines, request, timed) };
    }),
  );
  if (request.sinceMs !== undefined) tellUntimed(session, logs);
  for await (const { log, text, timeMs } of mergeLines(logs)) {
    if (signal.aborted) return;
    printer.add(log, text, timeMs);
    if (printer.full) await printer.flush(signal);
  }
  await printer.flush(signal);
}

function tellUntimed(session: Session, logs: readonly { readonly log: LogSource; readonly timed: boolean }[]): void {
  const names = logs.filter(({ timed }) => !timed).map(({ log }) => `${log.process} (${log.channel})`);
  if (names.length === 0) return;
  const shown = names.length > 5 ? [...names.slice(0, 4), `${names.length - 4} more`] : names;
  const reason = "do not begin with a date and a time: --since goes by when their files were written";
  session.complain(`supervisorctl: lines of ${shown.join(", ")} ${reason}`, true);
}

/** Those lines that are new enough and match, at most so many. */
async function* choose(
  lines: AsyncIterable<string>,
  { sinceMs, pattern, lines: most }: LogsRequest,
  timed: boolean,
): AsyncGenerator<string, void> {
  const held: string[] = [];
  let isOld = timed && sinceMs !== undefined;
  for await (const line of lines) {
    if (isOld) isOld = (lineTime(line) ?? 0) < (sinceMs ?? 0);
    if (isOld || pattern?.test(line) === false) continue;
    if (most === undefined) yield line;
    else {
      held.push(line);
      if (held.length > most) held.shift();
    }
  }
  yield* held;
}

async function followAll(
  session: Session,
  { pattern }: LogsRequest,
  sources: readonly LogSource[],
  printer: LinePrinter,
  signal: AbortSignal,
): Promise<void> {
  const reasons = await Promise.all(
    sources.map(async (source) => {
      let begun = "";
      const take = (line: string): void => {
        if (pattern?.test(line) !== false) printer.add(source, line, lineTime(line) ?? Date.now());
      };
      try {
        for await (const text of source.follow(signal)) {
          const lines = (begun + text).split("\n");
          begun = lines.pop() ?? "";
          for (const line of lines) take(line.endsWith("\r") ? line.slice(0, -1) : line);
          if (begun.length > maxLine) {
            take(begun);
            begun = "";
          }
          await printer.flush(signal);
        }
      } catch (error) {
        if (error instanceof Interrupted) return undefined;
        if (!(error instanceof ConnectionError) || error.problem === "unauthorized") throw error;
        return error.problem === "closed" ? undefined : error.detail;
      } finally {
        if (begun !== "") take(begun);
        await printer.flush(signal);
      }
      return undefined;
    }),
  );
  if (signal.aborted) return;
  const reason = reasons.find((each) => each !== undefined) ?? "the server closed the connection";
  session.complain(`supervisorctl: the logs cannot be followed any further: ${reason}`, true);
  session.exitStatus = exitStatus.generic;
}
