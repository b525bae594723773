import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { request } from "node:http";
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

  const get = (path: string, enough: (size: number) => boolean = () => false): Promise<Buffer> =>
    fetchBytes(daemon.socket, path, enough);
  for (let offset = 0; offset <= content.length; offset++) {
    const slice = await get(`/api/v1/processes/bytes/logs/stdout?offset=${offset}&length=3`);
    assert.deepEqual(slice, content.subarray(offset, offset + 3), `slice at ${offset}`);
  }
  // Streams and pages begin 1,024 bytes before the end: at every byte of the text in turn.
  const page = Buffer.concat([content, Buffer.alloc(1024 - content.length, "日本")]);
  for (let more = 0; more < 30; more++) {
    writeFileSync(daemon.path("bytes.log"), Buffer.concat([page, Buffer.alloc(more, "x")]));
    const expected = Buffer.concat([page.subarray(more), Buffer.alloc(more, "x")]);
    assert.deepEqual(await get("/logtail/bytes", (size) => size >= 1024), expected, `stream ${more}`);
    const shown = (await get("/tail.html?processname=bytes&limit=1024")).toString("utf8");
    assert.match(shown, /<pre[\s\S]*日本[\s\S]*<\/pre>/, `page ${more}`);
  }
});

/** The body of an answer 200: all of it, or what there is as soon as it is enough. */
function fetchBytes(socketPath: string, path: string, enough: (size: number) => boolean): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, path, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      const finish = (): void => {
        resolve(Buffer.concat(chunks));
        sent.destroy();
      };
      if (response.statusCode !== 200) reject(new Error(`${response.statusCode} for ${path}`));
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        if (enough(chunks.reduce((size, { length }) => size + length, 0))) finish();
      });
      response.on("end", finish);
    });
    sent.on("error", reject);
    sent.end();
  });
}
