import { Fault } from "../../rpc/faults.ts";
import { findTarget, inOrder, nameOf } from "../../rpc/find-process.ts";
import { problemOf } from "./problem.ts";
import type { Watched, WatchedGroup, WatchedProcess } from "./watched.ts";

/** The process that an id names. Throws `ApiProblem`. */
export function processOf(control: Watched, id: string): WatchedProcess {
  const target = findTarget(control, id);
  if (target instanceof Fault) throw problemOf(target);
  if (target.kind !== "process") throw problemOf(new Fault("BAD_NAME", id));
  return target.process as WatchedProcess;
}

/** Throws `ApiProblem`. */
export function groupOf(control: Watched, name: string): WatchedGroup {
  const group = control.groups.get(name);
  if (group === undefined) throw problemOf(new Fault("BAD_NAME", name));
  return group;
}

/** Ids of the processes that a selection names, each once, in the order in which they start. Throws `ApiProblem`. */
export function idsOf(control: Watched, selection: readonly string[] | undefined): readonly string[] {
  const all = inOrder(control.groups.values());
  if (selection === undefined) return all.map(nameOf);
  const chosen = new Set<string>();
  for (const id of selection) {
    const target = findTarget(control, id);
    if (target instanceof Fault) throw problemOf(target);
    const members = target.kind === "group" ? inOrder([target.group]) : [target.process];
    for (const process of members) chosen.add(nameOf(process));
  }
  return all.map(nameOf).filter((id) => chosen.has(id));
}
