/** In which order the list is shown: by name, with groups and the problems first, or all in one by a figure. */
import type { ProcessShape } from "../../http/api/shapes.ts";
import { isProblem } from "./filter.ts";
import type { History } from "./history.ts";

export const columns = ["name", "state", "uptime", "starts", "pid", "cpu", "memory"] as const;
export type Column = (typeof columns)[number];

export interface Order {
  readonly column: Column;
  readonly descending: boolean;
}

export const usualOrder: Order = { column: "name", descending: false };

/** The first click shows what is looked for: the most. */
const descendingFirst: ReadonlySet<Column> = new Set(["starts", "cpu", "memory"]);

/** After a click on the head of a column. */
export function nextOrder({ column, descending }: Order, clicked: Column): Order {
  return { column: clicked, descending: column === clicked ? !descending : descendingFirst.has(clicked) };
}

/** Whether the order changes with the figures of every two seconds. */
export function isByUsage({ column }: Order): boolean {
  return column === "cpu" || column === "memory";
}

const stateRanks = ["FATAL", "UNKNOWN", "BACKOFF", "EXITED", "STARTING", "STOPPING", "RUNNING", "STOPPED"];

type Histories = ReadonlyMap<string, History>;

/** Sorts by a column other than the name. What has no figure comes last, and equals stay in the order of names. */
export function sortProcesses(
  processes: readonly ProcessShape[],
  { column, descending }: Order,
  histories: Histories,
): readonly ProcessShape[] {
  const sign = descending ? -1 : 1;
  // Plain numbers: ten thousand are sorted every two seconds.
  const keys = Float64Array.from(processes, (process) => keyOf(process, column, histories) ?? Number.NaN);
  const places = Array.from(processes, (_, at) => at);
  places.sort((a, b) => {
    const one = keys[a] as number;
    const other = keys[b] as number;
    if (Number.isNaN(one) || Number.isNaN(other))
      return Number(Number.isNaN(one)) - Number(Number.isNaN(other)) || a - b;
    return sign * (one - other) || a - b;
  });
  return places.map((at) => processes[at] as ProcessShape);
}

function keyOf(process: ProcessShape, column: Column, histories: Histories): number | undefined {
  const { id, pid, state } = process;
  switch (column) {
    case "state":
      return (isProblem(process) ? 0 : 100) + stateRanks.indexOf(state);
    case "uptime":
      return pid === null || process.startedAt === null ? undefined : -Date.parse(process.startedAt);
    case "starts":
      return process.starts;
    case "pid":
      return pid ?? undefined;
    case "cpu":
      return histories.get(id)?.cpuPercent.at(-1);
    case "memory":
      return histories.get(id)?.residentBytes.at(-1);
    case "name":
      return 0;
  }
}
