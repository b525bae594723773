/** What has become of a process so far, as the shapes of the API. */
import type { ControlledProcess } from "../../control/control.ts";
import { nameOf } from "../../control/find.ts";
import type { PastEvent } from "../../control/history.ts";
import { type Asker, describeEnd, flappingOf, whyDown } from "../../control/why-down.ts";
import { type EndedLife, isUnexpected, type LifeEnd } from "../../process/lives.ts";
import { signalName } from "../../system/signal-names.ts";
import type { ExitStatus } from "../../system/system.ts";
import type { ApiContext } from "./api-context.ts";
import type { FlappingShape, LifeShape, PastEventShape, Trouble } from "./shapes.ts";

/** Code and signal of an end. */
export function describeStatus(status: ExitStatus): { readonly code: number | null; readonly signal: string | null } {
  return status.kind === "exited"
    ? { code: status.code, signal: null }
    : { code: null, signal: signalName(status.signal) };
}

export function describeTrouble(asker: Asker, process: ControlledProcess): Trouble | null {
  const why = whyDown(asker, process);
  if (why === undefined) return null;
  const { life, how, attempts, lastLine } = why;
  const { endedWallMs, ranMs, end } = life;
  return {
    how,
    ...statusFacts(end),
    attempts,
    at: moment(endedWallMs),
    seconds: seconds(ranMs),
    lastLine: lastLine ?? null,
  };
}

export function describeFlapping(
  { control, clock }: Pick<ApiContext, "control" | "clock">,
  process: ControlledProcess,
): FlappingShape | null {
  const nowMs = clock.monotonicMs();
  const flapping = flappingOf(process, nowMs);
  if (flapping === undefined) return null;
  const { ends, withinMs, last, calmAtMs } = flapping;
  return {
    ends,
    withinSeconds: Math.ceil(withinMs / 1_000),
    lastEnd: moment(last.endedWallMs),
    how: describeEnd(last.end),
    until: moment(control.nowWallMs + calmAtMs - nowMs),
  };
}

/** The lives of a process, the newest first; it begins with the one that goes on. */
export function describeLives(process: ControlledProcess): readonly LifeShape[] {
  const ended = process.lives.map(describeLife).reverse();
  // What an earlier daemon has left running has a pid, and no life here.
  if (process.pid === 0 || process.startedWallMs === 0) return ended;
  const present: LifeShape = {
    startedAt: moment(process.startedWallMs),
    endedAt: null,
    seconds: seconds(process.uptimeMs),
    end: null,
    how: null,
    code: null,
    signal: null,
    coreDumped: false,
    attempt: null,
  };
  return [present, ...ended];
}

export function describePastEvent({ process, kind, atWallMs, life }: PastEvent): PastEventShape {
  const facts = life === undefined || kind === "started" ? undefined : describeLife(life);
  return {
    process: nameOf(process),
    event: kind,
    at: moment(atWallMs),
    seconds: facts?.seconds ?? null,
    end: facts?.end ?? null,
    how: facts?.how ?? null,
    code: facts?.code ?? null,
    signal: facts?.signal ?? null,
    coreDumped: facts?.coreDumped ?? false,
    attempt: facts?.attempt ?? null,
  };
}

function describeLife({ startedWallMs, endedWallMs, ranMs, end }: EndedLife): LifeShape {
  return {
    startedAt: moment(startedWallMs),
    endedAt: moment(endedWallMs),
    seconds: seconds(ranMs),
    end: kindOf(end),
    how: describeEnd(end),
    ...statusFacts(end),
    attempt: "attempt" in end ? end.attempt : null,
  };
}

function kindOf(end: LifeEnd): LifeShape["end"] {
  if (end.kind === "not-spawned") return "not-started";
  if (end.kind === "stopped") return "stopped";
  return isUnexpected(end) ? "unexpected" : "expected";
}

function statusFacts(end: LifeEnd): Pick<Trouble, "code" | "signal" | "coreDumped"> {
  if (end.kind === "not-spawned") return { code: null, signal: null, coreDumped: false };
  const { status } = end;
  return { ...describeStatus(status), coreDumped: status.kind === "signaled" && status.coreDumped };
}

function moment(wallMs: number): string {
  return new Date(wallMs).toISOString();
}

function seconds(ms: number): number {
  return Math.round(ms) / 1_000;
}
