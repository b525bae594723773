/** Rotated files of logs over the JSON API: what is there, and nothing else. */
import assert from "node:assert/strict";
import { linkSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { after, before, suite, test } from "node:test";
import type { ProcessLogShape } from "../../src/http/api/shapes.ts";
import { Daemon } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { ask, askJson } from "../helpers/http-client.ts";
import { mismatches } from "../helpers/json-schema.ts";
import { until } from "../helpers/until.ts";

suite("the files of a log", () => {
  let daemon: Daemon;
  let base = "";

  before(async () => {
    const port = await freePort();
    base = `http://127.0.0.1:${port}/api/v1`;
    daemon = await new Daemon({
      programs: `[inet_http_server]
port=127.0.0.1:${port}
[program:rotates]
command=/bin/sh -c 'for i in 1 2 3 4 5 6; do echo line $i; sleep 0.05; done; exec sleep 1000'
redirect_stderr=true
stdout_logfile=@DIR@/rotates.log
stdout_logfile_maxbytes=14
stdout_logfile_backups=3
[program:silent]
command=/bin/cat
stdout_logfile=NONE
stderr_logfile=/dev/null
`,
    }).start();
    await daemon.untilState("silent", "RUNNING");
  });
  after(() => daemon.stop());

  test("are listed, the oldest first, and read by inode wherever a rotation has moved them", async () => {
    const list = async () => (await askJson(`${base}/processes/rotates/logs`)).body as readonly ProcessLogShape[];
    await until("everything is written", async () => (await list())[0]?.files.length === 4);
    const [stdout, stderr] = await list();
    assert.deepEqual([stderr?.absence, stderr?.files], ["redirected", []]);
    const texts: string[] = [];
    for (const { inode, path } of stdout?.files ?? []) {
      const { text } = await ask(`${base}/processes/rotates/logs/stdout?inode=${inode}`);
      assert.equal(text, readFileSync(path, "utf8"));
      texts.push(text);
    }
    assert.match(texts.join(""), /line 5\nline 6\n$/);
    const document = JSON.parse((await ask(`${base}/openapi.json`)).text);
    for (const log of await list()) {
      assert.deepEqual(mismatches(log, { $ref: "#/components/schemas/ProcessLog" }, document), []);
    }
  });

  test("other files cannot be named, not even those in the same directory", async () => {
    const secret = daemon.path("rotates.log.secret");
    writeFileSync(secret, "secret");
    linkSync(secret, daemon.path("rotates.log.99"));
    const { files } = ((await askJson(`${base}/processes/rotates/logs`)).body as readonly [ProcessLogShape])[0];
    assert.ok(files.every(({ path }) => !/99|secret/.test(path)));
    const { ino: inode } = statSync(secret);
    const refused = await askJson(`${base}/processes/rotates/logs/stdout?inode=${inode}`);
    assert.equal(refused.status, 404);
    assert.equal((await ask(`${base}/processes/rotates/logs/stdout?inode=-1`)).status, 400);
  });

  test("logs that are none say so", async () => {
    const logs = (await askJson(`${base}/processes/silent/logs`)).body as readonly ProcessLogShape[];
    assert.deepEqual(
      logs.map(({ absence, path }) => [absence, path]),
      [
        ["none", null],
        ["other", "/dev/null"],
      ],
    );
  });
});
