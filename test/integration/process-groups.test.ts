import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Daemon, isAlive } from "../helpers/daemon.ts";
import { until } from "../helpers/until.ts";

const tree = `command=/bin/sh -c "sh -c '${process.execPath} -e \\"setInterval(()=>{},1000)\\" & echo $! > @DIR@/grandchild; wait' & wait"`;

test("stopasgroup stops a shell, its shell and that one's Node.js program whole", async () => {
  await using daemon = new Daemon({ programs: `[program:tree]\n${tree}\nstopasgroup=true\n` });
  await daemon.start();
  await daemon.untilState("tree", "RUNNING");
  const grandchild = Number(readFileSync(daemon.path("grandchild"), "utf8"));
  assert.ok(isAlive(grandchild));
  assert.equal(daemon.ctl("stop", "tree").stdout, "tree: stopped\n");
  await until("the grandchild is gone", () => !isAlive(grandchild));
});

test("killasgroup kills what ignores the stop signal, whole", async () => {
  await using daemon = new Daemon({
    programs: `[program:tree]
command=/bin/sh -c "trap '' TERM; (trap '' TERM; echo $$ > @DIR@/x; sh -c 'echo $PPID > @DIR@/grandchild; exec sleep 1000'); true"
stopwaitsecs=1
killasgroup=true
`,
  });
  await daemon.start();
  await daemon.untilState("tree", "RUNNING");
  const grandchild = Number(readFileSync(daemon.path("grandchild"), "utf8"));
  daemon.ctl("stop", "tree");
  await until("the subshell is gone", () => !isAlive(grandchild));
  assert.match(daemon.log, /WARN killing 'tree' \(\d+\) with SIGKILL/);
});
