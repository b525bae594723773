import type { ProcessShape } from "../../http/api/shapes.ts";
import { isProblem, isUp, matches, type StateFilter, wordsOf } from "./filter.ts";
import type { History } from "./history.ts";
import { type Order, sortProcesses } from "./order.ts";
import type { RosterGroup } from "./roster.ts";

/** One line of the list. */
export type Item =
  | {
      readonly kind: "head";
      /** Names the section, for what is folded. */
      readonly key: string;
      readonly title: string;
      /** Undefined: it is no group of the configuration. */
      readonly group: string | undefined;
      /** All of the group that the filter lets through. */
      readonly ids: readonly string[];
      readonly up: number;
      readonly problems: number;
      readonly closed: boolean;
      /** No row follows. */
      readonly bare: boolean;
    }
  | {
      readonly kind: "row";
      readonly process: ProcessShape;
      /** Name to show: within a group, without the group's. */
      readonly label: string;
      /** Where a frame is drawn around a section. */
      readonly edge: "first" | "last" | "only" | "middle";
    };

export interface Listing {
  readonly processes: ReadonlyMap<string, ProcessShape>;
  readonly roster: readonly RosterGroup[];
  readonly text: string;
  readonly states: StateFilter;
  readonly order: Order;
  /** Keys of sections that are folded. */
  readonly collapsed: ReadonlySet<string>;
  readonly histories: ReadonlyMap<string, History>;
}

/** Keys that no group can have. */
export const problemsKey = "\0problems";
export const programsKey = "\0programs";

/** The lines of the list. Problems stand first, and only there. */
export function itemsOf(listing: Listing): readonly Item[] {
  const groups = filteredGroups(listing);
  const { order, collapsed } = listing;
  if (order.column !== "name") {
    const all = groups.flatMap(({ members }) => members);
    return rowsOf(sortProcesses(all, order, listing.histories), undefined, false);
  }
  if (order.descending) groups.reverse();
  for (const { members } of groups) if (order.descending) members.reverse();
  const items: Item[] = [];
  const add = (key: string, title: string, group: string | undefined, members: readonly ProcessShape[]): void => {
    const rows = key === problemsKey ? members : members.filter((one) => !isProblem(one));
    if (members.length === 0 || (rows.length === 0 && (group === undefined || listing.states === "problems"))) return;
    const closed = collapsed.has(key);
    const shown = group === undefined && key !== problemsKey ? rows : members;
    items.push({
      kind: "head",
      key,
      title,
      group,
      ids: shown.map(({ id }) => id),
      up: shown.filter(isUp).length,
      problems: key === problemsKey ? 0 : shown.filter(isProblem).length,
      closed,
      bare: closed || rows.length === 0,
    });
    if (!closed) items.push(...rowsOf(rows, group, true));
  };
  add(
    problemsKey,
    "Problems",
    undefined,
    groups.flatMap(({ members }) => members.filter(isProblem)),
  );
  const alone = groups.filter((group) => group.alone);
  add(
    programsKey,
    "Programs",
    undefined,
    alone.flatMap(({ members }) => members),
  );
  for (const { name, members, alone } of groups) if (!alone) add(name, name, name, members);
  return items;
}

interface FilteredGroup {
  readonly name: string;
  readonly alone: boolean;
  readonly members: ProcessShape[];
}

function filteredGroups({ processes, roster, text, states }: Listing): FilteredGroup[] {
  const words = wordsOf(text);
  return roster.map(({ name, alone, ids }) => {
    const members: ProcessShape[] = [];
    for (const id of ids) {
      const process = processes.get(id);
      if (process !== undefined && matches(process, words, states)) members.push(process);
    }
    return { name, alone, members };
  });
}

/** @param below There is a head above them. */
function rowsOf(rows: readonly ProcessShape[], group: string | undefined, below: boolean): Item[] {
  return rows.map((process, at) => {
    const first = at === 0 && !below;
    const last = at === rows.length - 1;
    const edge = first ? (last ? "only" : "first") : last ? "last" : "middle";
    return { kind: "row", process, label: group === undefined ? process.id : process.name, edge };
  });
}
