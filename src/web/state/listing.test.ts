import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProcessShape } from "../../http/api/shapes.ts";
import { noteRetry } from "./filter.ts";
import type { History } from "./history.ts";
import { itemsOf, type Listing, programsKey } from "./listing.ts";
import { nextOrder, usualOrder } from "./order.ts";
import { rosterOf } from "./roster.ts";

type Facts = Partial<Pick<ProcessShape, "state" | "pid" | "starts" | "flapping" | "trouble" | "command">>;

function shape(id: string, facts: Facts = {}): ProcessShape {
  const [group = "", name = group] = id.split(":");
  const rest = { startedAt: null, exit: null, trouble: null, flapping: null, starts: 1, command: "/bin/cat" };
  return { id, group, name, state: "RUNNING", pid: 7, ...rest, ...facts } as unknown as ProcessShape;
}

function listed(processes: readonly ProcessShape[], choices: Partial<Listing> = {}): readonly string[] {
  const listing: Listing = {
    processes: new Map(processes.map((process) => [process.id, process])),
    roster: rosterOf(processes),
    text: "",
    states: "all",
    order: usualOrder,
    collapsed: new Set(),
    histories: new Map(),
    ...choices,
  };
  return itemsOf(listing).map((item) =>
    item.kind === "head" ? `[${item.title} ${item.up}/${item.ids.length}]` : item.label,
  );
}

const down = { state: "FATAL", pid: null } as const;

test("problems come first and only there, then what is alone, then groups; numbers count", () => {
  const all = [shape("b:10"), shape("b:9"), shape("b:2", down), shape("z"), shape("A", down), shape("m")];
  assert.deepEqual(listed(all), ["[Problems 0/2]", "A", "b:2", "[Programs 2/2]", "m", "z", "[b 2/3]", "9", "10"]);
});

test("a group of which all failed keeps its head, for what can be done to all of it", () => {
  const all = [shape("b:1", down), shape("b:2", down)];
  assert.deepEqual(listed(all), ["[Problems 0/2]", "b:1", "b:2", "[b 0/2]"]);
  assert.deepEqual(listed(all, { states: "problems" }), ["[Problems 0/2]", "b:1", "b:2"]);
});

test("what flaps is a problem while it runs, and can be looked for", () => {
  const flapping = { ends: 3 } as unknown as ProcessShape["flapping"];
  const all = [shape("calm"), shape("restless", { flapping })];
  assert.deepEqual(listed(all), ["[Problems 1/1]", "restless", "[Programs 1/1]", "calm"]);
  assert.deepEqual(listed(all, { text: "FLAP rest" }), ["[Problems 1/1]", "restless"]);
});

test("one that is tried again stays among the problems until it is up", () => {
  const failed = shape("a", { state: "BACKOFF", pid: null });
  const again = shape("a", { state: "STARTING" });
  assert.deepEqual(listed([again]), ["[Programs 1/1]", "a"]);
  noteRetry(failed, again);
  assert.deepEqual(listed([again]), ["[Problems 1/1]", "a"]);
  const twice = shape("a", { state: "STARTING" });
  noteRetry(again, twice);
  assert.deepEqual(listed([twice]), ["[Problems 1/1]", "a"]);
});

test("a folded section shows its head", () => {
  const all = [shape("a"), shape("b:1"), shape("b:2")];
  assert.deepEqual(listed(all, { collapsed: new Set([programsKey, "b"]) }), ["[Programs 1/1]", "[b 2/2]"]);
});

test("sorted by a figure all stand in one, and what has none comes last either way", () => {
  const history = (bytes: number): History => ({ cpuPercent: [], residentBytes: [1, bytes] });
  const histories = new Map([
    ["a", history(5)],
    ["b:1", history(9)],
    ["b:2", history(7)],
  ]);
  const all = [shape("a"), shape("b:1"), shape("b:2"), shape("off", { state: "STOPPED", pid: null })];
  const by = nextOrder(usualOrder, "memory");
  assert.deepEqual(by, { column: "memory", descending: true });
  assert.deepEqual(listed(all, { order: by, histories }), ["b:1", "b:2", "a", "off"]);
  const other = nextOrder(by, "memory");
  assert.deepEqual(listed(all, { order: other, histories }), ["a", "b:2", "b:1", "off"]);
  assert.deepEqual(nextOrder(by, "name"), usualOrder);
});

test("by name turned round, groups and rows are, but the problems stay first", () => {
  const all = [shape("a"), shape("b:1"), shape("b:2"), shape("c:1"), shape("x", down)];
  const order = nextOrder(usualOrder, "name");
  assert.deepEqual(listed(all, { order }), [
    "[Problems 0/1]",
    "x",
    "[Programs 1/1]",
    "a",
    "[c 1/1]",
    "1",
    "[b 2/2]",
    "2",
    "1",
  ]);
});
