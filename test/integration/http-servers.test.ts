/** Several servers of one daemon, and what a second daemon is told. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { suite, test } from "node:test";
import { bin, complete, Daemon } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { ask } from "../helpers/http-client.ts";

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"));
const withoutIpv6 = { skip: hasIpv6 ? false : "this machine has no IPv6" };

const basic = (text: string): Readonly<Record<string, string>> => ({
  authorization: `Basic ${Buffer.from(text).toString("base64")}`,
});

suite("several servers", withoutIpv6, () => {
  test("each has its own addresses and credentials, IPv6 among them; a second daemon is told who has which", async () => {
    const [all, six, named] = [await freePort(), await freePort(), await freePort()];
    const sha = createHash("sha1").update("päss:wörd").digest("hex");
    const programs = `
[inet_http_server]
port=*:${all}
username=op
password={SHA}${sha}
[inet_http_server:six]
port=[::1]:${six}
[inet_http_server:named]
port=localhost:${named}
username=other
password=plain
`;
    const daemon = await new Daemon({ programs }).start();
    try {
      const status = async (url: string, credentials?: string): Promise<number> =>
        (await ask(`${url}/ok.html`, credentials === undefined ? {} : { headers: basic(credentials) })).status;
      for (const url of [`http://127.0.0.1:${all}`, `http://[::1]:${all}`]) {
        assert.equal(await status(url), 401);
        assert.equal(await status(url, "other:plain"), 401);
        assert.equal(await status(url, `op:{SHA}${sha}`), 401, "the hash is no password");
        assert.equal(await status(url, `op:${sha}`), 401);
        assert.equal(await status(url, "op:päss:wörd"), 200);
      }
      assert.equal(await status(`http://[::1]:${six}`), 200);
      assert.equal(await status(`http://localhost:${named}`, "other:plain"), 200);
      assert.equal(await status(`http://localhost:${named}`, "op:päss:wörd"), 401);
      for (const address of [`*:${all}`, `[::1]:${six}`]) {
        const file = daemon.path("second.conf");
        const first = `logfile=${daemon.path("second.log")}\npidfile=${daemon.path("second.pid")}`;
        writeFileSync(file, `[supervisord]\n${first}\n[inet_http_server]\nport=${address}\n`);
        const second = complete(`${bin}/supervisord`, ["-n", "-c", file]);
        assert.equal(second.status, 2);
        assert.ok(second.stderr.includes(`(${address} is taken by pid ${daemon.pid}: `), second.stderr);
      }
      assert.equal(await status(`http://[::1]:${six}`), 200);
    } finally {
      await daemon.stop();
    }
  });
});

test("the socket that a killed daemon left is taken over, and said so", async () => {
  const daemon = await new Daemon().start();
  daemon.signal("SIGKILL");
  await daemon.ended();
  assert.ok(existsSync(daemon.socket));
  const { ino } = lstatSync(daemon.socket);
  await daemon.start();
  assert.notEqual(lstatSync(daemon.socket).ino, ino);
  assert.match(daemon.output, /Unlinking stale socket /);
  await daemon.stop();
});
