/** Logs of several processes in one stream, with the starts and ends between them. */
import assert from "node:assert/strict";
import { statSync, writeFileSync } from "node:fs";
import { after, before, suite, test } from "node:test";
import { Daemon } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { ask, EventReader } from "../helpers/http-client.ts";

const programs = `
[program:brief]
command=/bin/sh -c 'echo "last words"; exit 4'
autostart=false
autorestart=false
startsecs=0
stdout_logfile=@DIR@/brief.log
redirect_stderr=true
[program:cat]
command=/bin/cat
stdout_logfile=@DIR@/cat.log
stderr_logfile=NONE
`;

suite("logs of several processes", () => {
  let daemon: Daemon;
  let base = "";

  before(async () => {
    const port = await freePort();
    base = `http://127.0.0.1:${port}/api/v1`;
    daemon = await new Daemon({ programs: `[inet_http_server]\nport=127.0.0.1:${port}\n${programs}` }).start();
  });
  after(() => daemon?.stop());

  test("come in one stream; an end comes after the last words", async () => {
    const reader = new EventReader(`${base}/logs/events?process=brief&process=cat`);
    await reader.until("both are live", (one) => one.of("live").length === 2);
    assert.deepEqual(reader.of("logs")[0]?.body.logs, [
      { process: "brief", channel: "stdout" },
      { process: "cat", channel: "stdout" },
    ]);
    daemon.ctl("start", "brief");
    await reader.until("it has ended", (one) => one.of("ended").length === 1);
    const told = reader.events.filter(({ event }) => ["started", "output", "ended"].includes(event));
    assert.deepEqual(
      told.map(({ event, body }) => [event, body.process, body.text ?? body.exit ?? null]),
      [
        ["started", "brief", null],
        ["output", "brief", "last words\n"],
        ["ended", "brief", { code: 4, signal: null }],
      ],
    );
    assert.equal(told[0]?.body.pid, told[2]?.body.pid);
    reader.close();
    const again = new EventReader(`${base}/logs/events?process=brief&process=cat`, {
      "Last-Event-ID": reader.lastId ?? "",
    });
    await again.until("both are live again", (one) => one.of("live").length === 2);
    assert.deepEqual(again.of("output"), []);
    again.close();
  });

  test("are gone on with at a place that the client names itself", async () => {
    writeFileSync(daemon.path("cat.log"), "one\ntwo\n");
    const { ino } = statSync(daemon.path("cat.log"));
    const reader = new EventReader(`${base}/processes/cat/logs/events?lastEventId=stdout:${ino}.4`);
    await reader.until("the rest", (one) => one.of("live").length === 1);
    assert.deepEqual(reader.of("output")[0]?.body, {
      process: "cat",
      channel: "stdout",
      offset: 4,
      next: 8,
      text: "two\n",
    });
    assert.equal(reader.lastId, `stdout:${ino}.8`);
    reader.close();
  });

  test("tell the number of the first line when it is asked for", async () => {
    writeFileSync(daemon.path("cat.log"), "line\n".repeat(50_000));
    const reader = new EventReader(`${base}/processes/cat/logs/events?tail=7&lines=1`);
    await reader.until("the number", (one) => one.of("line").length === 1);
    assert.deepEqual(reader.of("line")[0]?.body, { process: "cat", channel: "stdout", offset: 249_993, line: 49_999 });
    reader.close();
  });

  test("are refused without a name, with an unknown one, and with too many", async () => {
    assert.equal((await ask(`${base}/logs/events`)).status, 400);
    assert.equal((await ask(`${base}/logs/events?process=cat&process=nobody`)).status, 404);
    assert.equal((await ask(`${base}/logs/events?${"process=cat&".repeat(51)}`)).status, 400);
  });
});
