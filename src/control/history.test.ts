import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeControl, type FakeProcess } from "./fake-control.ts";
import { pastEvents } from "./history.ts";

const control = new FakeControl();
const clock = { monotonicMs: () => 10_000 };
const web = control.program("web");
const job = control.program("job");

function told(processes: readonly FakeProcess[], limit = 100): readonly string[] {
  return pastEvents(clock, processes, limit).map(
    ({ process, kind, atWallMs }) => `${process.config.name} ${kind} ${atWallMs}`,
  );
}

test("lives of several processes are told in one order, whatever the wall clock did", () => {
  const status = { kind: "exited", code: 1 } as const;
  web.live(
    { kind: "exited", status, expected: false },
    { startedWallMs: 9_000_000, endedWallMs: 5, endedMs: 4_000, ranMs: 3_000 },
  );
  web.live({ kind: "not-spawned", reason: "no such file", attempt: 1 }, { endedWallMs: 6, endedMs: 5_000 });
  job.live({ kind: "stopped", status }, { startedWallMs: 7, endedWallMs: 8, endedMs: 4_500, ranMs: 2_500 });
  web.pid = 7;
  web.startedWallMs = 9;
  web.uptimeMs = 4_000;
  const all = [
    "web started 9000000",
    "job started 7",
    "web ended 5",
    "job ended 8",
    "web not-started 6",
    "web started 9",
  ];
  assert.deepEqual(told([web, job]), all);
  assert.deepEqual(told([web, job], 2), all.slice(-2));
  assert.deepEqual(told([web, job], 0), []);
  assert.deepEqual(told([job]), ["job started 7", "job ended 8"]);
});

test("what an earlier daemon has left running has no beginning here", () => {
  const left = control.program("left");
  left.pid = 4;
  assert.deepEqual(told([left]), []);
});
