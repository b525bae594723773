import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { FakeSystem } from "../system/fake-system.ts";
import { formatProblem } from "./problem.ts";
import { readSupervisorctlConfig, type SupervisorctlRequest } from "./read-supervisorctl.ts";

function read(text: string, path = "/etc/c.conf") {
  const system = new FakeSystem();
  system.files.put("/etc/c.conf", text);
  const request: SupervisorctlRequest = {
    path,
    files: system.files,
    users: system.users,
    environment: { HOME: "/root", COLOR: "blue" },
    hostName: "host",
    cwd: "/",
    effectiveUid: 0,
  };
  const result = readSupervisorctlConfig(request);
  return result.ok ? result.config : result.problems.map(formatProblem);
}

describe("readSupervisorctlConfig", () => {
  test("has defaults", () => {
    assert.deepEqual(read("[supervisorctl]"), {
      serverurl: "http://localhost:9001",
      username: undefined,
      password: undefined,
      prompt: "supervisor",
      history_file: undefined,
      plugins: [],
    });
  });

  test("expands names and home directories, and collects plug-ins", () => {
    const config = read(`[supervisorctl]
serverurl=unix://%(here)s/s.sock
username=%(ENV_COLOR)s
password=50%%
prompt=%(host_node_name)s
history_file=~/.history
[ctlplugin:extra]
supervisor.ctl_factory=my:make
depth=%(ENV_COLOR)s
`);
    assert.deepEqual(config, {
      serverurl: "unix:///etc/s.sock",
      username: "blue",
      password: "50%",
      prompt: "host",
      history_file: "/root/.history",
      plugins: [
        { name: "extra", factory: "my:make", source: { file: "/etc/c.conf", line: 8 }, options: { depth: "blue" } },
      ],
    });
  });

  test("does not care about faults in sections that it does not read", () => {
    assert.ok(!Array.isArray(read("[supervisorctl]\n[program:x]\nautostart=%(nope)s\n[include]\n")));
  });

  test("refuses a file without the section, and one that is missing", () => {
    assert.deepEqual(read("[supervisord]"), [
      "/etc/c.conf: .ini file does not include supervisorctl section; add a line [supervisorctl] and the serverurl below it",
    ]);
    assert.deepEqual(read("", "/etc/none.conf"), [
      "could not find config file /etc/none.conf; name an existing file with -c",
    ]);
  });

  test("a message about a password does not show it", () => {
    assert.doesNotMatch(String(read("[supervisorctl]\npassword=%(hunter2")), /hunter2/);
  });

  test("loads nothing of programs, since supervisorctl starts for every command", async () => {
    const { metafile } = await build({
      entryPoints: [fileURLToPath(new URL("read-supervisorctl.ts", import.meta.url))],
      bundle: true,
      write: false,
      metafile: true,
      platform: "node",
      format: "esm",
      logLevel: "silent",
    });
    const loaded = Object.keys(metafile.inputs).filter((path) => /options\/|values\//.test(path));
    const needed = ["factory", "supervisorctl", "path", "shell-split", "shell-tokens", "text", "value-type"];
    assert.deepEqual(
      loaded.map((path) => path.replace(/^.*\/|\.ts$/g, "")).filter((name) => !needed.includes(name)),
      [],
    );
  });
});
