import assert from "node:assert/strict";
import { test } from "node:test";
import { Daemon } from "../helpers/daemon.ts";
import { until } from "../helpers/until.ts";

test("1,001 cats are RUNNING, status answers, and all are gone after the shutdown", async () => {
  const daemon = new Daemon({
    supervisord: "minfds=8192",
    programs: `[program:cat]
command=/bin/cat
numprocs=1001
process_name=%(program_name)s_%(process_num)04d
stdout_logfile=NONE
stderr_logfile=NONE
startsecs=1
`,
  });
  await daemon.start();
  try {
    const running = async () => [...(await daemon.states()).values()].filter((state) => state === "RUNNING").length;
    await daemon.untilState("cat:cat_1000", "RUNNING");
    await until("1,001 are RUNNING", async () => (await running()) === 1001, 60_000);
  } finally {
    assert.equal(await daemon.stop(), 0);
  }
});
