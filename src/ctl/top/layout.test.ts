import assert from "node:assert/strict";
import { test } from "node:test";
import { displayWidth } from "./display-width.ts";
import { layout } from "./layout.ts";
import { newTopModel, step, type TopEvent, type TopModel } from "./top-model.ts";
import type { TopRow } from "./top-row.ts";

const rows: readonly TopRow[] = Array.from({ length: 50 }, (_, index) => ({
  id: `worker:worker_${String(index).padStart(2, "0")}`,
  state: index === 7 ? "FATAL" : "RUNNING",
  pid: index === 7 ? undefined : 1_000 + index,
  cpuPercent: index === 7 ? undefined : index / 10,
  residentBytes: index === 7 ? undefined : 1_048_576 * index,
  uptimeSeconds: index === 7 ? undefined : index * 4_000,
  restarts: index,
  description: `pid ${1_000 + index}, uptime 0:00:0${index % 10}`,
}));

function model(
  columns: number,
  height: number,
  keys: readonly string[] = [],
  events: readonly TopEvent[] = [],
): TopModel {
  let now = newTopModel({ columns, rows: height }, rows);
  for (const key of keys) now = step(now, { kind: "key", key }).model;
  for (const event of events) now = step(now, event).model;
  return now;
}

const plain = (line: string): string => line.replace(/\x1b\[[\d;]*m/g, "");

test("24 lines of 80 columns have every column of figures", () => {
  const lines = layout(model(80, 24, ["N"]), false).map((line) => plain(line).trimEnd());
  assert.deepEqual(lines.slice(0, 5), [
    "50 processes: 49 RUNNING, 1 FATAL  cpu 121.8%  mem 1.2G",
    "",
    "NAMEv                          STATE        PID   CPU%     MEM   UPTIME RESTARTS",
    "worker:worker_00               RUNNING     1000    0.0      0K       0s        0",
    "worker:worker_01               RUNNING     1001    0.1    1.0M    1h 6m        1",
  ]);
  assert.match(lines[10] ?? "", /^worker:worker_07 +FATAL +- +- +- +- +7$/);
  assert.match(lines.at(-1) ?? "", /^q quit {2}\/ filter/);
});

test("10 lines of 40 columns keep what matters most", () => {
  const lines = layout(model(40, 10, ["N"]), false).map(plain);
  assert.equal(lines[2], "NAMEv            STATE      CPU%     MEM");
  assert.equal(lines.length, 10);
});

test("a wide terminal has the description, too", () => {
  const lines = layout(model(140, 10, ["N"]), false).map(plain);
  assert.match(lines[3] ?? "", /^worker:worker_00 RUNNING .* 0 pid 1000, uptime 0:00:00 +$/);
});

test("no line is wider than the screen, nor are there more than fit, in any view and size", () => {
  const log = {
    kind: "log",
    id: "worker:worker_49",
    lines: [{ channel: "stderr", text: "\u65e5".repeat(200) }],
  } as const;
  for (const columns of [1, 2, 5, 12, 20, 39, 40, 76, 80, 200]) {
    for (const height of [1, 2, 3, 4, 5, 10, 24]) {
      for (const keys of [[], ["/", "w"], ["x"], ["l"], ["?"], ["end"]]) {
        for (const events of [[], [{ kind: "lost", reason: "r".repeat(300) } as const], [log]]) {
          const lines = layout(model(columns, height, keys, events), true);
          assert.ok(lines.length <= height);
          for (const line of lines) assert.ok(displayWidth(plain(line)) <= columns, `${columns}x${height} ${line}`);
        }
      }
    }
  }
});

test("the cursor is always on the screen", () => {
  for (const key of ["end", "page-down", "home"]) {
    const lines = layout(model(80, 12, ["N", key]), false);
    assert.equal(lines.filter((line) => line.startsWith("\x1b[7m")).length, 1, key);
  }
});

test("names and logs of a hostile server cannot act on the terminal", () => {
  const evil = "\x1b]0;x\x07\u202e\r\n\tend";
  const now = newTopModel({ columns: 80, rows: 24 }, [
    { ...(rows[0] as TopRow), id: evil, state: evil, description: evil },
  ]);
  const opened = step(step(now, { kind: "key", key: "l" }).model, {
    kind: "log",
    id: evil,
    lines: [{ channel: "stdout", text: `\x1b[31m${evil}\x1b[2J` }],
  }).model;
  for (const each of [
    now,
    opened,
    step(now, { kind: "lost", reason: evil }).model,
    step(now, { kind: "key", key: "x" }).model,
  ]) {
    for (const line of layout(each, true)) assert.doesNotMatch(plain(line), /[\x00-\x1f\u202e]/);
  }
});
