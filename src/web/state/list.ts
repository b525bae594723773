import { histories, processes, roster } from "./daemon.ts";
import { type Item, itemsOf, type Listing } from "./listing.ts";
import { collapsed, filterText, order, stateFilter } from "./page.ts";

let last: { readonly listing: Listing; readonly items: readonly Item[] } | undefined;

/** The lines of the list as they are to be shown now. */
export function listedItems(): readonly Item[] {
  const listing: Listing = {
    processes: processes.value,
    roster: roster.value,
    text: filterText.value,
    states: stateFilter.value,
    order: order.value,
    collapsed: collapsed.value,
    histories,
  };
  const before = last?.listing;
  const same =
    before !== undefined && Object.entries(listing).every(([name, value]) => before[name as keyof Listing] === value);
  if (last === undefined || !same) last = { listing, items: itemsOf(listing) };
  return last.items;
}

/** For new figures, which are written in place. */
export function sortAgain(): void {
  last = undefined;
}

/** Ids of the rows that can be seen, in order. */
export function listedIds(): readonly string[] {
  return listedItems().flatMap((item) => (item.kind === "row" ? [item.process.id] : []));
}
