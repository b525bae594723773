/** What `wait` does: looks at processes until something is so of all of them, or cannot be so any more. */
import { ConnectionError } from "../../client/connection-error.ts";
import { chooseNames } from "../choose-names.ts";
import { exitStatus } from "../exit-status.ts";
import { describeTrouble } from "../problems.ts";
import { namesAmong, namesOrAll } from "../resolve-names.ts";
import { Interrupted, type Session } from "../session.ts";
import { KnownProcesses } from "../watch/known-processes.ts";
import { watchServer } from "../watch/watch-server.ts";
import type { WaitCondition } from "./wait-conditions.ts";
import { type Failed, Waiting } from "./waiting.ts";

export interface WaitRequest {
  readonly condition: WaitCondition;
  /** As it was typed. */
  readonly timeout: string | undefined;
  /** Undefined: as long as it takes. */
  readonly timeoutMs: number | undefined;
}

/** As timeout(1) has it. */
const timedOut = 124;
/** 128 and the number of SIGINT, as shells count. */
const interrupted = 130;

/** A longer timer fires at once. */
const longestMs = 2_147_483_647;

class TimeIsUp extends Error {}

export async function runWait(session: Session, operands: readonly string[], request: WaitRequest): Promise<void> {
  const { timeoutMs = longestMs } = request;
  const time = new AbortController();
  const timer = setTimeout(() => time.abort(new TimeIsUp()), Math.min(timeoutMs, longestMs));
  const known = new KnownProcesses();
  try {
    await session.untilInterrupted((signal) =>
      waitFor(session, operands, request, known, AbortSignal.any([signal, time.signal])),
    );
  } catch (error) {
    if (error instanceof Interrupted) session.exitStatus = interrupted;
    else if (error instanceof TimeIsUp) tellTimeIsUp(session, operands, request, known);
    else if (error instanceof ConnectionError && known.all.length > 0) tellServerIsGone(session, request, error.detail);
    else throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Throws ConnectionError, and the signal's reason. */
async function waitFor(
  session: Session,
  operands: readonly string[],
  request: WaitRequest,
  known: KnownProcesses,
  signal: AbortSignal,
): Promise<void> {
  const { condition } = request;
  let waiting: Waiting | undefined;
  for await (const news of watchServer(session, signal)) {
    known.take(news);
    const isFirst = waiting === undefined;
    waiting ??= begin(session, operands, condition, known);
    if (waiting === undefined) return;
    const { fulfilled, failed, isDone } = waiting.look((id) => known.get(id));
    for (const { id } of fulfilled) session.print(`${id}: ${condition.name}`);
    if (failed !== undefined) tellNever(session, condition, failed);
    if (failed !== undefined || isDone) return;
    if (isFirst) announce(session, operands, request);
  }
  tellServerIsGone(session, request, "the server closed the connection");
}

/** Undefined: there are unknown names, which has been told. */
function begin(
  session: Session,
  operands: readonly string[],
  condition: WaitCondition,
  known: KnownProcesses,
): Waiting | undefined {
  const names = chooseNames(session, known.all, operands);
  const isKnown = (operand: string): boolean => operand === "all" || namesAmong(known.all, operand).length > 0;
  return operands.every(isKnown) ? new Waiting(names, condition) : undefined;
}

function announce(session: Session, operands: readonly string[], { condition, timeout }: WaitRequest): void {
  if (!session.terminal.isTerminal) return;
  const most = timeout === undefined ? "" : `, ${timeout} at most`;
  complain(session, `waiting for ${operands.join(", ")} to be ${condition.name}${most}; Ctrl-C gives up`);
}

function tellNever(session: Session, condition: WaitCondition, { id, process }: Failed): void {
  const trouble = process?.trouble;
  const state = process === undefined ? "it was removed" : `it is ${process.state}`;
  const why = trouble === undefined || trouble === null ? (process?.error ?? "") : describeTrouble(trouble);
  complain(session, `${id}: ERROR (will not be ${condition.name}: ${state}${why === "" ? "" : `, ${why}`})`);
  session.exitStatus = exitStatus.generic;
}

function tellTimeIsUp(
  session: Session,
  operands: readonly string[],
  { condition, timeout }: WaitRequest,
  known: KnownProcesses,
): void {
  const ids = new Set(operands.flatMap((operand) => namesOrAll(known.all, operand)));
  const open = known.all.filter((process) => ids.has(process.id) && condition.judge(process) !== "so");
  for (const { id, state } of open) {
    complain(session, `${id}: ERROR (not ${condition.name} within ${timeout}: it is ${state})`);
  }
  if (open.length === 0) complain(session, `ERROR (no answer within ${timeout})`);
  session.exitStatus = timedOut;
}

function tellServerIsGone(session: Session, { condition }: WaitRequest, reason: string): void {
  complain(session, `supervisorctl: whether it will be ${condition.name} cannot be seen any more: ${reason}`);
  session.exitStatus = exitStatus.generic;
}

function complain(session: Session, line: string): void {
  session.complain(line, true);
}
