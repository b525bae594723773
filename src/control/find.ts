/** What names mean, and all that there is, in order. */
import { compareNames, planSteps } from "../plan/plan-steps.ts";
import type { Caller } from "./caller.ts";
import type { ControlledGroup, ControlledProcess } from "./control.ts";
import { Refusal } from "./refusal.ts";

/** What of a caller the search needs. */
export type Seeker = Pick<Caller, "control">;

export type Target =
  | { readonly kind: "process"; readonly process: ControlledProcess }
  | { readonly kind: "group"; readonly group: ControlledGroup };

/**
 * What a name means: "foo" is process foo of group foo, "g:p" process p of group g (the first colon splits), "g:" and
 * "g:*" the whole group g.
 */
export function findTarget({ control }: Seeker, name: string): Target | Refusal {
  const colon = name.indexOf(":");
  const groupName = colon === -1 ? name : name.slice(0, colon);
  const processName = colon === -1 ? name : name.slice(colon + 1);
  const group = control.groups.get(groupName);
  if (group === undefined) return new Refusal("BAD_NAME", name);
  if (colon !== -1 && (processName === "" || processName === "*")) return { kind: "group", group };
  const process = group.processes.find((member) => member.config.name === processName);
  return process === undefined ? new Refusal("BAD_NAME", name) : { kind: "process", process };
}

/** The same where only a single process will do. */
export function findProcess(seeker: Seeker, name: string): ControlledProcess | Refusal {
  const target = findTarget(seeker, name);
  if (target instanceof Refusal) return target;
  return target.kind === "process" ? target.process : new Refusal("BAD_NAME", name);
}

/** The group of that very name. */
export function findGroup({ control }: Seeker, name: string): ControlledGroup | Refusal {
  return control.groups.get(name) ?? new Refusal("BAD_NAME", name);
}

/**
 * The processes that several names mean, each once, in the order in which they are acted upon.
 * @param names undefined: all
 */
export function selectProcesses(
  seeker: Seeker,
  names: readonly string[] | undefined,
): readonly ControlledProcess[] | Refusal {
  const all = everybody(seeker);
  if (names === undefined) return all;
  const chosen = new Set<ControlledProcess>();
  for (const name of names) {
    const target = findTarget(seeker, name);
    if (target instanceof Refusal) return target;
    for (const process of target.kind === "group" ? target.group.processes : [target.process]) chosen.add(process);
  }
  return all.filter((process) => chosen.has(process));
}

/** "name" or "group:name", as clients name a process. */
export function nameOf(process: ControlledProcess): string {
  const { name } = process.config;
  return process.groupName === name ? name : `${process.groupName}:${name}`;
}

/** The processes of groups in the order in which they are acted upon. */
export function inOrder(groups: Iterable<ControlledGroup>): readonly ControlledProcess[] {
  return planSteps(groups, "request").flat();
}

/** All processes, in the order in which they are acted upon. */
export function everybody({ control }: Seeker): readonly ControlledProcess[] {
  return inOrder(control.groups.values());
}

/** All processes, ordered by the names of group and process. */
export function allProcesses(seeker: Seeker): readonly ControlledProcess[] {
  return groupsByName(seeker).flatMap(processesByName);
}

export function groupsByName({ control }: Seeker): readonly ControlledGroup[] {
  return [...control.groups.values()].sort((a, b) => compareNames(a.name, b.name));
}

export function processesByName(group: ControlledGroup): readonly ControlledProcess[] {
  return [...group.processes].sort((a, b) => compareNames(a.config.name, b.config.name));
}
