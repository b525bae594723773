import assert from "node:assert/strict";
import { test } from "node:test";
import { KnownProcesses } from "./known-processes.ts";
import { newsBetween } from "./news-between.ts";
import type { WatchedProcess } from "./server-news.ts";

function processOf(id: string, facts: Partial<WatchedProcess> = {}): WatchedProcess {
  const [group = "", name = group] = id.split(":");
  return { id, group, name, state: "RUNNING", pid: 7, startedAt: null, settled: false, ...facts } as WatchedProcess;
}

test("what differs is told, groups that came and went, too", () => {
  const before = [processOf("a"), processOf("b"), processOf("g:x"), processOf("gone:y")];
  const after = [processOf("a"), processOf("b", { pid: 8 }), processOf("g:x", { state: "EXITED" }), processOf("new")];
  const news = newsBetween(before, after);
  assert.deepEqual(
    news.map((each) => (each.kind === "process" ? each.process.id : `${each.kind} ${"group" in each && each.group}`)),
    ["group-removed gone", "group-added new", "b", "g:x"],
  );
  const known = new KnownProcesses();
  known.take({ kind: "snapshot", processes: before, supervisor: "RUNNING" });
  for (const each of news) known.take(each);
  assert.deepEqual(
    [...known.all].sort((a, b) => (a.id < b.id ? -1 : 1)),
    after.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  );
});
