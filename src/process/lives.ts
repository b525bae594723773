/**
 * The last lives of a process: each is one run of its program, or an attempt at one. The life that goes on now is not among
 * them: the model knows it.
 */
import type { ExitStatus } from "../system/system.ts";

export type LifeEnd =
  /** There was nothing to run. `attempt`: which failed start in a row this was. */
  | { readonly kind: "not-spawned"; readonly reason: string; readonly attempt: number }
  /** Before startsecs were over. */
  | { readonly kind: "too-quick"; readonly status: ExitStatus; readonly attempt: number }
  /** By itself, having been RUNNING. */
  | { readonly kind: "exited"; readonly status: ExitStatus; readonly expected: boolean }
  /** Somebody has asked for it. */
  | { readonly kind: "stopped"; readonly status: ExitStatus };

/** Fit for JSON. */
export interface EndedLife {
  /** Milliseconds since the epoch, for display. */
  readonly startedWallMs: number;
  readonly endedWallMs: number;
  /** Monotonic milliseconds. */
  readonly endedMs: number;
  /** How long it was, by the monotonic clock. */
  readonly ranMs: number;
  readonly end: LifeEnd;
  /** It was to be started again without being asked. */
  readonly comesBack: boolean;
}

/** So many are remembered. */
export const rememberedLives = 20;

/** Shared by all processes that have not ended yet. */
export const noLives: readonly EndedLife[] = [];

/** The same lives, oldest first, and one more. */
export function remember(lives: readonly EndedLife[], life: EndedLife): readonly EndedLife[] {
  return [...lives.slice(Math.max(0, lives.length + 1 - rememberedLives)), life];
}

/** Neither asked for nor among `exitcodes`; or it did not even begin. */
export function isUnexpected(end: LifeEnd): boolean {
  return end.kind === "exited" ? !end.expected : end.kind !== "stopped";
}
