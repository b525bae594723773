/** Keys of the whole page. Fields, menus and dialogs keep theirs to themselves. */
import { clear, restart, showLogs, signal, start, stop } from "./commands.ts";
import { processes } from "./daemon.ts";
import { listedIds } from "./list.ts";
import { cursor, helpShown, panel, question, selection, show } from "./page.ts";
import { theme } from "./theme.ts";

export interface LogKeys {
  readonly toggleFollow: () => void;
  readonly toggleWrap: () => void;
  readonly toggleTimes: () => void;
  readonly step: (by: 1 | -1) => void;
}

export function listenToKeys(log: LogKeys): void {
  const onTargets = (command: (ids: readonly string[]) => void) => (): void => {
    const ids = targets();
    if (ids.length > 0) command(ids);
  };
  const keys: Readonly<Record<string, () => void>> = {
    "/": () => document.getElementById(panel.value === undefined ? "filter" : "log-search")?.focus(),
    j: () => move(1),
    ArrowDown: () => move(1),
    k: () => move(-1),
    ArrowUp: () => move(-1),
    Enter: () => cursor.value !== undefined && show({ kind: "process", id: cursor.value, tab: "logs" }),
    i: () => cursor.value !== undefined && show({ kind: "process", id: cursor.value, tab: "details" }),
    " ": select,
    s: onTargets(start),
    x: onTargets(stop),
    r: onTargets(restart),
    c: onTargets(clear),
    m: onTargets(signal),
    l: () => show({ kind: "main-log" }),
    o: onTargets((ids) => showLogs(ids)),
    g: () => show({ kind: "configuration" }),
    t: () => theme.update((now) => (now === "auto" ? "light" : now === "light" ? "dark" : "auto")),
    f: log.toggleFollow,
    w: log.toggleWrap,
    a: log.toggleTimes,
    n: () => log.step(1),
    N: () => log.step(-1),
    "?": () => helpShown.set(true),
    Escape: () => (panel.value === undefined ? selection.set(new Set()) : show(undefined)),
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || question.value !== undefined || helpShown.value) return;
    const { target, key } = event;
    if (target instanceof HTMLInputElement && target.type !== "checkbox") return;
    // Buttons have Enter and Space, a log has the arrows.
    if (target instanceof HTMLElement && target.closest("button, a") && (key === "Enter" || key === " ")) return;
    if (target instanceof HTMLElement && target.closest(".log-lines") && key.startsWith("Arrow")) return;
    if (target instanceof HTMLInputElement && key === " ") return;
    const act = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}

/** The selection, or what the cursor is on. */
function targets(): readonly string[] {
  if (selection.value.size > 0) return [...selection.value].filter((id) => processes.value.has(id));
  const { value } = cursor;
  return value !== undefined && processes.value.has(value) ? [value] : [];
}

function move(by: 1 | -1): void {
  const ids = listedIds();
  const at = cursor.value === undefined ? -1 : ids.indexOf(cursor.value);
  const next = ids[at === -1 ? (by === 1 ? 0 : ids.length - 1) : Math.min(ids.length - 1, Math.max(0, at + by))];
  cursor.set(next);
  // An open log follows the cursor.
  if (next !== undefined && panel.value?.kind === "process") show({ ...panel.value, id: next });
}

function select(): void {
  const { value } = cursor;
  if (value === undefined) return;
  selection.update((ids) => {
    const next = new Set(ids);
    if (!next.delete(value)) next.add(value);
    return next;
  });
}
