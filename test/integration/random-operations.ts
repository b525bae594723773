/** Random operations by clients of one daemon. Whatever they ask for, in whatever order: no child is lost, nothing is left open. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { SupervisorClient } from "../../src/client/supervisor-client.ts";
import { SupervisorFault } from "../../src/client/supervisor-fault.ts";
import type { XmlRpcValue } from "../../src/xmlrpc/value.ts";
import { Daemon } from "../helpers/daemon.ts";
import { fc } from "../helpers/fast-check.ts";
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
const processName = fc.constantFrom(
  ...["cat", "quick", "flap", "stubborn", "many:*", "many:many_3", "missing", "pair:*", "pair:left", "nope", ""],
);
const groupName = fc.constantFrom("cat", "quick", "flap", "stubborn", "many", "missing", "pair", "nope");
const signal = fc.constantFrom("HUP", "TERM", "KILL", "USR1", "STOP", "CONT");
const oftenNot = fc.nat(9).map((one) => one < 2);

function call(method: string, ...args: readonly fc.Arbitrary<XmlRpcValue>[]) {
  return fc.record({ method: fc.constant(`supervisor.${method}`), args: fc.tuple(...args) });
}

const operation = fc.oneof(
  call("startProcess", processName, oftenNot),
  call("startProcess", processName, fc.constant(false)),
  call("stopProcess", processName, oftenNot),
  call("stopProcess", processName, fc.constant(false)),
  call("signalProcess", processName, signal),
  call("addProcessGroup", groupName),
  call("removeProcessGroup", groupName),
  call("clearProcessLogs", processName),
  fc.record({ feed: processName }),
  call("tailProcessStdoutLog", processName, fc.constant(0), fc.constant(100)),
  fc.record({ numprocs: fc.constantFrom(4, 6, 7) }),
  fc.record({ kill: fc.nat(), signal: fc.constantFrom("SIGKILL" as const, "SIGTERM" as const) }),
  fc.constant({ reopen: true } as const),
);
type Operation = typeof operation extends fc.Arbitrary<infer One> ? One : never;

/** What each of four clients does, one after another: so many operations on average, and fewer when a failure is made small. */
export function fourClients(operations: number): fc.Arbitrary<readonly (readonly Operation[])[]> {
  const one = fc.noBias(fc.array(operation, { maxLength: 2 * operations, size: "max" }));
  return fc.tuple(one, one, one, one);
}

/** Lets the clients work, all at once, and fails if anything is not in order afterwards. Returns the names of the faults. */
export async function workAtOnce(clients: readonly (readonly Operation[])[]): Promise<ReadonlySet<string>> {
  await using daemon = new Daemon({ programs });
  await daemon.start();
  const configuration = readFileSync(daemon.configuration, "utf8");
  const refusals = new Set<string>();

  async function work(operations: readonly Operation[]): Promise<void> {
    const client = new SupervisorClient(`unix://${daemon.socket}`, { timeoutMs: 60_000 });
    for (const one of operations) {
      try {
        await act(client, one);
      } catch (error) {
        // It may have ended between the question and the kill.
        if ((error as NodeJS.ErrnoException).code === "ESRCH") continue;
        assert.ok(error instanceof SupervisorFault, `${JSON.stringify(one)}: ${error}`);
        refusals.add(String(error.faultName));
      }
    }
    client.close();
  }

  async function act(client: SupervisorClient, one: Operation): Promise<void> {
    if ("method" in one) await client.call(one.method, one.args);
    else if ("feed" in one) await client.sendProcessStdin(one.feed, "x\n".repeat(500));
    else if ("numprocs" in one) {
      writeFileSync(daemon.configuration, configuration.replace("numprocs=6", `numprocs=${one.numprocs}`));
      await client.reloadConfig();
    } else if ("kill" in one) {
      const living = (await client.getAllProcessInfo()).filter(({ pid }) => pid > 0);
      const chosen = living[one.kill % living.length];
      if (chosen !== undefined) process.kill(chosen.pid, one.signal);
    } else process.kill(daemon.pid, "SIGUSR2");
  }

  await Promise.all(clients.map(work));
  const client = new SupervisorClient(`unix://${daemon.socket}`);
  await client.stopAllProcesses();
  await until("all is at rest", async () => {
    const pids = (await client.getAllProcessInfo()).map(({ pid }) => pid).filter((pid) => pid > 0);
    return pids.length === 0 && childrenOf(daemon.pid).length === 0;
  });
  client.close();
  assert.doesNotMatch(daemon.log, /unexpected|CRIT (?!Supervisor is running as root|Server )/);
  assert.equal(daemon.descriptorTargets.filter((target) => target.includes("(deleted)")).length, 0);
  assert.equal(await daemon.stop(), 0);
  return refusals;
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
