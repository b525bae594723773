import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Daemon } from "../helpers/daemon.ts";
import { until } from "../helpers/until.ts";

function cpuTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

test("a child that closed its output, and a grandchild that kept a dead child's, cost no CPU", async () => {
  await using daemon = new Daemon({
    programs: `[program:closed]
command=/bin/sh -c "exec >&- 2>&-; exec sleep 1000"
[program:left-behind]
command=/bin/sh -c "(sleep 4; echo from the grandchild; exec sleep 8) & exit 0"
startsecs=0
autorestart=false
stdout_logfile=@DIR@/left.log
`,
  });
  await daemon.start();
  await daemon.untilState("left-behind", "EXITED");
  await daemon.untilState("closed", "RUNNING");
  const [before, start] = [cpuTicks(daemon.pid), performance.now()];
  await until("the grandchild's output is logged", () => daemon.read("left.log") === "from the grandchild\n");
  const seconds = (performance.now() - start) / 1000;
  assert.ok(seconds > 2, `${seconds} seconds prove nothing`);
  const used = cpuTicks(daemon.pid) - before;
  // 1 % of a core is a tick of 10 ms a second.
  assert.ok(used <= seconds, `used ${used} ticks in ${seconds} seconds while idle`);
});
