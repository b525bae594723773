import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FakeSystem } from "../system/fake-system.ts";
import { readText } from "./fixtures.ts";
import { sectionKinds } from "./options/sections.ts";
import { renderSampleConfiguration } from "./sample-configuration.ts";

describe("the sample configuration", () => {
  const sample = renderSampleConfiguration();

  test("loads without a word, with the usual socket and files", () => {
    const { configuration } = readText(sample);
    assert.deepEqual(configuration.notices, []);
    assert.deepEqual(configuration.groups, []);
    assert.deepEqual(
      configuration.servers.map((server) => server.kind === "unix" && server.file),
      ["/tmp/supervisor.sock"],
    );
    assert.deepEqual(
      configuration.rpcInterfaces.map(({ name }) => name),
      ["supervisor"],
    );
    assert.deepEqual(configuration.supervisord.logfile, { kind: "file", path: "/tmp/supervisord.log" });
    assert.equal(configuration.supervisord.pidfile, "/tmp/supervisord.pid");
  });

  test("its values are the defaults, but for the files", () => {
    const { configuration } = readText(sample);
    const { supervisord: defaults } = readText("[supervisord]").configuration;
    const { logfile, pidfile } = configuration.supervisord;
    assert.deepEqual(configuration.supervisord, { ...defaults, logfile, pidfile });
  });

  test("shows every option of every section", () => {
    const lines = new Set(sample.split("\n").map((line) => line.replace(/^;/, "").replace(/=.*/, "")));
    const missing = sectionKinds.flatMap(({ options }) => Object.keys(options)).filter((key) => !lines.has(key));
    assert.deepEqual(missing, []);
  });

  test("loads with every comment mark in front of a setting removed", () => {
    const system = new FakeSystem();
    system.users.addUser({ name: "chrism", uid: 1000, gid: 1000, home: "/", shell: "/bin/sh" });
    system.users.addGroup("chrism", 1000);
    const all = sample
      .replace(/^;([a-z[])/gm, "$1")
      .replace("progname1,progname2", "theprogramname")
      .replaceAll("/a/path", "/tmp/path");
    const { configuration } = readText(all, system);
    assert.deepEqual(
      configuration.groups.map(({ name }) => name),
      ["theeventlistenername", "thefcgiprogramname", "thegroupname"],
    );
    assert.deepEqual(
      configuration.notices.map(({ message }) => message),
      ['No file matches via include "/etc/relative/directory/*.ini"'],
    );
  });
});
