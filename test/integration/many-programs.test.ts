import assert from "node:assert/strict";
import { test } from "node:test";
import { Daemon } from "../helpers/daemon.ts";
import { until } from "../helpers/until.ts";

test("200 programs start and stop, and the daemon's descriptors return to the baseline", async () => {
  await using daemon = new Daemon({
    programs: `[program:many]
command=/bin/sleep 1000
numprocs=200
process_name=%(program_name)s_%(process_num)03d
autostart=false
`,
  });
  await daemon.start();
  const count = async (state: string) => [...(await daemon.states()).values()].filter((each) => each === state).length;
  assert.equal(await count("STOPPED"), 200);
  // The notes of children are open from the first one on.
  daemon.ctl("start", "many:many_000");
  daemon.ctl("stop", "many:many_000");
  const baseline = daemon.descriptors;
  for (let round = 0; round < 2; round++) {
    daemon.ctl("start", "many:*");
    assert.equal(await count("RUNNING"), 200);
    assert.ok(daemon.descriptors >= baseline + 200);
    daemon.ctl("stop", "many:*");
    assert.equal(await count("STOPPED"), 200);
    await until("descriptors are back to the baseline", () => daemon.descriptors <= baseline);
  }
});
