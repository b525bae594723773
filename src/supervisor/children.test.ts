import assert from "node:assert/strict";
import { test } from "node:test";
import { exited } from "../system/fake-system.ts";
import { groupConfig, programConfig, Workshop } from "./fixtures.ts";

test("at level debug each reaping that finds somebody is told, after what became of them", () => {
  const workshop = new Workshop();
  const config = programConfig({ name: "brief", startsecs: 0, autorestart: false });
  const [process] = workshop.group(groupConfig("brief", [config])).processes;
  assert.ok(process);
  process.start();
  workshop.system.exit(process.pid, exited(0));
  assert.deepEqual(
    workshop.messages("info", "debug").filter((line) => /^exited|SIGCHLD/.test(line)),
    ["exited: brief (exit status 0; expected)", "received SIGCHLD indicating a child quit"],
  );
});
