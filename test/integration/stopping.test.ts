import assert from "node:assert/strict";
import { test } from "node:test";
import { Daemon } from "../helpers/daemon.ts";
import { until } from "../helpers/until.ts";

test("a stop during BACKOFF is not undone by the retry that was due", async () => {
  const program = (name: string) => `[program:${name}]\ncommand=/no/such/${name}\nstartretries=100\n`;
  await using daemon = new Daemon({ programs: program("missing") + program("other") });
  await daemon.start();
  await daemon.untilState("missing", "BACKOFF");
  assert.equal(daemon.ctl("stop", "missing").stdout, "missing: stopped\n");
  const attempts = (name: string): number => daemon.log.split(`command '/no/such/${name}'`).length - 1;
  const before = attempts("missing");
  const others = attempts("other");
  // The same retries were due for both; each waits longer than the one before.
  await until("the other was tried twice more", () => attempts("other") >= others + 2);
  assert.equal((await daemon.states()).get("missing"), "STOPPED");
  assert.equal(attempts("missing"), before);
});

test("a stop sends its signal once, and a child that exits on its own meanwhile is stopped", async () => {
  await using daemon = new Daemon({
    programs: `[program:counting]
command=/bin/sh -c "trap 'echo TERM' TERM; n=0; while [ $n -lt 40 ]; do sleep 0.05; n=$((n+1)); done; exit 7"
stdout_logfile=@DIR@/counting.log
autorestart=true
stopwaitsecs=30
`,
  });
  await daemon.start();
  await daemon.untilState("counting", "RUNNING");
  assert.equal(daemon.ctl("stop", "counting").stdout, "counting: stopped\n");
  assert.equal(daemon.read("counting.log"), "TERM\n");
  assert.match(daemon.log, /stopped: counting \(exit status 7\)/);
  assert.equal((await daemon.states()).get("counting"), "STOPPED");
});

test("a directory that is not there is told in spawnerr, in the activity log and in the child's log", async () => {
  await using daemon = new Daemon({
    programs: `[program:lost]
command=/bin/cat
directory=/no/such/place
startretries=0
stderr_logfile=@DIR@/lost.err
`,
  });
  await daemon.start();
  await daemon.untilState("lost", "FATAL");
  const reason = "couldn't chdir to /no/such/place: ENOENT";
  assert.match(daemon.ctl("status").stdout, new RegExp(`^lost +FATAL +${reason}$`, "m"));
  assert.ok(daemon.log.includes(`INFO spawnerr: ${reason}`));
  await until("its log tells", () => daemon.read("lost.err") !== "");
  assert.equal(daemon.read("lost.err"), `supervisor: ${reason}\nsupervisor: child process was not spawned\n`);
});

test("five stubborn programs are killed together, not one after another", async () => {
  await using daemon = new Daemon({
    programs: ["a", "b", "c", "d", "e"]
      .map(
        (name) => `[program:${name}]
command=/bin/sh -c "trap '' TERM; while :; do sleep 0.1; done"
stopwaitsecs=2
killasgroup=true
`,
      )
      .join(""),
  });
  await daemon.start();
  await until("all run", async () => [...(await daemon.states()).values()].every((state) => state === "RUNNING"));
  daemon.ctl("shutdown");
  await daemon.ended();
  const times = [...daemon.log.matchAll(/^(\S+ \S+),\d+ WARN killing '\w' \(\d+\) with SIGKILL$/gm)].map(
    ([, at]) => at,
  );
  assert.equal(times.length, 5);
  const [first, last] = [Date.parse(times[0] ?? ""), Date.parse(times[4] ?? "")];
  assert.ok(last - first <= 1000, "all five within the same second or two");
});
