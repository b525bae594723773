import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Daemon } from "../helpers/daemon.ts";
import { until } from "../helpers/until.ts";

const cat = "[program:cat]\ncommand=/bin/cat\nstartsecs=0\n";

test("no signal that comes between two lives ends the daemon, or is lost", async () => {
  await using daemon = new Daemon({ programs: cat });
  await daemon.start();
  // Not waits for anything: the moments at which the signals come are what is tried.
  for (let round = 0; round < 400; round++) {
    process.kill(daemon.pid, round % 4 === 3 ? "SIGUSR2" : "SIGHUP");
    await sleep(round % 7);
  }
  await daemon.untilState("cat", "RUNNING");
  assert.equal(daemon.ctl("status").status, 0);
  const lives = (): number => (daemon.log.match(/supervisord started with pid/g) ?? []).length;
  assert.ok(lives() > 3, `${lives()} lives`);
  assert.doesNotMatch(daemon.log, /unexpected/);
});

test("an exit that is asked for at any moment of a restart ends the daemon in order", async () => {
  for (let delay = 0; delay < 40; delay += 2) {
    await using daemon = new Daemon({ programs: cat });
    await daemon.start();
    process.kill(daemon.pid, "SIGHUP");
    await sleep(delay);
    process.kill(daemon.pid, "SIGTERM");
    assert.equal(await daemon.ended(), 0, `${delay} ms after SIGHUP`);
    await until("the log tells", () => /received SIGTERM indicating exit request/.test(daemon.log));
  }
});
