/** As PID 1 of a container, without an init of its own beside it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { bin, Daemon } from "../helpers/daemon.ts";
import { until } from "../helpers/until.ts";

const unshare = ["--pid", "--fork", "--mount-proc", "--kill-child"];
const works = existsSync("/usr/bin/unshare") && spawnSync("unshare", [...unshare, "true"]).status === 0;

/** pids as seen from outside: the daemon is the child of unshare. */
function childOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return Number(children.split(" ")[0]);
}

function statesOfDescendants(pid: number): string[] {
  const states: string[] = [];
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const status = readFileSync(`/proc/${entry}/status`, "utf8");
      if (new RegExp(`^PPid:\\s+${pid}$`, "m").test(status)) states.push(/^State:\s+(\S)/m.exec(status)?.[1] ?? "?");
    } catch {
      // ended meanwhile
    }
  }
  return states;
}

describe("as PID 1", { skip: works ? false : "missing: the right to make a PID namespace" }, () => {
  test("500 orphans are reaped, every tracked child still has its own exit status, SIGTERM ends all", async () => {
    const daemon = new Daemon({
      programs: `[program:orphans]
command=/bin/sh -c 'i=0; while [ $i -lt 500 ]; do (sleep 0.05 &); i=$((i+1)); done; exec sleep 1000'
[program:seven]
command=/bin/sh -c 'sleep 1.2; exit 7'
process_name=%(program_name)s_%(process_num)02d
numprocs=20
autorestart=false
`,
    });
    const args = [...unshare, `${bin}/supervisord`, "-n", "-c", daemon.configuration];
    await daemon.startAs("/usr/bin/unshare", args);
    const inner = childOf(daemon.pid);
    try {
      await until(
        "all twenty have exited",
        async () => [...(await daemon.states()).values()].filter((s) => s === "EXITED").length === 20,
      );
      await until("no zombie is left", () => !statesOfDescendants(inner).includes("Z"));
      const exits = daemon.log.match(/exited: seven_\d\d \(exit status 7; not expected\)/g) ?? [];
      assert.equal(exits.length, 20);
      await until("500 orphans were reaped", () => (daemon.log.match(/reaped unknown pid \d+/g) ?? []).length >= 500);
    } finally {
      process.kill(inner, "SIGTERM");
      assert.equal(await daemon.ended(), 0);
      await daemon.stop();
    }
  });
});
