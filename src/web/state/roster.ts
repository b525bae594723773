import type { ProcessShape } from "../../http/api/shapes.ts";
import { byText, naturalKey } from "./natural-order.ts";

export interface RosterGroup {
  readonly name: string;
  /** A program that is its own group. */
  readonly alone: boolean;
  readonly ids: readonly string[];
}

/**
 * Which processes there are, in the order of their names; those that are alone under their own name stand first. It
 * changes with the configuration only, so that nothing else has to be sorted when a process changes.
 */
export function rosterOf(all: Iterable<ProcessShape>): readonly RosterGroup[] {
  const groups = new Map<string, ProcessShape[]>();
  for (const process of all) {
    const members = groups.get(process.group);
    if (members === undefined) groups.set(process.group, [process]);
    else members.push(process);
  }
  const roster = [...groups].map(([name, members]) => ({
    key: naturalKey(name),
    name,
    alone: members.length === 1 && members[0]?.name === name,
    ids: sortedIds(members),
  }));
  return roster.sort((a, b) => Number(b.alone) - Number(a.alone) || byText(a.key, b.key));
}

function sortedIds(members: readonly ProcessShape[]): readonly string[] {
  return members
    .map(({ id, name }) => ({ id, key: naturalKey(name) }))
    .sort((a, b) => byText(a.key, b.key))
    .map(({ id }) => id);
}
