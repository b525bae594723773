import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
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
  // Each line that is written fills the log, so that each makes a rotation.
  const written = (): number => daemon.read("writer.err").length / "done\n".length;
  for (let rotations = 50; rotations <= 1000; rotations += 50) {
    await daemon.rpc("supervisor.sendProcessStdin", "writer", "1024\n".repeat(50));
    await until(`${rotations} lines are written`, () => written() === rotations);
  }
  const sizeOf = (name: string): number => statSync(daemon.path(name)).size;
  await until("the last is rotated", () => existsSync(daemon.path("writer.log")) && sizeOf("writer.log") === 0);
  for (const backup of [1, 2, 3]) assert.ok(sizeOf(`writer.log.${backup}`) >= 1024);
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
