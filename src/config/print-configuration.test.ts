import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FakeSystem } from "../system/fake-system.ts";
import { readText } from "./fixtures.ts";
import { printConfiguration } from "./print-configuration.ts";

describe("printConfiguration", () => {
  const system = new FakeSystem();
  system.files.put(
    "/etc/d/x.ini",
    '[program:x]\nstartsecs=5\nenvironment=API_KEY=hunter2,DATABASE_URL="postgres://u:hunter2@db/x",COOKIE=hunter2\nserverurl=http://u:hunter2@localhost:9001\n',
  );
  const read = readText(
    `[supervisord]
umask=027
environment=SENTRY_DSN="https://hunter2@sentry.example/1"
[inet_http_server]
port=*:9001
username=u
password=hunter2
[program:x]
command=/bin/x --to=smtp://u:hunter2@mail
[DEFAULT]
startretries=9
[include]
files=d/*
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
target=https://hunter2@sentry.example/1
api_token=hunter2
`,
    system,
  );
  const text = printConfiguration(read, { loglevel: "debug" });
  const printed = JSON.parse(text);

  test("gives each value with the place that it comes from", () => {
    assert.deepEqual(printed.files, ["/etc/c.conf", "/etc/d/x.ini"]);
    assert.deepEqual(printed.supervisord.umask, { value: "027", origin: "/etc/c.conf:2" });
    assert.deepEqual(printed.supervisord.minfds, { value: 1024, origin: "default" });
    assert.equal(printed.supervisord.loglevel.origin, "command line");
    const [group] = printed.groups;
    const [process] = group.processes;
    assert.deepEqual([group.name, group.section, process.name], ["x", "program:x", "x"]);
    assert.deepEqual(process.options.command, { value: "/bin/x --to=smtp://***@mail", origin: "/etc/c.conf:9" });
    assert.deepEqual(process.options.startsecs, { value: 5, origin: "/etc/d/x.ini:2" });
    assert.deepEqual(process.options.startretries, { value: 9, origin: "/etc/c.conf:11" });
    assert.deepEqual(process.options.stdout_logfile, { value: "AUTO", origin: "default" });
  });

  test("masks secrets", () => {
    assert.doesNotMatch(text, /hunter2/);
    const [{ options }] = printed.servers;
    assert.deepEqual(options.password, { value: "***", origin: "/etc/c.conf:7" });
    assert.deepEqual(printed.groups[0].processes[0].options.environment.value, {
      API_KEY: "***",
      DATABASE_URL: "***",
      COOKIE: "***",
      SENTRY_DSN: "***",
    });
    assert.deepEqual(printed.supervisord.environment.value, { SENTRY_DSN: "***" });
    assert.equal(printed.groups[0].processes[0].options.serverurl.value, "http://***@localhost:9001");
    assert.equal(printed.groups[0].processes[0].options.command.value, "/bin/x --to=smtp://***@mail");
    assert.equal(printed.rpcinterfaces[0].options.target.value, "https://***@sentry.example/1");
    assert.equal(printed.rpcinterfaces[0].options.api_token.value, "***");
  });
});
