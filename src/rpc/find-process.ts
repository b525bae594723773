import { planSteps } from "../plan/plan-steps.ts";
import type { Control, ControlledGroup, ControlledProcess } from "./control.ts";
import { Fault } from "./faults.ts";

export type Target =
  | { readonly kind: "process"; readonly process: ControlledProcess }
  | { readonly kind: "group"; readonly group: ControlledGroup };

/**
 * What a name means: "foo" is process foo of group foo, "g:p" process p of group g (the first colon splits), "g:" and
 * "g:*" the whole group g.
 */
export function findTarget(control: Control, name: string): Target | Fault {
  const colon = name.indexOf(":");
  const groupName = colon === -1 ? name : name.slice(0, colon);
  const processName = colon === -1 ? name : name.slice(colon + 1);
  const group = control.groups.get(groupName);
  if (group === undefined) return new Fault("BAD_NAME", name);
  if (colon !== -1 && (processName === "" || processName === "*")) return { kind: "group", group };
  const process = group.processes.find((member) => member.config.name === processName);
  return process === undefined ? new Fault("BAD_NAME", name) : { kind: "process", process };
}

/** The same where only a single process will do. */
export function findProcess(control: Control, name: string): ControlledProcess | Fault {
  const target = findTarget(control, name);
  if (target instanceof Fault) return target;
  return target.kind === "process" ? target.process : new Fault("BAD_NAME", name);
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
