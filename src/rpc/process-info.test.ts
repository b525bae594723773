import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeProcess } from "../control/fake-control.ts";
import { renderValue } from "../xmlrpc/render-response.ts";
import { preparedProcessInfo, processInfo } from "./process-info.ts";

test("the short way to the XML of an info leads to the same text, whatever has changed", () => {
  const process = new FakeProcess("a&b");
  process.groupName = "<g>";
  let now = 1_700_000_000_000;
  const changes: (() => void)[] = [
    () => {},
    () => process.become("STARTING", 7),
    () => process.become("RUNNING", 7),
    () => Object.assign(process, { uptimeMs: 90_061_000 }),
    () => Object.assign(process, { startedWallMs: now }),
    () => Object.assign(process, { stoppedWallMs: now }),
    () => Object.assign(process, { exitStatus: 3 }),
    () => Object.assign(process, { spawnError: "can't <find> it" }),
    () => process.become("BACKOFF"),
    () => Object.assign(process, { spawnError: "another & another\x1b" }),
    () => Object.assign(process.stdoutLog, { path: "/tmp/out" }),
    () => Object.assign(process, { stderrLog: undefined }),
    () => process.become("STOPPED"),
  ];
  for (const change of changes) {
    change();
    now += 61_000;
    // Once with what was remembered before, once with what is remembered now.
    for (let look = 0; look < 2; look++) {
      const { struct, xml } = preparedProcessInfo(process, now);
      assert.deepEqual(struct, processInfo(process, now));
      assert.equal(xml.join(""), renderValue(struct));
    }
  }
});
