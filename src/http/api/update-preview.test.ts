import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeControl, FakeGroup, FakeProcess } from "../../control/fake-control.ts";
import { previewUpdate } from "./update-preview.ts";

test("an update stops what runs or waits to run, and starts what starts by itself", () => {
  const control = new FakeControl();
  const members = ["up", "waiting", "down"].map((name) => new FakeProcess(name));
  const [up, waiting] = members;
  up?.become("RUNNING", 7);
  waiting?.become("BACKOFF");
  control.add("old", members);
  control.program("same");
  const same = control.groups.get("same")?.config;
  assert.ok(same);
  const added = new FakeGroup("new", [
    new FakeProcess("new", { autostart: true }),
    new FakeProcess("other", { autostart: true }),
    new FakeProcess("manual", { autostart: false }),
  ]);
  const [first, second, ...others] = previewUpdate(control, [added.config, same]);
  assert.deepEqual(first, { group: "new", change: "added", options: [], stops: [], starts: ["new", "new:other"] });
  assert.deepEqual([second?.group, second?.change, second?.starts], ["old", "removed", []]);
  assert.ok(second?.stops.includes("old:up") && !second.stops.includes("old:down"));
  assert.deepEqual(others, []);
});
