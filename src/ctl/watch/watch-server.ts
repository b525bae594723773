/** What happens at the server, for `events` and `wait`: from its stream of events, or by looking again and again. */
import { setTimeout as sleep } from "node:timers/promises";
import { ConnectionError } from "../../client/connection-error.ts";
import type { Session } from "../session.ts";
import { newsBetween } from "./news-between.ts";
import { rpcProcess } from "./rpc-process.ts";
import type { ServerNews, WatchedProcess } from "./server-news.ts";

/** Supervisor has no stream of events. */
export const pollMs = 1_000;

/**
 * Tells first how everything is, then what changes. Ends when the server closes the connection; throws ConnectionError,
 * and the signal's reason.
 */
export async function* watchServer(session: Session, signal: AbortSignal): AsyncGenerator<ServerNews, void> {
  try {
    yield* session.api.followEvents({ signal });
  } catch (error) {
    if (!(error instanceof ConnectionError) || error.status !== 404) throw error;
    yield* poll(session, signal);
  }
}

async function* poll(session: Session, signal: AbortSignal): AsyncGenerator<ServerNews, void> {
  let before: readonly WatchedProcess[] | undefined;
  for (;;) {
    const processes = (await session.client.getAllProcessInfo({ signal })).map(rpcProcess);
    if (before === undefined) yield { kind: "snapshot", processes, supervisor: "RUNNING" };
    else yield* newsBetween(before, processes);
    before = processes;
    await pause(pollMs, signal);
  }
}

/** Throws the signal's reason. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
  signal.throwIfAborted();
}
