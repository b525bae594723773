import { type EndedLife, isUnexpected, rememberedLives } from "./lives.ts";
import type { StateName } from "./state.ts";

/**
 * A process is flapping that ended unexpectedly this often within this time, and was started again by itself each time.
 * Three within five minutes: one end is an accident, a second may be its echo; what dies every two minutes or more often, be it
 * every few seconds, is found, and five minutes of calm are enough to believe in.
 */
export const flappingRule = { ends: 3, withinMs: 300_000 } as const;

export interface Flapping {
  /** Unexpected ends within `withinMs`: the time of the rule, or as far back as lives are remembered. */
  readonly ends: number;
  readonly withinMs: number;
  readonly last: EndedLife;
  /** When it will not be flapping any more if it does not end again, in monotonic milliseconds. */
  readonly calmAtMs: number;
}

/**
 * Whether a process is flapping. What was before somebody started it himself does not count: he may have mended it.
 * @param lives oldest first
 * @param nowMs monotonic milliseconds
 */
export function findFlapping(state: StateName, lives: readonly EndedLife[], nowMs: number): Flapping | undefined {
  if (state === "STOPPED" || state === "FATAL") return undefined;
  const ends: EndedLife[] = [];
  for (let index = lives.length - 1; index >= 0; index--) {
    const life = lives[index] as EndedLife;
    if (!life.comesBack || life.end.kind === "stopped" || nowMs - life.endedMs >= flappingRule.withinMs) break;
    if (isUnexpected(life.end)) ends.push(life);
  }
  const [last] = ends;
  const deciding = ends[flappingRule.ends - 1];
  if (last === undefined || deciding === undefined) return undefined;
  const first = ends.at(-1) ?? last;
  const withinMs = ends.length < rememberedLives ? flappingRule.withinMs : nowMs - first.endedMs;
  return { ends: ends.length, withinMs, last, calmAtMs: deciding.endedMs + flappingRule.withinMs };
}
