import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeSystem } from "../system/fake-system.ts";
import { createAutoLog, isAutoLogOf, removeOldAutoLogs } from "./auto-log.ts";

test("only the AUTO logs of exactly this identifier are taken for its own", () => {
  const own = [
    "web-stdout---supervisor-a1b2c3_4.log",
    "web-stderr---supervisor-ABCDEFGH.log.1",
    "a---b-stdout---supervisor-abcdefgh.log.10",
  ];
  const foreign = [
    "web-stdout---supervisor-2-abcdefgh.log",
    "web-stdout---my---supervisor-abcdefgh.log",
    "web-stdout---supervisor-abcdefg.log",
    "web-stdout---supervisor-abcdefgh.log.bak",
    "web-stdout---supervisor-abcdefgh.log.1.gz",
    "web-stdin---supervisor-abcdefgh.log",
    "notes---supervisor-abcdefgh.log",
    "---supervisor-abcdefgh.log",
  ];
  assert.deepEqual(
    [...own, ...foreign].filter((name) => isAutoLogOf("supervisor", name)),
    own,
  );
});

test("an identifier is a word, not a pattern", () => {
  assert.equal(isAutoLogOf(".*", "web-stdout---supervisor-abcdefgh.log"), false);
  assert.equal(isAutoLogOf("a[b", "web-stdout---a[b-abcdefgh.log"), true);
});

test("what is created is cleaned up in the next life, with its backups", () => {
  const system = new FakeSystem();
  const { files } = system;
  const path = createAutoLog(files, "/tmp", { processName: "web", channel: "stdout", identifier: "it's" });
  files.put(`${path}.1`, "old");
  files.put("/tmp/other.log", "kept");
  assert.equal(system.descriptors.count, 3);
  removeOldAutoLogs(files, "/tmp", "it's", assert.fail);
  assert.deepEqual(files.list("/tmp"), ["other.log"]);
});

test("a name that exists is never taken over", () => {
  const { files } = new FakeSystem();
  files.fail("createExclusive", /^\/tmp/, "EEXIST", 3);
  assert.ok(files.exists(createAutoLog(files, "/tmp", { processName: "w", channel: "stderr", identifier: "i" })));
});

test("failures are told and contained", () => {
  const { files } = new FakeSystem();
  const told: string[] = [];
  const report = (level: string, message: string) => told.push(`${level}: ${message}`);
  removeOldAutoLogs(files, "/none", "s", report);
  for (const name of ["a", "b"]) files.put(`/tmp/${name}-stdout---s-abcdefgh.log`, "");
  files.fail("remove", "/tmp/a-stdout---s-abcdefgh.log", "EPERM");
  removeOldAutoLogs(files, "/tmp", "s", report);
  assert.deepEqual(told, [
    "warn: Could not clear childlog dir",
    "warn: Failed to clean up '/tmp/a-stdout---s-abcdefgh.log'",
  ]);
  assert.deepEqual(files.list("/tmp"), ["a-stdout---s-abcdefgh.log"]);
});
