/** What `history` does: the last starts and ends of processes in one list. */
import { mostNames } from "../../client/json-api.ts";
import type { PastEvent } from "../../client/json-process-results.ts";
import type { ProcessInfo } from "../../client/results.ts";
import { chooseNames } from "../choose-names.ts";
import { dateAndTime } from "../local-time.ts";
import { showNamespec } from "../namespec.ts";
import { paint } from "../paint.ts";
import { printJson } from "../print-json.ts";
import type { Session } from "../session.ts";
import { showSeconds } from "../show-figures.ts";
import { rpcHistory } from "./rpc-history.ts";

export interface HistoryRequest {
  readonly count: number;
  readonly asJson: boolean;
}

export async function runHistory(
  session: Session,
  operands: readonly string[],
  { count, asJson }: HistoryRequest,
): Promise<void> {
  const processes = await session.client.getAllProcessInfo();
  const isAll = operands.length === 0 || operands.includes("all");
  const names = isAll ? [] : chooseNames(session, processes, operands);
  if (!isAll && names.length === 0) return;
  const events = await findEvents(session, processes, names, count);
  if (asJson) printJson(session, events);
  else if (events.length > 0) session.terminal.write(render(session, events));
  else if (count > 0) session.complain("supervisorctl: nothing has been started yet", true);
}

/** More than a daemon remembers. */
const everything = 100_000;

/** @param names none: all */
async function findEvents(
  session: Session,
  processes: readonly ProcessInfo[],
  names: readonly string[],
  count: number,
): Promise<readonly PastEvent[]> {
  const limit = Math.min(count, everything);
  const found: PastEvent[] = [];
  for (let at = 0; at === 0 || at < names.length; at += mostNames) {
    const some = await session.api.history(names.slice(at, at + mostNames), limit);
    if (some === undefined) return olderServer(session, processes, names, limit);
    found.push(...some);
  }
  return names.length > mostNames ? lastOf(found, limit) : found;
}

function olderServer(
  session: Session,
  processes: readonly ProcessInfo[],
  names: readonly string[],
  limit: number,
): readonly PastEvent[] {
  session.complain(
    "supervisorctl: this server is not supervisor-ts, or an older one: it knows the last start and the last end of each process",
    true,
  );
  const chosen = new Set(names);
  const shown = processes.filter(({ group, name }) => names.length === 0 || chosen.has(showNamespec(group, name)));
  return lastOf(rpcHistory(shown), limit);
}

function lastOf(events: readonly PastEvent[], limit: number): readonly PastEvent[] {
  return [...events].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).slice(Math.max(0, events.length - limit));
}

function render({ terminal }: Session, events: readonly PastEvent[]): string {
  const width = Math.max(...events.map(({ process }) => terminal.shown(process).length));
  const lines = events.map((event) => {
    const what = terminal.shown(describe(event));
    const isBad = event.end === "unexpected" || event.end === "not-started";
    const shown = isBad && terminal.coloured ? paint("red", what) : what;
    return `${dateAndTime(event.at)}  ${terminal.shown(event.process).padEnd(width)}  ${shown}\n`;
  });
  return lines.join("");
}

function describe({ event, end, how, seconds, attempt }: PastEvent): string {
  if (event === "started") return "started";
  const tries = attempt === null ? "" : `, attempt ${attempt}`;
  if (event === "not-started") return `could not be started: ${how ?? "unknown"}${tries}`;
  const after = seconds === null ? "" : ` after ${showSeconds(seconds)}`;
  const verb = end === "stopped" ? "stopped" : "ended";
  const kind = end === "unexpected" ? ", unexpected" : "";
  return `${verb}${after}${how === null ? "" : `: ${how}`}${kind}${tries}`;
}
