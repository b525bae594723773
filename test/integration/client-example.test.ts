import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { Daemon, root } from "../helpers/daemon.ts";

test("the client library's example finds, restarts and follows programs", async () => {
  await using daemon = new Daemon({
    programs: `[program:web]
command=/bin/sh -c "sleep 1; echo ready; exec sleep 1000"
[program:broken]
command=@DIR@/not-there-yet
startretries=0
[program:hopeless]
command=/no/such
startretries=0
`,
  });
  await daemon.start();
  await daemon.untilState("broken", "FATAL");
  await daemon.untilState("hopeless", "FATAL");
  writeFileSync(daemon.path("not-there-yet"), "#!/bin/sh\nexec sleep 1000\n");
  chmodSync(daemon.path("not-there-yet"), 0o755);

  const example = spawn(process.execPath, [
    `${root}examples/client/restart-unhealthy.mjs`,
    `unix://${daemon.socket}`,
    "web",
  ]);
  let output = "";
  for (const stream of [example.stdout, example.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  const [status] = await once(example, "exit");
  assert.equal(status, 0, output);
  assert.match(output, /^broken:broken is FATAL/m);
  assert.match(output, /^broken:broken is up again$/m);
  assert.match(output, /^hopeless:hopeless does not come up: .*NO_FILE/m);
  assert.match(output, /^web is ready$/m);
});
