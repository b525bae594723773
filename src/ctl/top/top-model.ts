/**
 * What `top` shows and does, without a terminal and without a server: `step` takes what happened and gives the new model and
 * what is to be done. `layout.ts` draws the model.
 */
import type { Key } from "./key.ts";
import { type Sort, type SortKey, sortRows } from "./sort-rows.ts";
import type { TopRow } from "./top-row.ts";

export interface LogText {
  readonly channel: "stdout" | "stderr";
  readonly text: string;
}

export type Action = "start" | "stop" | "restart";

/** What the keys mean now. */
export type View =
  | { readonly kind: "list" }
  /** The filter is typed. */
  | { readonly kind: "filter"; readonly before: string }
  | { readonly kind: "confirm"; readonly action: Action; readonly id: string }
  /** @param back lines that have been scrolled back */
  | { readonly kind: "log"; readonly id: string; readonly lines: readonly LogText[]; readonly back: number }
  | { readonly kind: "help" };

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface TopModel {
  readonly size: Size;
  readonly rows: readonly TopRow[];
  readonly sort: Sort;
  readonly filter: string;
  readonly selected: string | undefined;
  readonly view: View;
  /** What came of the last action. */
  readonly notice: string | undefined;
  /** Why there are no newer facts; undefined while the server answers. */
  readonly lost: string | undefined;
}

export type TopEvent =
  | { readonly kind: "key"; readonly key: Key }
  | { readonly kind: "resized"; readonly size: Size }
  | { readonly kind: "facts"; readonly rows: readonly TopRow[] }
  | { readonly kind: "lost"; readonly reason: string }
  | { readonly kind: "notice"; readonly text: string }
  | { readonly kind: "log"; readonly id: string; readonly lines: readonly LogText[] };

export type TopEffect =
  | { readonly kind: "quit" }
  /** Ctrl-Z. */
  | { readonly kind: "suspend" }
  | { readonly kind: "act"; readonly action: Action; readonly id: string }
  | { readonly kind: "open-log"; readonly id: string }
  | { readonly kind: "close-log" };

export interface Step {
  readonly model: TopModel;
  readonly effects: readonly TopEffect[];
}

/** Lines of a log that are kept. */
const maxLogLines = 2_000;

export function newTopModel(size: Size, rows: readonly TopRow[]): TopModel {
  const view = { kind: "list" } as const;
  const sort = { key: "cpu", reversed: false } as const;
  return { size, rows, sort, filter: "", selected: undefined, view, notice: undefined, lost: undefined };
}

/** The rows that are shown, in their order. */
export function shownRows({ rows, filter, sort }: TopModel): readonly TopRow[] {
  const wanted = filter.toLowerCase();
  const matching = rows.filter(({ id, state }) => `${id} ${state}`.toLowerCase().includes(wanted));
  return sortRows(matching, sort);
}

/** Where the cursor is among the rows that are shown; 0 where it is on none of them. */
export function cursorOf({ selected }: TopModel, shown: readonly TopRow[]): number {
  return Math.max(
    0,
    shown.findIndex(({ id }) => id === selected),
  );
}

export function step(model: TopModel, event: TopEvent): Step {
  switch (event.kind) {
    case "key":
      return press(model, event.key);
    case "resized":
      return only({ ...model, size: event.size });
    case "facts":
      return only({ ...model, rows: event.rows, lost: undefined });
    case "lost":
      return only({ ...model, lost: event.reason });
    case "notice":
      return only({ ...model, notice: event.text });
    case "log": {
      const { view } = model;
      if (view.kind !== "log" || view.id !== event.id) return only(model);
      const lines = [...view.lines, ...event.lines].slice(-maxLogLines);
      // Who has scrolled back goes on reading there.
      const back = view.back === 0 ? 0 : Math.min(lines.length, view.back + event.lines.length);
      return only({ ...model, view: { ...view, lines, back } });
    }
  }
}

