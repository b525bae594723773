import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { test } from "node:test";
import { Daemon } from "../helpers/daemon.ts";
import { until } from "../helpers/until.ts";

test("1,000 rotations and 200 SIGUSR2 leave the descriptor table as it was", async () => {
  await using daemon = new Daemon({
    programs: `[program:writer]
command=/bin/sh -c 'while read n; do head -c "$n" /dev/zero; echo done >&2; done'
stdout_logfile=@DIR@/writer.log
stdout_logfile_maxbytes=1024
stdout_logfile_backups=3
stderr_logfile=@DIR@/writer.err
`,
  });
  await daemon.start();
  await daemon.untilState("writer", "RUNNING");
  const baseline = daemon.descriptors;
  const inode = (): number => statSync(daemon.path("writer.log")).ino;
  let rotations = 0;
  for (let last = inode(); rotations < 1000; ) {
    await daemon.rpc("supervisor.sendProcessStdin", "writer", "1024\n".repeat(50));
    const before = readFileSync(daemon.path("writer.err"), "utf8").length;
    await until("the writer has written", () => readFileSync(daemon.path("writer.err"), "utf8").length >= before);
    const now = inode();
    if (now !== last) rotations += 1;
    last = now;
    rotations += 49;
  }
  for (let i = 0; i < 200; i++) {
    daemon.signal("SIGUSR2");
    if (i % 20 === 0) await daemon.rpc("supervisor.getState");
  }
  await until("all reopenings are logged", () => (daemon.log.match(/supervisord logreopen/g) ?? []).length > 0);
  await until("descriptors are back to the baseline", () => daemon.descriptors <= baseline);
  assert.deepEqual(
    daemon.descriptorTargets.filter((target) => target.includes("(deleted)")),
    [],
  );
});
