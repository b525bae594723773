/** What several processes have in their past, and how they are configured, over the JSON API. */
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import type { PastEventShape, ProcessOptionsShape, ProcessShape } from "../../src/http/api/shapes.ts";
import { Daemon } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { ask, askJson } from "../helpers/http-client.ts";
import { mismatches } from "../helpers/json-schema.ts";

suite("the past and the options of several processes", () => {
  let daemon: Daemon;
  let base = "";
  before(async () => {
    const port = await freePort();
    base = `http://127.0.0.1:${port}/api/v1`;
    daemon = await new Daemon({
      programs: `[inet_http_server]
port=127.0.0.1:${port}
[program:bad]
command=/bin/sh -c 'exit 3'
startretries=0
[program:nowhere]
command=/nowhere
startretries=0
[program:db]
command=/bin/sh -c 'exec cat' http://me:secret@host/
environment=KEY="hidden",OTHER="x"
startsecs=0
`,
    }).start();
    for (const name of ["bad", "nowhere"]) await daemon.untilState(name, "FATAL");
    await daemon.untilState("db", "RUNNING");
  });
  after(() => daemon.stop());

  test("history is one list, the newest last, of those that are named", async () => {
    assert.equal(daemon.ctl("stop", "db").status, 0);
    const get = async (query: string) => (await askJson(`${base}/history${query}`)).body as readonly PastEventShape[];
    assert.deepEqual(
      (await get("?process=db&process=bad:*")).map(({ process, event, end, how }) => [process, event, end, how]).sort(),
      [
        ["bad", "ended", "unexpected", "exit status 3"],
        ["bad", "started", null, null],
        ["db", "ended", "stopped", "terminated by SIGTERM"],
        ["db", "started", null, null],
      ],
    );
    const [failed] = await get("?process=nowhere");
    assert.deepEqual(
      [failed?.event, failed?.how, failed?.attempt],
      ["not-started", "can't find command '/nowhere'", 1],
    );
    const [last] = await get("?limit=1");
    assert.deepEqual([last?.process, last?.event], ["db", "ended"]);
    const document = JSON.parse((await ask(`${base}/openapi.json`)).text);
    for (const each of await get("")) {
      assert.deepEqual(mismatches(each, { $ref: "#/components/schemas/PastEvent" }, document), []);
    }
    assert.equal((await ask(`${base}/history?process=nobody`)).status, 404);
    assert.equal((await ask(`${base}/history?limit=-1`)).status, 400);
  });

  test("options tell where they are written, and no secret", async () => {
    const { text } = await ask(`${base}/options?process=db&process=bad`);
    assert.doesNotMatch(text, /hidden|secret/);
    const all: readonly { process: string; options: ProcessOptionsShape }[] = JSON.parse(text);
    assert.deepEqual(
      all.map(({ process }) => process),
      ["bad", "db"],
    );
    const options = all[1]?.options;
    assert.deepEqual(options?.environment, ["KEY", "OTHER"]);
    const command = options?.options.find(({ option }) => option === "command");
    assert.equal(command?.value, "/bin/sh -c 'exec cat' http://***@host/");
    assert.equal(command?.place?.file, daemon.configuration);
    assert.equal(options?.options.find(({ option }) => option === "umask")?.place, null);
    assert.deepEqual((await askJson(`${base}/processes/db/options`)).body, options);
    assert.doesNotMatch((await ask(`${base}/processes/db`)).text, /secret/);
  });

  test("a process tells since when it is in its state, and whether it stays there", async () => {
    const get = async (name: string) => (await askJson(`${base}/processes/${name}`)).body as ProcessShape;
    assert.equal((await get("bad")).settled, true);
    daemon.ctl("restart", "db");
    const { settled, stateSince, startedAt } = await get("db");
    assert.equal(settled, false);
    assert.ok(Date.parse(stateSince ?? "") >= Date.parse(startedAt ?? ""));
  });
});
