/** Why a process is not up, or does not stay so, in words. */
import type { ProcessShape } from "../../http/api/shapes.ts";
import { count, dateTime, duration } from "./format.ts";

/** Of a process that is at rest: `exit 1 · 21 Nov, 02:09`, `not started yet`. */
export function restText(process: ProcessShape): string {
  const { startedAt, stoppedAt, exit, state, trouble } = process;
  if (trouble !== null) return troubleText(process);
  if (startedAt === null) return "not started yet";
  // One that was stopped ended by our signal.
  const wasStopped = state === "STOPPED" && exit?.code === null;
  const end = exit === null || wasStopped ? "" : (exit.signal ?? `exit ${exit.code}`);
  return joined([end, stoppedAt === null ? "" : dateTime(stoppedAt)]);
}

/** `exit status 3 · 4 attempts · 21 Nov, 02:09`. */
export function troubleText({ trouble, error }: ProcessShape): string {
  if (trouble === null) return error ?? "";
  const { how, attempts, at } = trouble;
  return joined([how, attempts === 0 ? "" : count(attempts, "attempt", "attempts"), dateTime(at)]);
}

/** `3 unexpected ends in 5 minutes, the last exit status 1 at 02:09`. */
export function flappingText({ flapping }: ProcessShape): string {
  if (flapping === null) return "";
  const { ends, withinSeconds, how, lastEnd } = flapping;
  const within = withinSeconds % 60 === 0 ? count(withinSeconds / 60, "minute", "minutes") : duration(withinSeconds);
  return `${count(ends, "unexpected end", "unexpected ends")} in ${within} · last ${how}, ${dateTime(lastEnd)}`;
}

function joined(parts: readonly string[]): string {
  return parts.filter((text) => text !== "").join(" · ");
}