function only(model: TopModel, ...effects: readonly TopEffect[]): Step {
  return { model, effects };
}

function press(model: TopModel, key: Key): Step {
  if (key === "ctrl-c") return only(model, { kind: "quit" });
  if (key === "ctrl-z") return only(model, { kind: "suspend" });
  const { view } = model;
  switch (view.kind) {
    case "list":
      return pressInList({ ...model, notice: undefined }, key);
    case "filter":
      return pressInFilter(model, view.before, key);
    case "confirm": {
      const list = { ...model, view: { kind: "list" } } as const;
      return key === "y" || key === "Y" ? only(list, { kind: "act", action: view.action, id: view.id }) : only(list);
    }
    case "log":
      return pressInLog(model, view, key);
    case "help":
      return only({ ...model, view: { kind: "list" } });
  }
}

const sortKeys: Readonly<Record<string, SortKey>> = {
  N: "name",
  S: "state",
  C: "cpu",
  M: "memory",
  U: "uptime",
  R: "restarts",
};

const actions: Readonly<Record<string, Action>> = { s: "start", x: "stop", r: "restart" };

function pressInList(model: TopModel, key: Key): Step {
  const shown = shownRows(model);
  const moved = moves(pageOf(model))[key];
  if (moved !== undefined) {
    const at = Math.min(shown.length - 1, Math.max(0, cursorOf(model, shown) + moved));
    return only({ ...model, selected: shown[at]?.id });
  }
  const sort = sortKeys[key];
  if (sort !== undefined) {
    return only({ ...model, sort: { key: sort, reversed: model.sort.key === sort && !model.sort.reversed } });
  }
  const id = shown[cursorOf(model, shown)]?.id;
  const action = actions[key];
  if (action !== undefined && id !== undefined) {
    const chosen = { ...model, selected: id };
    if (action === "start") return only(chosen, { kind: "act", action, id });
    return only({ ...chosen, view: { kind: "confirm", action, id } });
  }
  switch (key) {
    case "q":
      return only(model, { kind: "quit" });
    case "/":
      return only({ ...model, view: { kind: "filter", before: model.filter } });
    case "escape":
      return only({ ...model, filter: "" });
    case "?":
    case "h":
      return only({ ...model, view: { kind: "help" } });
    case "enter":
    case "l":
      if (id === undefined) return only(model);
      return only({ ...model, selected: id, view: { kind: "log", id, lines: [], back: 0 } }, { kind: "open-log", id });
    default:
      return only(model);
  }
}

/** Rows by which a key moves. */
function moves(page: number): Readonly<Record<string, number>> {
  const all = Number.MAX_SAFE_INTEGER;
  return { up: -1, k: -1, down: 1, j: 1, "page-up": -page, "page-down": page, home: -all, end: all };
}

/** Rows that are left beside the lines of head and foot. */
export function pageOf({ size }: Pick<TopModel, "size">): number {
  return Math.max(1, size.rows - 4);
}

function pressInFilter(model: TopModel, before: string, key: Key): Step {
  const list = { kind: "list" } as const;
  if (key === "enter") return only({ ...model, view: list });
  if (key === "escape") return only({ ...model, view: list, filter: before });
  if (key === "backspace") return only({ ...model, filter: [...model.filter].slice(0, -1).join("") });
  if (key === "space") return only({ ...model, filter: `${model.filter} ` });
  return only([...key].length === 1 ? { ...model, filter: model.filter + key } : model);
}

function pressInLog(model: TopModel, view: Extract<View, { kind: "log" }>, key: Key): Step {
  const moved = moves(pageOf(model))[key];
  if (moved !== undefined) {
    const back = Math.max(0, Math.min(view.lines.length - pageOf(model), view.back - moved));
    return only({ ...model, view: { ...view, back: Math.max(0, back) } });
  }
  if (!["q", "escape", "enter", "l", "backspace"].includes(key)) return only(model);
  return only({ ...model, view: { kind: "list" } }, { kind: "close-log" });
}
