import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Daemon, isAlive, root } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";

test("a program whose file hangs when it is executed does not stop the daemon, and runs when the file answers", {
  skip: process.platform === "linux" ? requires("/usr/bin/python3").skip : "needs leases",
}, async () => {
  await using daemon = new Daemon({
    programs:
      "[program:hanging]\ncommand=@DIR@/program\nautostart=false\nstartsecs=0\n[program:other]\ncommand=/bin/cat\n",
  });
  const file = daemon.path("program");
  writeFileSync(file, "#!/bin/sh\nexec sleep 1000\n");
  chmodSync(file, 0o755);
  await daemon.start();
  await daemon.untilState("other", "RUNNING");
  const holder = spawn("/usr/bin/python3", [join(root, "test/programs/hold-lease.py"), file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    await once(holder.stdout, "data");
    // Its answer may take as long as a spawn waits at most; far less than the kernel lets the lease stand.
    assert.match(await daemon.rpc("supervisor.startProcess", "hanging", false), /<boolean>1<\/boolean>/);
    assert.ok(holder.exitCode === null && isAlive(holder.pid ?? 0));
    assert.equal((await daemon.states()).get("other"), "RUNNING");
    const pid = await daemon.pidOf("hanging");
    assert.ok(pid > 0);
  } finally {
    holder.kill("SIGKILL");
    await once(holder, "exit");
  }
  await until("it runs", () => daemon.ctl("status", "hanging").stdout.includes("RUNNING"));
  assert.equal(daemon.ctl("stop", "hanging").stdout, "hanging: stopped\n");
});
