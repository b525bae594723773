import type { TopRow } from "./top-row.ts";

export type SortKey = "name" | "state" | "cpu" | "memory" | "uptime" | "restarts";

export interface Sort {
  readonly key: SortKey;
  /** Figures begin with the largest, names and states with the first, unless reversed. */
  readonly reversed: boolean;
}

/** What needs somebody first. */
const states = ["FATAL", "BACKOFF", "UNKNOWN", "STARTING", "STOPPING", "RUNNING", "EXITED", "STOPPED"];

/** Negative: the first one stands above. */
const comparisons: Readonly<Record<SortKey, (one: TopRow, other: TopRow) => number>> = {
  name: byName,
  state: (one, other) => states.indexOf(one.state) - states.indexOf(other.state),
  cpu: (one, other) => (other.cpuPercent ?? -1) - (one.cpuPercent ?? -1),
  memory: (one, other) => (other.residentBytes ?? -1) - (one.residentBytes ?? -1),
  uptime: (one, other) => (other.uptimeSeconds ?? -1) - (one.uptimeSeconds ?? -1),
  restarts: (one, other) => (other.restarts ?? -1) - (one.restarts ?? -1),
};

export function sortRows(rows: readonly TopRow[], { key, reversed }: Sort): readonly TopRow[] {
  const compare = comparisons[key];
  // What is equal stands by name: rows that change places without a reason cannot be read.
  return [...rows].sort((one, other) => (reversed ? -compare(one, other) : compare(one, other)) || byName(one, other));
}

/** By code unit, as the server sorts. */
function byName({ id: one }: TopRow, { id: other }: TopRow): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
