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
  removeOldAutoLogs(system, { childlogdir: "/tmp", identifier: "it's" }, undefined, assert.fail);
  assert.deepEqual(files.list("/tmp"), ["other.log"]);
});

test("a name that exists is never taken over", () => {
  const { files } = new FakeSystem();
  files.fail("createExclusive", /^\/tmp/, "EEXIST", 3);
  assert.ok(files.exists(createAutoLog(files, "/tmp", { processName: "w", channel: "stderr", identifier: "i" })));
});

for (const [who, prepare] of [
  ["another daemon says that it keeps its own there", ({ files }: FakeSystem) => files.claimsOfOthers.add("/tmp:s")],
  [
    "another supervisord has one open",
    ({ processes }: FakeSystem) =>
      processes.addStranger(7, {
        command: ["/usr/bin/python3", "/usr/bin/supervisord"],
        openFiles: ["/dev/null", "/other/name/of/tmp/b-stdout---s-abcdefgh.log"],
      }),
  ],
] as const) {
  test(`while ${who}, nothing is removed, and that is told`, () => {
    const system = new FakeSystem();
    const told: string[] = [];
    for (const name of ["a", "b"]) system.files.put(`/tmp/${name}-stdout---s-abcdefgh.log`, "");
    prepare(system);
    const claim = system.files.claim("/tmp", "s");
    removeOldAutoLogs(system, { childlogdir: "/tmp", identifier: "s" }, claim, (level, text) =>
      told.push(`${level}: ${text}`),
    );
    assert.equal(system.files.list("/tmp").length, 2);
    assert.deepEqual(told, [
      "warn: old AUTO logs in '/tmp' are not removed: another supervisord with the identifier 's' keeps its own there",
    ]);
  });
}

test("programs that are no supervisord may have what they like open", () => {
  const { files, processes } = new FakeSystem();
  files.put("/tmp/a-stdout---s-abcdefgh.log", "");
  for (const command of [["tail", "-f", "supervisord.log"], ["supervisorctl", "tail"], []]) {
    processes.addStranger(7, { command: command, openFiles: ["/tmp/a-stdout---s-abcdefgh.log"] });
  }
  removeOldAutoLogs({ files, processes }, { childlogdir: "/tmp", identifier: "s" }, undefined, assert.fail);
  assert.deepEqual(files.list("/tmp"), []);
});

test("failures are told and contained", () => {
  const system = new FakeSystem();
  const { files } = system;
  const told: string[] = [];
  const report = (level: string, message: string) => told.push(`${level}: ${message}`);
  removeOldAutoLogs(system, { childlogdir: "/none", identifier: "s" }, undefined, report);
  for (const name of ["a", "b"]) files.put(`/tmp/${name}-stdout---s-abcdefgh.log`, "");
  files.fail("remove", "/tmp/a-stdout---s-abcdefgh.log", "EPERM");
  removeOldAutoLogs(system, { childlogdir: "/tmp", identifier: "s" }, undefined, report);
  assert.deepEqual(told, [
    "warn: Could not clear childlog dir",
    "warn: Failed to clean up '/tmp/a-stdout---s-abcdefgh.log'",
  ]);
  assert.deepEqual(files.list("/tmp"), ["a-stdout---s-abcdefgh.log"]);
});
