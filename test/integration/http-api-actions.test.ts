/** What is done through the JSON API and the page: without the XML-RPC interface, and when two people want different things. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { after, before, suite, test } from "node:test";
import { Daemon } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { ask, askJson } from "../helpers/http-client.ts";
import { until } from "../helpers/until.ts";

const programs = (port: number): string => `
[inet_http_server]
port=127.0.0.1:${port}
[program:cat]
command=/bin/cat
[program:slow]
command=/bin/sh -c 'trap "while [ ! -e @DIR@/end ]; do sleep 0.02; done; exit" TERM; echo ready; while :; do sleep 0.02; done'
stopwaitsecs=600
[program:gone]
command=@DIR@/program
`;

suite("a daemon without [rpcinterface:supervisor]", () => {
  let daemon: Daemon;
  let base = "";
  before(async () => {
    const port = await freePort();
    base = `http://127.0.0.1:${port}`;
    daemon = new Daemon({ rpcInterface: false, programs: programs(port) });
    writeFileSync(daemon.path("program"), "#!/bin/sh\nexec sleep 1000\n", { mode: 0o755 });
    await daemon.start();
    await until("all are up", async () => {
      const { body } = await askJson(`${base}/api/v1/processes`);
      return (body as readonly { state: string }[]).every(({ state }) => state === "RUNNING");
    });
  });
  after(async () => {
    writeFileSync(daemon.path("end"), "");
    daemon.signal("SIGTERM");
    assert.equal(await daemon.ended(), 0);
  });

  async function act(name: string, action: string, seconds = 60): Promise<{ status: number; fault?: number }> {
    const { status, body } = await askJson(`${base}/api/v1/processes/${name}/${action}?wait=${seconds}`, "POST");
    const { fault } = body as { fault?: number };
    return fault === undefined ? { status } : { status, fault };
  }

  /** What the page says after a button was pressed. */
  async function press(action: string, name: string): Promise<string | null> {
    const answer = await ask(`${base}/index.html?action=${action}&processname=${name}`, { method: "POST" });
    return new URL(String(answer.headers["location"])).searchParams.get("message");
  }

  async function stateOf(name: string): Promise<string> {
    const { body } = await askJson(`${base}/api/v1/processes/${name}`);
    return (body as { state: string }).state;
  }

  test("serves no method but those of system", async () => {
    const { stdout } = daemon.ctl("status");
    assert.match(stdout, /did not recognize the supervisor namespace commands/);
  });

  test("is controlled by the API", async () => {
    assert.deepEqual(await act("cat", "stop"), { status: 200 });
    assert.equal(await stateOf("cat"), "STOPPED");
    assert.deepEqual(await act("cat", "stop"), { status: 409, fault: 70 });
    assert.deepEqual(await act("cat", "restart"), { status: 200 });
    assert.equal(await stateOf("cat"), "RUNNING");
    assert.equal((await askJson(`${base}/api/v1/configuration/update`, "POST", {})).status, 200);
  });

  test("is controlled by the page", async () => {
    assert.equal(await press("stop", "cat"), "Process cat stopped");
    assert.equal(await stateOf("cat"), "STOPPED");
  });

  test("starts nothing again that was stopped while it was restarted", async () => {
    const restart = act("slow", "restart");
    await until("slow is stopping", async () => (await stateOf("slow")) === "STOPPING");
    assert.deepEqual(await act("slow", "stop", 0), { status: 202 });
    writeFileSync(daemon.path("end"), "");
    assert.deepEqual(await restart, { status: 409, fault: 40 });
    assert.equal(await stateOf("slow"), "STOPPED");
  });

  test("goes on with what cannot be started again", async () => {
    rmSync(daemon.path("program"));
    assert.deepEqual(await act("gone", "restart"), { status: 404, fault: 20 });
    assert.equal(await press("restart", "gone"), "ERROR: Process gone: no such file");
    assert.equal(await stateOf("gone"), "RUNNING");
  });
});
