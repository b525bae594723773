/** The client library against a real daemon. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ConnectionError } from "../../src/client/connection-error.ts";
import { SupervisorClient } from "../../src/client/supervisor-client.ts";
import { isFault } from "../../src/client/supervisor-fault.ts";
import { Daemon } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { until } from "../helpers/until.ts";

describe("the client", () => {
  let daemon: Daemon;
  let tcp: string;
  let client: SupervisorClient;
  before(async () => {
    const port = await freePort();
    tcp = `127.0.0.1:${port}`;
    daemon = await new Daemon({
      programs: `[inet_http_server]
port=${tcp}
username=user
password=secret
[program:cat]
command=/bin/cat
stdout_logfile=@DIR@/cat.log
[program:slow]
command=/bin/sh -c 'trap "" TERM; echo up; while :; do sleep 0.1; done'
stdout_logfile=@DIR@/slow.log
stopwaitsecs=2
killasgroup=true
`,
    }).start();
    client = new SupervisorClient(`unix://${daemon.socket}`);
    await until("all run", async () =>
      (await client.getAllProcessInfo()).every(({ statename }) => statename === "RUNNING"),
    );
    await until("slow ignores SIGTERM", () => daemon.read("slow.log").includes("up"));
  });
  after(async () => {
    client.close();
    await daemon.stop();
  });

  test("works over TCP with credentials, from the URL or apart, and is refused without", async () => {
    for (const other of [
      new SupervisorClient(`http://user:secret@${tcp}`),
      new SupervisorClient(`http://${tcp}`, { credentials: { username: "user", password: "secret" } }),
    ]) {
      assert.equal(await other.getPID(), daemon.pid);
      assert.equal(other.serverUrl, `http://${tcp}`);
      for await (const chunk of other.followMainLog()) {
        assert.match(chunk.toString(), /\n/);
        break;
      }
      other.close();
    }
    const wrong = new SupervisorClient(`http://user:wrong@${tcp}`);
    const isUnauthorized = (error: unknown) => error instanceof ConnectionError && error.problem === "unauthorized";
    await assert.rejects(wrong.getPID(), isUnauthorized);
    await assert.rejects(wrong.followProcessLog("cat").next(), isUnauthorized);
    wrong.close();
  });

  test("leaving the loop over a log closes its connection, by break, by error and by a signal", async () => {
    await client.sendProcessStdin("cat", "something\n");
    await until("it is in the log", () => daemon.read("cat.log").includes("something"));
    const before = daemon.descriptors;
    for (let i = 0; i < 10; i++) {
      for await (const _ of client.followProcessLog("cat")) break;
      await assert.rejects(async () => {
        for await (const _ of client.followProcessLog("cat")) throw new Error("enough");
      }, /^Error: enough$/);
      const abort = new AbortController();
      await assert.rejects(async () => {
        for await (const _ of client.followProcessLog("cat", "stdout", { signal: abort.signal })) abort.abort();
      }, /AbortError/);
    }
    await until("the daemon has closed them", () => daemon.descriptors <= before);
  });

  test("a log is followed through clearing, every byte once", async () => {
    await client.clearProcessLogs("cat");
    let text = "";
    const following = (async () => {
      for await (const chunk of client.followProcessLog("cat")) {
        text += chunk;
        if (text.includes("end\n")) break;
      }
    })();
    for (let line = 0; line < 20; line++) {
      await client.sendProcessStdin("cat", `line ${line}\n`);
      await until(`line ${line} is seen`, () => text.includes(`line ${line}\n`));
      if (line === 10) await client.clearProcessLogs("cat");
    }
    await client.sendProcessStdin("cat", "end\n");
    await following;
    const lines = Array.from({ length: 20 }, (_, line) => `line ${line}\n`).join("");
    // The server tells of it where it had read to the end before.
    assert.equal(text.replace("==> File truncated <==\n", ""), `${lines}end\n`);
  });

  test("what is given up by time or signal goes on in the server", async () => {
    await assert.rejects(
      client.stopProcess("slow", true, { timeoutMs: 50 }),
      (error) => error instanceof ConnectionError && error.problem === "timeout",
    );
    assert.equal((await client.getProcessInfo("slow")).statename, "STOPPING");
    await until("it has stopped", async () => (await client.getProcessInfo("slow")).statename === "STOPPED");
    await assert.rejects(client.startProcess("slow", true, { signal: AbortSignal.timeout(50) }), /TimeoutError/);
    await until("it runs", async () => (await client.getProcessInfo("slow")).statename === "RUNNING");
    await assert.rejects(client.startProcess("slow"), (error) => isFault(error, "ALREADY_STARTED"));
  });

  test("goes on after the server began anew, and says so when it is gone", async () => {
    const pids = async () => (await client.getAllProcessInfo().catch(() => [])).map(({ pid }) => pid);
    const before = await pids();
    await client.restart();
    await until("all run anew", async () => {
      const now = await pids();
      return now.length === 2 && now.every((pid) => pid > 0 && !before.includes(pid));
    });
    let chunks = 0;
    const following = (async () => {
      for await (const _ of client.followMainLog()) chunks++;
    })();
    await until("the log is followed", () => chunks > 0);
    await client.shutdown();
    await following.catch((error) => assert.equal((error as ConnectionError).problem, "closed"));
    await daemon.ended();
    await assert.rejects(client.getPID(), (error) => error instanceof ConnectionError && error.problem === "missing");
  });
});
