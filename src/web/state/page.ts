/** What the visitor has chosen: filter, selection, cursor, what is open. */
import type { ConfigurationShape } from "../../http/api/shapes.ts";
import type { StateFilter } from "./filter.ts";
import { columns, type Order, usualOrder } from "./order.ts";
import { Store } from "./store.ts";
import { storeChoice, storedChoice } from "./stored.ts";

export const filterText = new Store("");
export const stateFilter = new Store<StateFilter>("all");
export const selection = new Store<ReadonlySet<string>>(new Set());
/** Id of the process that the keys act on. */
export const cursor = new Store<string | undefined>(undefined);
const orderKey = "supervisor-order";
const orders = columns.flatMap((column) => [`${column} up`, `${column} down`] as const);

export const order = new Store<Order>(storedOrder());
order.watch(() => storeChoice(orderKey, `${order.value.column} ${order.value.descending ? "down" : "up"}`));

function storedOrder(): Order {
  const [column, direction] = storedChoice(orderKey, orders, "name up").split(" ");
  return { column: columns.find((one) => one === column) ?? usualOrder.column, descending: direction === "down" };
}

/** Keys of the sections that are folded. */
export const collapsed = new Store<ReadonlySet<string>>(new Set());

/** What the panel beside the list shows. */
export type Panel =
  | { readonly kind: "process"; readonly id: string; readonly tab: "logs" | "details" }
  /** Of several processes together. */
  | { readonly kind: "logs"; readonly ids: readonly string[] }
  | { readonly kind: "main-log" }
  | { readonly kind: "configuration" };

export const panel = new Store<Panel | undefined>(panelOf(location.hash));
export const configuration = new Store<ConfigurationShape | undefined>(undefined);

/** A question before something that cannot be taken back. */
export interface Question {
  readonly title: string;
  readonly text: string;
  /** Names of what is concerned. */
  readonly items: readonly string[];
  readonly confirm: string;
  readonly danger: boolean;
  /** Asks for a signal too. */
  readonly signal?: boolean;
  readonly act: (signal: string) => void;
}

export const question = new Store<Question | undefined>(undefined);
export const helpShown = new Store(false);

export interface Toast {
  readonly key: number;
  readonly kind: "done" | "failed";
  readonly text: string;
}

export const toasts = new Store<readonly Toast[]>([]);
let lastToast = 0;

export function say(kind: Toast["kind"], text: string): void {
  const key = ++lastToast;
  toasts.update((all) => [...all.slice(-4), { key, kind, text }]);
  setTimeout(() => dismiss(key), kind === "failed" ? 12_000 : 4_000);
}

export function dismiss(key: number): void {
  toasts.update((all) => all.filter((toast) => toast.key !== key));
}

/** What failed while nobody answered says nothing any more. */
export function forgetFailures(): void {
  toasts.update((all) => all.filter(({ kind }) => kind !== "failed"));
}

/** Opens a panel, in the address too: it can be bookmarked, and the browser's way back closes it. */
export function show(next: Panel | undefined): void {
  const hash = hashOf(next);
  if (location.hash === hash || (hash === "" && location.hash === "#")) panel.set(next);
  else if (hash === "") {
    history.pushState(null, "", location.pathname + location.search);
    panel.set(undefined);
  } else location.hash = hash;
}

export function followAddress(): void {
  const follow = (): void => panel.set(panelOf(location.hash));
  addEventListener("hashchange", follow);
  addEventListener("popstate", follow);
}

function hashOf(shown: Panel | undefined): string {
  if (shown === undefined) return "";
  if (shown.kind === "process") {
    return `#/process/${encodeURIComponent(shown.id)}${shown.tab === "details" ? "/details" : ""}`;
  }
  if (shown.kind === "logs") return `#/logs/${shown.ids.map(encodeURIComponent).join("/")}`;
  return shown.kind === "main-log" ? "#/log" : "#/configuration";
}

function panelOf(hash: string): Panel | undefined {
  const [, kind, ...rest] = hash.split("/");
  const [id, tab] = rest;
  if (kind === "log") return { kind: "main-log" };
  if (kind === "configuration") return { kind: "configuration" };
  if (id === undefined) return undefined;
  try {
    if (kind === "logs") return { kind: "logs", ids: rest.map(decodeURIComponent) };
    if (kind !== "process") return undefined;
    return { kind: "process", id: decodeURIComponent(id), tab: tab === "details" ? "details" : "logs" };
  } catch {
    return undefined;
  }
}
