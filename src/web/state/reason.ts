import type { ProcessShape } from "../../http/api/shapes.ts";
import { dateTime } from "./format.ts";

/** How the last run ended: `exit 1`, `SIGKILL`; empty if it did not. */
export function endText({ exit }: Pick<ProcessShape, "exit">): string {
  return exit === null ? "" : (exit.signal ?? `exit ${exit.code}`);
}

/** Of a process that is at rest: `exit 1 · 21 Nov, 02:09`, `not started yet`. */
export function restText(process: ProcessShape): string {
  const { startedAt, stoppedAt, exit, state } = process;
  if (startedAt === null) return "not started yet";
  // One that was stopped ended by our signal.
  const end = state === "STOPPED" && exit?.code === null ? "" : endText(process);
  return [end, stoppedAt === null ? "" : dateTime(stoppedAt)].filter((text) => text !== "").join(" · ");
}
