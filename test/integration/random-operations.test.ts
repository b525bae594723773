/** Whatever clients ask for, in whatever order: afterwards every child is known, every known process lives, nothing is left open. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { SupervisorClient } from "../../src/client/supervisor-client.ts";
import { SupervisorFault } from "../../src/client/supervisor-fault.ts";
import { Daemon } from "../helpers/daemon.ts";
import { until } from "../helpers/until.ts";

const programs = `
[program:cat]
command=/bin/cat
startsecs=0
[program:quick]
command=/bin/sh -c "exit 3"
startretries=2
autorestart=true
[program:flap]
command=/bin/sh -c "sleep 0.1; exit 1"
startsecs=0
autorestart=true
[program:stubborn]
command=/bin/sh -c "trap '' TERM; while :; do sleep 0.05; done"
startsecs=0
stopwaitsecs=1
killasgroup=true
[program:many]
command=/bin/sh -c "echo up; exec sleep 1000"
process_name=%(program_name)s_%(process_num)d
numprocs=6
startsecs=0
stopwaitsecs=1
[program:missing]
command=/no/such
startretries=1
[group:pair]
programs=left,right
[program:left]
command=/bin/cat
startsecs=0
[program:right]
command=/bin/sh -c "sleep 0.2"
startsecs=0
autorestart=true
`;
const processes = [
  "cat",
  "quick",
  "flap",
  "stubborn",
  "many:*",
  "many:many_3",
  "missing",
  "pair:*",
  "pair:left",
  "nope",
  "",
];
const groups = ["cat", "quick", "flap", "stubborn", "many", "missing", "pair", "nope"];
const signals = ["HUP", "TERM", "KILL", "USR1", "STOP", "CONT"];

/** Numbers from 0 to 1, the same ones for the same seed (a linear congruential generator). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
        return Number(stat.slice(stat.lastIndexOf(")") + 4).split(" ")[0]) === parent;
      } catch {
        return false;
      }
    });
}

test("a thousand random operations by four clients at once leave no stray child and no lost one", async () => {
  const seed = Date.now() % 1_000_000;
  await using daemon = new Daemon({ programs });
  await daemon.start();
  const configuration = readFileSync(daemon.configuration, "utf8");
  const refusals = new Set<string>();

  async function work(next: () => number): Promise<void> {
    const client = new SupervisorClient(`unix://${daemon.socket}`, { timeoutMs: 60_000 });
    const pick = <T>(choices: readonly T[]): T => choices[Math.floor(next() * choices.length)] as T;
    const operations: readonly (() => Promise<unknown> | undefined)[] = [
      () => client.startProcess(pick(processes), next() < 0.3),
      () => client.startProcess(pick(processes), false),
      () => client.stopProcess(pick(processes), next() < 0.3),
      () => client.stopProcess(pick(processes), false),
      () => client.signalProcess(pick(processes), pick(signals)),
      () => client.addProcessGroup(pick(groups)),
      () => client.removeProcessGroup(pick(groups)),
      () => client.clearProcessLogs(pick(processes)),
      () => client.sendProcessStdin(pick(processes), "x\n".repeat(500)),
      () => client.tailProcessStdoutLog(pick(processes), 0, 100),
      async () => {
        const changed = configuration.replace("numprocs=6", `numprocs=${pick([4, 6, 7])}`);
        writeFileSync(daemon.configuration, changed);
        await client.reloadConfig();
      },
      async () => {
        const living = (await client.getAllProcessInfo()).filter(({ pid }) => pid > 0);
        if (living.length > 0) process.kill(pick(living).pid, pick(["SIGKILL", "SIGTERM"]));
      },
      async () => process.kill(daemon.pid, "SIGUSR2"),
    ];
    for (let count = 0; count < 250; count++) {
      try {
        await pick(operations)();
      } catch (error) {
        // It may have ended between the question and the kill.
        if ((error as NodeJS.ErrnoException).code === "ESRCH") continue;
        assert.ok(error instanceof SupervisorFault, `seed ${seed}: ${error}`);
        refusals.add(String(error.faultName));
      }
    }
    client.close();
  }
  await Promise.all([1, 2, 3, 4].map((client) => work(random(seed + client))));
  assert.ok(refusals.has("BAD_NAME") && refusals.has("NOT_RUNNING") && !refusals.has("FAILED"), [...refusals].join());

  const client = new SupervisorClient(`unix://${daemon.socket}`);
  await client.stopAllProcesses();
  await until(`all is at rest (seed ${seed})`, async () => {
    const pids = (await client.getAllProcessInfo()).map(({ pid }) => pid).filter((pid) => pid > 0);
    return pids.length === 0 && childrenOf(daemon.pid).length === 0;
  });
  client.close();
  assert.doesNotMatch(daemon.log, /unexpected|CRIT (?!Supervisor is running as root|Server )/, `seed ${seed}`);
  assert.equal(daemon.descriptorTargets.filter((target) => target.includes("(deleted)")).length, 0, `seed ${seed}`);
  assert.equal(await daemon.stop(), 0);
});
