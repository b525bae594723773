import { showSeconds } from "../show-figures.ts";
import type { ServerChange, WatchedProcess } from "../watch/server-news.ts";

/** One thing that happened, as `events --json` gives it. */
export interface ToldEvent {
  /** RFC 3339 text. */
  readonly at: string;
  /** As Supervisor's event listeners know it. */
  readonly type: string;
  /** Of a process only. */
  readonly process?: string;
  readonly group?: string;
  readonly state: string | null;
  readonly from?: string | null;
  readonly pid?: number | null;
  /** How it ended, or why it did not start. */
  readonly how?: string | null;
  readonly expected?: boolean | null;
  /** Failed starts in a row. */
  readonly attempts?: number | null;
  readonly retryInSeconds?: number | null;
  readonly lastLine?: string | null;
}

/**
 * What a piece of news tells.
 * @param before how the process was, if that is known
 * @param arrival when it came, for what has no time of its own
 */
export function toldEvent(news: ServerChange, before: WatchedProcess | undefined, arrival: string): ToldEvent {
  switch (news.kind) {
    case "process":
      return processEvent(news.process, before, arrival);
    case "group-added":
      return { at: arrival, type: "PROCESS_GROUP_ADDED", group: news.group, state: null };
    case "group-removed":
      return { at: arrival, type: "PROCESS_GROUP_REMOVED", group: news.group, state: null };
    case "supervisor": {
      const change = news.supervisor === "RUNNING" ? "RUNNING" : "STOPPING";
      return { at: arrival, type: `SUPERVISOR_STATE_CHANGE_${change}`, state: news.supervisor };
    }
  }
}

function processEvent(process: WatchedProcess, before: WatchedProcess | undefined, arrival: string): ToldEvent {
  const { id, group, state, stateSince, pid, trouble, retryInSeconds } = process;
  const hasEnded = state === "EXITED" || state === "FATAL" || state === "BACKOFF" || before?.state === "STOPPING";
  return {
    at: stateSince ?? arrival,
    type: `PROCESS_STATE_${state}`,
    process: id,
    group,
    state,
    from: before?.state ?? null,
    pid,
    how: hasEnded ? howOf(process) : null,
    expected: state === "EXITED" ? isExpected(process) : null,
    attempts: trouble?.attempts || null,
    retryInSeconds,
    lastLine: trouble?.lastLine ?? null,
  };
}

function howOf({ trouble, exit, error }: WatchedProcess): string | null {
  if (trouble !== null) return trouble.how;
  if (exit === null) return error;
  if (exit.code !== null) return `exit status ${exit.code}`;
  return exit.signal === null ? "terminated by a signal" : `terminated by ${exit.signal}`;
}

/** Null: a Supervisor does not tell. */
function isExpected({ trouble, stateSince, starts }: WatchedProcess): boolean | null {
  return starts === 0 || stateSince === null ? null : trouble === null;
}

/** What is said of it behind its name. */
export function factsOf({ state, pid, how, expected, attempts, retryInSeconds, lastLine }: ToldEvent): string {
  const facts = [
    ...(how ? [how] : []),
    ...(expected === false ? ["unexpected"] : []),
    ...(attempts ? [attempts === 1 ? "1 attempt" : `${attempts} attempts`] : []),
    ...(retryInSeconds ? [`next try in ${showSeconds(retryInSeconds)}`] : []),
    ...(pid && (state === "RUNNING" || state === "STOPPING") ? [`pid ${pid}`] : []),
  ].join(", ");
  return lastLine ? `${facts}: ${lastLine}` : facts;
}
