import assert from "node:assert/strict";
import { test } from "node:test";
import { newTopModel, shownRows, step, type TopEffect, type TopModel } from "./top-model.ts";
import type { TopRow } from "./top-row.ts";

function row(id: string, change: Partial<TopRow> = {}): TopRow {
  const none = { pid: undefined, cpuPercent: undefined, residentBytes: undefined, uptimeSeconds: undefined };
  return { id, state: "RUNNING", ...none, restarts: 0, description: "", ...change };
}

const rows = [
  row("api", { cpuPercent: 1, residentBytes: 300, uptimeSeconds: 10, restarts: 2 }),
  row("db", { cpuPercent: 90, residentBytes: 100, uptimeSeconds: 500 }),
  row("old", { state: "STOPPED", restarts: undefined }),
  row("web", { cpuPercent: 1, residentBytes: 200, uptimeSeconds: 30, state: "FATAL" }),
];

/** What comes of some keys. */
function press(...keys: readonly string[]): { model: TopModel; effects: TopEffect[]; ids: readonly string[] } {
  let model = newTopModel({ columns: 80, rows: 24 }, rows);
  const effects: TopEffect[] = [];
  for (const key of keys) {
    const next = step(model, { kind: "key", key });
    model = next.model;
    effects.push(...next.effects);
  }
  return { model, effects, ids: shownRows(model).map(({ id }) => id) };
}

test("keys sort, and turn the order round; what is equal stands by name", () => {
  assert.deepEqual(press().ids, ["db", "api", "web", "old"]);
  assert.deepEqual(press("C").ids, ["old", "api", "web", "db"], "once more: reversed");
  assert.deepEqual(press("M").ids, ["api", "web", "db", "old"]);
  assert.deepEqual(press("U").ids, ["db", "web", "api", "old"]);
  assert.deepEqual(press("R").ids, ["api", "db", "web", "old"]);
  assert.deepEqual(press("S").ids, ["web", "api", "db", "old"]);
  assert.deepEqual(press("N", "N").ids, ["web", "old", "db", "api"]);
});

test("the filter is typed, kept and taken back", () => {
  assert.deepEqual(press("/", "B").ids, ["db", "web"]);
  assert.deepEqual(press("/", "f", "a", "t", "enter").ids, ["web"], "states count");
  assert.equal(press("/", "x", "q").model.filter, "xq");
  assert.equal(press("/", "x", "backspace", "space", "up").model.filter, " ");
  assert.deepEqual(press("/", "w", "escape").ids.length, 4);
  assert.deepEqual(press("/", "w", "enter", "escape").ids.length, 4);
});

test("the cursor stays with its process, and within the list", () => {
  assert.equal(press("j", "down").model.selected, "web");
  assert.equal(press("end", "down").model.selected, "old");
  assert.equal(press("end", "k", "up").model.selected, "api");
  assert.equal(press("page-down", "home").model.selected, "db");
  assert.equal(press("j", "N").model.selected, "api");
  assert.equal(press("/", "x", "x", "enter", "j").model.selected, undefined);
});

test("start is done at once; stop and restart are asked for, and only y does them", () => {
  assert.deepEqual(press("s").effects, [{ kind: "act", action: "start", id: "db" }]);
  assert.deepEqual(press("x").effects, []);
  assert.deepEqual(press("j", "x", "y").effects, [{ kind: "act", action: "stop", id: "api" }]);
  assert.deepEqual(press("r", "Y").effects, [{ kind: "act", action: "restart", id: "db" }]);
  for (const key of ["n", "enter", "escape", "x"]) assert.deepEqual(press("x", key).effects, []);
  assert.deepEqual(press("/", "n", "o", "n", "e", "enter", "x", "y", "s", "l").effects, []);
});

test("what is asked for is done to the process that was asked about, wherever the cursor is by then", () => {
  const { model } = press("x");
  const later = step(model, { kind: "facts", rows: [row("new", { cpuPercent: 100 }), ...rows] }).model;
  assert.deepEqual(step(later, { kind: "key", key: "y" }).effects, [{ kind: "act", action: "stop", id: "db" }]);
});

test("a log is opened, scrolled and closed; lines of another one are late", () => {
  const { model, effects } = press("l");
  assert.deepEqual(effects, [{ kind: "open-log", id: "db" }]);
  const lines = Array.from({ length: 100 }, (_, index) => ({ channel: "stdout" as const, text: String(index) }));
  const filled = step(model, { kind: "log", id: "db", lines }).model;
  const late = step(filled, { kind: "log", id: "api", lines }).model;
  assert.equal(late, filled);
  const back = step(filled, { kind: "key", key: "page-up" }).model;
  assert.equal(back.view.kind === "log" && back.view.back, 20);
  const more = step(back, { kind: "log", id: "db", lines: lines.slice(0, 5) }).model;
  assert.equal(more.view.kind === "log" && more.view.back, 25, "what is read stays in its place");
  const bottom = step(more, { kind: "key", key: "end" }).model;
  assert.equal(bottom.view.kind === "log" && bottom.view.back, 0);
  for (const key of ["q", "escape"]) {
    const closed = step(bottom, { kind: "key", key });
    assert.deepEqual([closed.model.view.kind, closed.effects], ["list", [{ kind: "close-log" }]]);
  }
});

test("Ctrl-C and Ctrl-Z work everywhere, q in the list", () => {
  for (const keys of [[], ["/"], ["x"], ["l"], ["?"]]) {
    assert.deepEqual(press(...keys, "ctrl-c").effects.at(-1), { kind: "quit" });
    assert.deepEqual(press(...keys, "ctrl-z").effects.at(-1), { kind: "suspend" });
  }
  assert.deepEqual(press("q").effects, [{ kind: "quit" }]);
  assert.deepEqual(press("?", "q").effects, []);
});

test("facts take back that the server was lost, a key takes back a notice", () => {
  const lost = step(press().model, { kind: "lost", reason: "refused" }).model;
  assert.equal(lost.lost, "refused");
  assert.equal(step(lost, { kind: "facts", rows }).model.lost, undefined);
  const told = step(press().model, { kind: "notice", text: "web: started" }).model;
  assert.equal(step(told, { kind: "key", key: "j" }).model.notice, undefined);
});
