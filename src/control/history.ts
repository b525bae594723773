/** Starts and ends of processes, as far as their lives are remembered, in the order in which they happened. */
import type { EndedLife } from "../process/lives.ts";
import type { Clock } from "../system/system.ts";
import type { ControlledProcess } from "./control.ts";

/** Something that happened to a process. */
export interface PastEvent {
  readonly process: ControlledProcess;
  readonly kind: "started" | "ended" | "not-started";
  /** Milliseconds since the epoch, for display. */
  readonly atWallMs: number;
  /** The life that began or ended; undefined for the beginning of the one that goes on. */
  readonly life: EndedLife | undefined;
}

/**
 * The last starts and ends of processes, the newest last: ordered by the monotonic clock.
 * @param limit so many at most
 */
export function pastEvents(
  clock: Pick<Clock, "monotonicMs">,
  processes: readonly ControlledProcess[],
  limit: number,
): readonly PastEvent[] {
  const nowMs = clock.monotonicMs();
  const timed = processes.flatMap((process) => [
    ...process.lives.flatMap((life) => eventsOf(process, life)),
    ...present(process, nowMs),
  ]);
  // An end comes before a start of the same moment in what is there, and stays there.
  return timed
    .sort((a, b) => a.atMs - b.atMs)
    .slice(Math.max(0, timed.length - limit))
    .map(({ event }) => event);
}

interface Timed {
  readonly atMs: number;
  readonly event: PastEvent;
}

function eventsOf(process: ControlledProcess, life: EndedLife): readonly Timed[] {
  const { startedWallMs, endedWallMs, endedMs, ranMs, end } = life;
  if (end.kind === "not-spawned") {
    return [{ atMs: endedMs, event: { process, kind: "not-started", atWallMs: endedWallMs, life } }];
  }
  return [
    { atMs: endedMs - ranMs, event: { process, kind: "started", atWallMs: startedWallMs, life } },
    { atMs: endedMs, event: { process, kind: "ended", atWallMs: endedWallMs, life } },
  ];
}

function present(process: ControlledProcess, nowMs: number): readonly Timed[] {
  // What an earlier daemon has left running has a pid, and no life here.
  if (process.pid === 0 || process.startedWallMs === 0) return [];
  const event = { process, kind: "started", atWallMs: process.startedWallMs, life: undefined } as const;
  return [{ atMs: nowMs - process.uptimeMs, event }];
}
