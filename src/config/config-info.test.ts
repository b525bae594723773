import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { configInfo } from "./config-info.ts";
import { readText } from "./fixtures.ts";

function infoOf(program: string, active: Parameters<typeof configInfo>[2] = { inuse: false }) {
  const [group] = readText(`[supervisord]\n[program:x]\ncommand=/bin/x\n${program}`).configuration.groups;
  const [process] = group?.processes ?? [];
  assert.ok(group && process);
  return configInfo(process, group, active);
}

describe("configInfo", () => {
  test("of a program with nothing but a command", () => {
    assert.deepEqual(infoOf(""), {
      autostart: true,
      autorestart: "unexpected",
      command: "/bin/x",
      directory: "none",
      exitcodes: [0],
      group: "x",
      group_prio: 999,
      inuse: false,
      killasgroup: false,
      name: "x",
      process_prio: 999,
      redirect_stderr: false,
      serverurl: "none",
      startretries: 3,
      startsecs: 1,
      stopsignal: 15,
      stopwaitsecs: 10,
      uid: "none",
      stdout_capture_maxbytes: 0,
      stdout_events_enabled: false,
      stdout_logfile: "auto",
      stdout_logfile_backups: 10,
      stdout_logfile_maxbytes: 52_428_800,
      stdout_syslog: false,
      stderr_capture_maxbytes: 0,
      stderr_events_enabled: false,
      stderr_logfile: "auto",
      stderr_logfile_backups: 10,
      stderr_logfile_maxbytes: 52_428_800,
      stderr_syslog: false,
    });
  });

  test("autorestart=true is a boolean", () => assert.equal(infoOf("autorestart=true").autorestart, true));
  test("a user is shown by number", () => assert.equal(infoOf("user=nobody").uid, 65_534));
  test("automatic log files are shown by name where it is known", () => {
    const info = infoOf("stderr_logfile=NONE", { inuse: true, logPaths: { stdout: "/tmp/x.log" } });
    assert.deepEqual([info.inuse, info.stdout_logfile, info.stderr_logfile], [true, "/tmp/x.log", "none"]);
  });
});
