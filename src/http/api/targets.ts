/** What the names in an address or a body mean. All of these throw `ApiProblem` where there is no such thing. */
import type { ControlledGroup, ControlledProcess } from "../../control/control.ts";
import { findGroup, findProcess, type Seeker, selectProcesses } from "../../control/find.ts";
import { unlessRefused } from "./problem.ts";

/** The process that an id names. */
export function processOf(seeker: Seeker, id: string): ControlledProcess {
  return unlessRefused(findProcess(seeker, id));
}

export function groupOf(seeker: Seeker, name: string): ControlledGroup {
  return unlessRefused(findGroup(seeker, name));
}

/** The processes that a selection names, each once, in the order in which they start; without one, all. */
export function processesOf(seeker: Seeker, selection: readonly string[] | undefined): readonly ControlledProcess[] {
  return unlessRefused(selectProcesses(seeker, selection));
}
