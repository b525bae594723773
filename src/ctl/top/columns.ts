/** The columns of the table: what is in each, how wide it is, and which give way on a narrow terminal. */
import { showSeconds } from "../show-figures.ts";
import { displayWidth } from "./display-width.ts";
import type { SortKey } from "./sort-rows.ts";
import type { TopRow } from "./top-row.ts";

export interface Column {
  readonly title: string;
  readonly sort: SortKey | undefined;
  readonly width: number;
  readonly align: "left" | "right";
  readonly text: (row: TopRow) => string;
}

interface Optional extends Column {
  /** What gives way first has the highest. */
  readonly rank: number;
}

const unknown = "-";

const others: readonly Optional[] = [
  { title: "STATE", sort: "state", width: 8, align: "left", rank: 0, text: ({ state }) => state },
  {
    title: "PID",
    sort: undefined,
    width: 7,
    align: "right",
    rank: 5,
    text: ({ pid }) => (pid ? String(pid) : unknown),
  },
  { title: "CPU%", sort: "cpu", width: 6, align: "right", rank: 1, text: ({ cpuPercent }) => percent(cpuPercent) },
  {
    title: "MEM",
    sort: "memory",
    width: 7,
    align: "right",
    rank: 2,
    text: ({ residentBytes }) => bytes(residentBytes),
  },
  {
    title: "UPTIME",
    sort: "uptime",
    width: 8,
    align: "right",
    rank: 3,
    text: ({ uptimeSeconds }) => (uptimeSeconds === undefined ? unknown : showSeconds(Math.floor(uptimeSeconds))),
  },
  {
    title: "RESTARTS",
    sort: "restarts",
    width: 8,
    align: "right",
    rank: 4,
    text: ({ restarts }) => String(restarts ?? unknown),
  },
];

/** Names are whole before there is a column more, unless they are longer than this. */
const wholeName = 30;
const leastDescription = 30;

/** The columns that fit, with a space between them; the name takes what is left, and tells most when all fits. */
export function columnsFor(width: number, rows: readonly TopRow[]): readonly Column[] {
  const taken = (columns: readonly Column[]) => columns.reduce((sum, column) => sum + column.width + 1, 0);
  const longest = rows.reduce((most, { id }) => Math.max(most, displayWidth(id)), "NAME".length);
  const leastName = Math.min(wholeName, Math.max(12, longest));
  let shown = others;
  while (shown.length > 0 && leastName + taken(shown) > width) {
    const last = Math.max(...shown.map(({ rank }) => rank));
    shown = shown.filter(({ rank }) => rank !== last);
  }
  const left = Math.max(1, width - taken(shown));
  const hasDescription = left - longest - 1 >= leastDescription;
  const nameWidth = hasDescription ? longest : left;
  const name: Column = { title: "NAME", sort: "name", width: nameWidth, align: "left", text: ({ id }) => id };
  const description: Column = {
    title: "DESCRIPTION",
    sort: undefined,
    width: left - longest - 1,
    align: "left",
    text: (row) => row.description,
  };
  return [name, ...shown, ...(hasDescription ? [description] : [])];
}

function percent(value: number | undefined): string {
  if (value === undefined) return unknown;
  return value >= 100 ? String(Math.round(value)) : value.toFixed(1);
}

/** `812K`, `48.3M`: units of 1024. */
export function bytes(count: number | undefined): string {
  if (count === undefined) return unknown;
  let value = count / 1_024;
  let unit = 0;
  while (value >= 1_024 && unit < units.length - 1) {
    value /= 1_024;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)}${units[unit]}`;
}

const units = ["K", "M", "G", "T"];
