import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Daemon, isAlive } from "../helpers/daemon.ts";
import { until } from "../helpers/until.ts";

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}

const programs = `[program:parent]
command=/bin/sh -c "(sleep 2 & echo $! > @DIR@/orphan.part); mv @DIR@/orphan.part @DIR@/orphan; exec sleep 1000"
`;

for (const subreaper of [true, false]) {
  test(`with subreaper=${subreaper} the daemon ${subreaper ? "adopts and reaps" : "leaves"} orphans`, async () => {
    await using daemon = new Daemon({ supervisord: `subreaper=${subreaper}`, programs });
    await daemon.start();
    await until("there is an orphan", () => existsSync(daemon.path("orphan")));
    const orphan = Number(daemon.read("orphan"));
    await until("it has a new parent", async () => parentOf(orphan) !== (await daemon.pidOf("parent")));
    assert.equal(parentOf(orphan) === daemon.pid, subreaper);
    await until("it has ended", () => !isAlive(orphan));
    if (subreaper) {
      await until("its end is told", () => daemon.log.includes(`reaped unknown pid ${orphan} (exit status 0)`));
    }
  });
}
