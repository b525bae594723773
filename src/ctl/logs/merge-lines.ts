import { lineTime } from "./line-time.ts";

/** One line of one of several logs. */
export interface LogLine<Log> {
  readonly log: Log;
  readonly text: string;
  /** When it was written as it says itself, in milliseconds since the epoch. */
  readonly timeMs: number | undefined;
}

/** A log in a merge. Lines that tell no time belong to the one before. */
interface Column<Log> {
  readonly log: Log;
  readonly lines: AsyncIterator<string>;
  /** Read already. */
  readonly ahead: string[];
  /** Undefined: its lines tell no times. */
  timeMs: number | undefined;
}

/** So far a log is looked at for a first line that tells its time: it may begin in the midst of a long message. */
const maxAhead = 50;

/**
 * The lines of several logs in one order: by the times at their beginnings. Logs without any come first, one after another,
 * since nobody can say where their lines belong.
 */
export async function* mergeLines<Log>(
  logs: readonly { readonly log: Log; readonly lines: AsyncIterable<string> }[],
): AsyncGenerator<LogLine<Log>, void> {
  const timed: Column<Log>[] = [];
  for (const { log, lines } of logs) {
    const column: Column<Log> = { log, lines: lines[Symbol.asyncIterator](), ahead: [], timeMs: undefined };
    if (await findFirstTime(column)) timed.push(column);
    else while (column.ahead.length > 0) yield await take(column);
  }
  while (timed.length > 0) {
    const first = timed.reduce((best, column) => (timeOf(column) < timeOf(best) ? column : best));
    const limit = Math.min(...timed.map((column) => (column === first ? Number.POSITIVE_INFINITY : timeOf(column))));
    while (first.ahead.length > 0 && timeOf(first) <= limit) yield await take(first);
    if (first.ahead.length === 0) timed.splice(timed.indexOf(first), 1);
  }
}

function timeOf({ timeMs = 0 }: Column<unknown>): number {
  return timeMs;
}

async function findFirstTime(column: Column<unknown>): Promise<boolean> {
  while (column.ahead.length < maxAhead) {
    const next = await column.lines.next();
    if (next.done) break;
    column.ahead.push(next.value);
    column.timeMs = lineTime(next.value);
    if (column.timeMs !== undefined) return true;
  }
  return false;
}

/** The first line of a column, behind which there is always one read ahead unless that was the last one. */
async function take<Log>(column: Column<Log>): Promise<LogLine<Log>> {
  const { log, ahead } = column;
  const text = ahead.shift() ?? "";
  if (ahead.length === 0) {
    const next = await column.lines.next();
    if (!next.done) ahead.push(next.value);
  }
  const [next] = ahead;
  const nextMs = next === undefined ? undefined : lineTime(next);
  if (nextMs !== undefined && column.timeMs !== undefined) column.timeMs = nextMs;
  return { log, text, timeMs: lineTime(text) };
}
