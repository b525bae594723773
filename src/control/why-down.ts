/** Why a process is not up although it should be, and whether it stays up: what users ask first when something is wrong. */
import { lastLine } from "../logging/last-line.ts";
import { type Flapping, findFlapping } from "../process/flapping.ts";
import { type EndedLife, isUnexpected, type LifeEnd } from "../process/lives.ts";
import { describeExit } from "../system/describe-exit.ts";
import type { Caller } from "./caller.ts";
import type { ControlledProcess } from "./control.ts";
import { processLogPath } from "./logs.ts";

/** What of a caller the search needs. */
export type Asker = Pick<Caller, "control" | "files">;

export interface WhyDown {
  /** The life, or the attempt at one, that ended so. */
  readonly life: EndedLife;
  /** In words. */
  readonly how: string;
  /** Failed starts in a row; 0 for what had been RUNNING. */
  readonly attempts: number;
  /** What it said last, on stderr if it said something there. */
  readonly lastLine: string | undefined;
}

/** The end for which a process is in FATAL, BACKOFF or (unexpectedly) EXITED; undefined in any other state. */
export function troubledLife({ state, lives }: ControlledProcess): EndedLife | undefined {
  const life = lives.at(-1);
  if (life === undefined || !isUnexpected(life.end)) return undefined;
  return state.name === "FATAL" || state.name === "BACKOFF" || state.name === "EXITED" ? life : undefined;
}

/** The same with all that is known of it; looks into the logs. */
export function whyDown(asker: Asker, process: ControlledProcess): WhyDown | undefined {
  const life = troubledLife(process);
  if (life === undefined) return undefined;
  const { end } = life;
  const attempts = "attempt" in end ? end.attempt : 0;
  return { life, how: describeEnd(end), attempts, lastLine: lastWords(asker, process, life) };
}

/** "exit status 1", "terminated by SIGKILL", or why there was nothing to run. */
export function describeEnd(end: LifeEnd): string {
  return end.kind === "not-spawned" ? end.reason : describeExit(end.status);
}

/** Whether it ends and is started again too often. */
export function flappingOf({ state, lives }: ControlledProcess, nowMs: number): Flapping | undefined {
  return lives.length === 0 ? undefined : findFlapping(state.name, lives, nowMs);
}

/** Whether somebody should look at it. */
export function needsAttention(process: ControlledProcess, nowMs: number): boolean {
  if (process.state.name === "FATAL" || process.state.name === "BACKOFF" || process.state.name === "UNKNOWN")
    return true;
  return troubledLife(process) !== undefined || flappingOf(process, nowMs) !== undefined;
}

/** What was found in the logs: whoever is told of a process is told it again and again. */
const found = new WeakMap<ControlledProcess, { readonly life: EndedLife; readonly line: string | undefined }>();

function lastWords(asker: Asker, process: ControlledProcess, life: EndedLife): string | undefined {
  if (life.end.kind === "not-spawned") return undefined;
  const known = found.get(process);
  if (known?.life === life) return known.line;
  const line = inLog(asker, process, "stderr", life) ?? inLog(asker, process, "stdout", life);
  found.set(process, { life, line });
  return line;
}

function inLog(
  { control, files }: Asker,
  process: ControlledProcess,
  channel: "stdout" | "stderr",
  life: EndedLife,
): string | undefined {
  const path = processLogPath(process, channel);
  // What an event listener writes there is a protocol, not text for people.
  const isProtocol = channel === "stdout" && control.groups.get(process.groupName)?.config.kind === "eventlistener";
  return path === undefined || isProtocol ? undefined : lastLine(files, path, life.startedWallMs);
}
