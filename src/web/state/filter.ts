import type { ProcessShape } from "../../http/api/shapes.ts";

export type StateFilter = "all" | "running" | "problems" | "stopped";

const problems: ReadonlySet<string> = new Set(["BACKOFF", "FATAL", "UNKNOWN"]);

/** Something is wrong with it: it failed, or ended in a way that it should not. */
export function isProblem(process: ProcessShape): boolean {
  if (problems.has(process.state)) return true;
  return process.state === "EXITED" && process.exit !== null && process.exit.code !== 0;
}

export function isUp(process: ProcessShape): boolean {
  return process.state === "RUNNING" || process.state === "STARTING";
}

/** Every word must occur in the id, the state, the pid or the command, whatever the case. */
export function matches(process: ProcessShape, text: string, states: StateFilter): boolean {
  if (states === "running" && !isUp(process)) return false;
  if (states === "problems" && !isProblem(process)) return false;
  if (states === "stopped" && (isUp(process) || process.state === "STOPPING")) return false;
  const subject =
    `${process.group}:${process.name} ${process.state} ${process.pid ?? ""} ${process.command}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => subject.includes(word));
}

export interface Section {
  /** Undefined: programs that are their own group. */
  readonly group: string | undefined;
  readonly processes: readonly ProcessShape[];
}

/** Processes by group; those that are alone under their own name stand together, first. */
export function sectionsOf(all: Iterable<ProcessShape>): readonly Section[] {
  const groups = groupBy(all);
  const single: ProcessShape[] = [];
  const sections: Section[] = [];
  for (const [group, processes] of [...groups].sort(([a], [b]) => naturalOrder(a, b))) {
    const [first] = processes;
    if (processes.length === 1 && first?.name === group) single.push(first);
    else sections.push({ group, processes: processes.sort((a, b) => naturalOrder(a.name, b.name)) });
  }
  return single.length === 0 ? sections : [{ group: undefined, processes: single }, ...sections];
}

const collator = new Intl.Collator("en", { numeric: true });

function naturalOrder(a: string, b: string): number {
  return collator.compare(a, b);
}

function groupBy(all: Iterable<ProcessShape>): Map<string, ProcessShape[]> {
  const groups = new Map<string, ProcessShape[]>();
  for (const process of all) {
    const members = groups.get(process.group);
    if (members === undefined) groups.set(process.group, [process]);
    else members.push(process);
  }
  return groups;
}
