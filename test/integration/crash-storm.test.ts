import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { test } from "node:test";
import { Daemon } from "../helpers/daemon.ts";
import { until } from "../helpers/until.ts";

test("a storm of crashing programs does not starve the control plane", async () => {
  await using daemon = new Daemon({
    supervisord: "logfile_maxbytes=1MB\nlogfile_backups=1",
    programs: `[program:storm]
command=/bin/false
numprocs=50
process_name=%(program_name)s_%(process_num)02d
startsecs=0
autorestart=true
stdout_logfile=NONE
stderr_logfile=NONE
[program:calm]
command=/bin/sleep 1000
startsecs=0
`,
  });
  await daemon.start();
  await daemon.untilState("calm", "RUNNING");
  for (let i = 0; i < 10; i++) {
    assert.equal(daemon.ctl("restart", "calm").stdout, "calm: stopped\ncalm: started\n");
  }
});

test("a missing program with endless retries stays answerable and writes a bounded log", async () => {
  await using daemon = new Daemon({
    programs: `[program:missing]
command=/no/such/program
startretries=1000000000
`,
  });
  await daemon.start();
  await until("three attempts were made", () => (daemon.log.match(/spawnerr/g) ?? []).length >= 3);
  assert.match(daemon.ctl("status").stdout, /missing +BACKOFF +can't find command '\/no\/such\/program'/);
  assert.ok(statSync(daemon.path("supervisord.log")).size < 10_000);
});
