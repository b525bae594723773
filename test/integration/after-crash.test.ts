import assert from "node:assert/strict";
import { test } from "node:test";
import { Daemon, isAlive } from "../helpers/daemon.ts";
import { until } from "../helpers/until.ts";

test("a daemon killed by SIGKILL and started again never has two instances of a program", async () => {
  await using daemon = new Daemon({
    programs: `[program:polite]
command=/bin/sleep 1000
[program:stubborn]
command=/bin/sh -c "trap '' TERM; while :; do sleep 0.1; done"
stopwaitsecs=1
killasgroup=true
`,
  });
  await daemon.start();
  await daemon.untilState("polite", "RUNNING");
  await daemon.untilState("stubborn", "RUNNING");
  const left = [...(await daemon.processes()).values()].map(({ pid }) => pid);
  daemon.signal("SIGKILL");
  await daemon.ended();
  assert.deepEqual(left.map(isAlive), [true, true]);
  await daemon.start();
  await until("both run again", async () =>
    [...(await daemon.states()).values()].every((state) => state === "RUNNING"),
  );
  assert.deepEqual(left.map(isAlive), [false, false]);
  assert.match(daemon.log, /WARN stopping 'polite' \(\d+\), which a supervisord that did not end in order left behind/);
});
