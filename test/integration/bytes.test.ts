import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { test } from "node:test";
import { bin, complete, Daemon } from "../helpers/daemon.ts";
import { until } from "../helpers/until.ts";

const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
const content = Buffer.concat([Buffer.from("héllo wörld €uro 😀\n"), every, Buffer.from("日本語\n"), every]);

test("all byte values and split characters: the log is exact, and no offset of reading or tailing is a fault", async () => {
  await using daemon = new Daemon({
    programs: `[program:bytes]
command=/bin/sh -c "head -c 3 @DIR@/content; sleep 0.2; tail -c +4 @DIR@/content; exec cat"
stdout_logfile=@DIR@/bytes.log
`,
  });
  writeFileSync(daemon.path("content"), content);
  await daemon.start();
  const logged = (): Buffer => Buffer.from(daemon.read("bytes.log", "latin1"), "latin1");
  await until("all is logged", () => logged().length >= content.length);
  assert.deepEqual(logged(), content);

  for (let offset = 0; offset <= content.length; offset++) {
    for (const [method, ...params] of [
      ["supervisor.readProcessStdoutLog", "bytes", offset, 1],
      ["supervisor.readProcessStdoutLog", "bytes", -offset, 0],
      ["supervisor.tailProcessStdoutLog", "bytes", offset, 7],
    ] as const) {
      const answer = await daemon.rpc(method, ...params);
      assert.match(answer, /<methodResponse>\s*<params>/, `${method}(${params.join(", ")})`);
    }
  }
  const env = { ...process.env, LANG: "C", LC_ALL: "C" };
  for (const size of [1, 2, 3, 300, 512, 10_000]) {
    const args = ["-c", daemon.configuration, "tail", `-${size}`, "bytes"];
    assert.equal(complete(`${bin}/supervisorctl`, args, { env }).status, 0, `tail -${size}`);
  }
});
