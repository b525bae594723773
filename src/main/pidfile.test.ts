import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeLogSystem } from "../logging/fake-log-system.ts";
import { pidfileExists, removePidfile, writePidfile } from "./pidfile.ts";

const path = "/run/supervisord.pid";

test("a pid file is written, and removed by the daemon that wrote it", () => {
  const { system, log } = setup();
  writePidfile(system.files, log, path, 42);
  assert.equal(system.files.text(path), "42\n");
  assert.equal(pidfileExists(system.files, path), true);
  removePidfile(system.files, path, 43);
  assert.equal(pidfileExists(system.files, path), true);
  removePidfile(system.files, path, 42);
  assert.equal(pidfileExists(system.files, path), false);
});

test("a device may stand for it, and tells nothing of a crash", () => {
  const { system, log } = setup();
  writePidfile(system.files, log, "/dev/null", 42);
  assert.match(system.files.text("/var/log/main.log"), /INFO supervisord started with pid 42/);
  assert.equal(pidfileExists(system.files, "/dev/null"), false);
});

test("what is no pid file is neither written nor removed", () => {
  const { system, log } = setup();
  system.files.putSpecial(path, "pipe");
  writePidfile(system.files, log, path, 42);
  removePidfile(system.files, path, 42);
  assert.match(system.files.text("/var/log/main.log"), /CRIT could not write pidfile \/run\/supervisord.pid/);
  assert.equal(system.files.exists(path), true);
});

function setup() {
  const system = new FakeLogSystem();
  system.files.makeDirectory("/run");
  return { system, log: system.openActivityLog() };
}
