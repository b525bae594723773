import { isDeepStrictEqual } from "node:util";
import type { GroupConfig } from "./configuration.ts";

/** Names of groups, each list in the order of the configuration that holds them. */
export interface GroupDifference {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/**
 * What `reread` reports: how the groups of a pending configuration differ from the active ones. Every option that
 * matters to a process counts, the merged environment and AUTO log files included (Supervisor overlooks a change to or
 * from AUTO); comments, the order of sections and of variables, and the file a section stands in do not.
 */
export function diffConfiguration(active: readonly GroupConfig[], pending: readonly GroupConfig[]): GroupDifference {
  const activeByName = new Map(active.map((group) => [group.name, group]));
  const pendingNames = new Set(pending.map((group) => group.name));
  const added: string[] = [];
  const changed: string[] = [];
  for (const group of pending) {
    const former = activeByName.get(group.name);
    if (former === undefined) added.push(group.name);
    else if (!isDeepStrictEqual(former, group)) changed.push(group.name);
  }
  const removed = active.filter((group) => !pendingNames.has(group.name)).map((group) => group.name);
  return { added, changed, removed };
}
