import assert from "node:assert/strict";
import { test } from "node:test";
import type { Configuration } from "../config/configuration.ts";
import { groupConfig, programConfig, Workshop } from "./fixtures.ts";
import { Supervisor } from "./supervisor.ts";

/** A daemon in memory that would run `cat`, and has not begun. */
function beforeItsStart() {
  const workshop = new Workshop();
  const { system, log, openLogs, surroundings } = workshop;
  const groups = [groupConfig("cat", [programConfig()])];
  const configuration = { supervisord: { identifier: "supervisor" }, groups } as unknown as Configuration;
  const supervisor = new Supervisor({
    system,
    configuration,
    readConfiguration: () => ({ ok: true, configuration }),
    log,
    openLogs,
    loadResultHandler: surroundings.loadResultHandler,
    environment: { PATH: "/bin" },
    serverUrl: undefined,
  });
  return { ...workshop, supervisor };
}

// Clients wait until the groups are there (http/admission.ts); a plugin has the daemon in its hands before.

test("a shutdown before the start ends the daemon, and nothing is started any more", async () => {
  const { system, supervisor } = beforeItsStart();
  supervisor.shutdown();
  supervisor.start(false);
  system.advance(1000);
  assert.equal(await supervisor.finished, "SHUTDOWN");
  assert.equal(system.processes.spawned.length, 0);
});

test("a group that was added before the start is there once, and started once", () => {
  const { system, supervisor, log } = beforeItsStart();
  assert.deepEqual(supervisor.addGroup("cat"), { ok: true });
  const added = supervisor.groups.get("cat");
  supervisor.start(false);
  system.advance(1000);
  assert.equal(supervisor.groups.get("cat"), added);
  assert.equal(system.processes.spawned.length, 1);
  assert.deepEqual(
    log.lines.filter((line) => line.includes("already running")),
    [],
  );
});
