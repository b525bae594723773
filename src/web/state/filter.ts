import type { ProcessShape } from "../../http/api/shapes.ts";

export type StateFilter = "all" | "running" | "problems" | "stopped";

const problems: ReadonlySet<string> = new Set(["BACKOFF", "FATAL", "UNKNOWN"]);

/** Those that are being started again after a failure: until one is up it stays where it is, among the problems. */
const retried = new WeakSet<ProcessShape>();

/** Something is wrong with it: it failed, ended in a way that it should not, or does so again and again. */
export function isProblem(process: ProcessShape): boolean {
  if (problems.has(process.state) || process.trouble !== null || process.flapping !== null) return true;
  return process.state === "STARTING" && retried.has(process);
}

/** To be told of each change of a process. */
export function noteRetry(before: ProcessShape | undefined, now: ProcessShape): void {
  if (now.state === "STARTING" && before !== undefined && isProblem(before)) retried.add(now);
}

export function isUp(process: ProcessShape): boolean {
  return process.state === "RUNNING" || process.state === "STARTING";
}

export function isStopped(process: ProcessShape): boolean {
  return !isUp(process) && process.state !== "STOPPING";
}

/** What text must occur in a process, word by word, whatever the case. */
export function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
}

/** Every word must occur in the id, the state, the pid or the command. */
export function matches(process: ProcessShape, words: readonly string[], states: StateFilter): boolean {
  if (states === "running" && !isUp(process)) return false;
  if (states === "problems" && !isProblem(process)) return false;
  if (states === "stopped" && !isStopped(process)) return false;
  return words.length === 0 || words.every((word) => subjectOf(process).includes(word));
}

/** A process that changes is another object. */
const subjects = new WeakMap<ProcessShape, string>();

function subjectOf(process: ProcessShape): string {
  const known = subjects.get(process);
  if (known !== undefined) return known;
  const { group, name, state, pid, command, flapping } = process;
  const subject =
    `${group}:${name} ${state} ${flapping === null ? "" : "flapping"} ${pid ?? ""} ${command}`.toLowerCase();
  subjects.set(process, subject);
  return subject;
}
