import assert from "node:assert/strict";
import { once } from "node:events";
import { chmodSync, linkSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ConnectionError, type ConnectionProblem } from "./connection-error.ts";
import { type Answer, fakeServer } from "./fake-server.ts";
import { SupervisorClient } from "./supervisor-client.ts";

let directory: string;
before(() => {
  directory = mkdtempSync(join(tmpdir(), "supervisor-test-"));
});
after(() => rmSync(directory, { recursive: true }));

async function rejects(call: Promise<unknown>, problem: ConnectionProblem, message: RegExp, status?: number) {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof ConnectionError, String(error));
    assert.equal(error.problem, problem);
    assert.match(error.message, message);
    assert.equal(error.status, status);
    return true;
  });
}

const raw = (respond: Extract<Answer, { kind: "raw" }>["respond"]) => (): Answer => ({ kind: "raw", respond });

test("a socket that does not exist is missing", async () => {
  const client = new SupervisorClient(`unix://${directory}/none.sock`);
  await rejects(client.getPID(), "missing", /none\.sock: the socket does not exist$/);
  const below = new SupervisorClient("unix:///etc/passwd/none.sock");
  await rejects(below.getPID(), "missing", /not a directory$/);
});

test("a socket that its server left behind, a port that nobody listens on, and what is no socket, refuse", async () => {
  const server = createServer().listen(join(directory, "live.sock"));
  await once(server, "listening");
  linkSync(join(directory, "live.sock"), join(directory, "dead.sock"));
  server.close();
  await once(server, "close");
  await rejects(new SupervisorClient(`unix://${directory}/dead.sock`).getPID(), "refused", /connection refused$/);
  await rejects(new SupervisorClient("http://127.0.0.1:1").getPID(), "refused", /^http:\/\/127\.0\.0\.1:1: /);
  for (const path of ["/etc/passwd", directory]) {
    await rejects(new SupervisorClient(`unix://${path}`).getPID(), "refused", /the file is not a socket$/);
  }
});

test("a socket that is not for this user is forbidden", {
  skip: process.getuid?.() === 0 && "root may everything",
}, async () => {
  const server = createServer().listen(join(directory, "private.sock"));
  await once(server, "listening");
  chmodSync(join(directory, "private.sock"), 0);
  await rejects(new SupervisorClient(`unix://${directory}/private.sock`).getPID(), "forbidden", /permission denied$/);
  server.close();
});

test("a name without an address is unknown", async () => {
  await rejects(new SupervisorClient("http://no-such-host.invalid:1").getPID(), "unknown-host", /host name/);
});

test("credentials go along, those of the options before those of the URL", async () => {
  await using server = await fakeServer(() => ({ kind: "value", value: 1 }));
  const url = server.url.replace("//", "//us%2Fer:p%C3%A4ss@");
  for (const client of [
    new SupervisorClient(url),
    new SupervisorClient(url, { credentials: { username: "me", password: "a:b" } }),
  ]) {
    await client.getPID();
    assert.ok(!client.serverUrl.includes("@"), "credentials in the address");
    client.close();
  }
  const sent = server.headers.map(({ authorization }) =>
    Buffer.from(authorization?.slice(6) ?? "", "base64").toString(),
  );
  assert.deepEqual(sent, ["us/er:päss", "me:a:b"]);
});

for (const [status, problem] of [
  [401, "unauthorized"],
  [403, "forbidden"],
  [404, "not-supervisord"],
  [405, "not-supervisord"],
  [302, "not-supervisord"],
  [500, "http-status"],
  [503, "http-status"],
] as const) {
  test(`HTTP status ${status} is told as ${problem}`, async () => {
    await using server = await fakeServer(raw((_, response) => response.writeHead(status).end("no")));
    const client = new SupervisorClient(server.url);
    await rejects(client.getPID(), problem, /^http:\/\/127/, status);
    client.close();
  });
}

test("a page, and an answer that is no HTTP, come from something that is not supervisord", async () => {
  await using server = await fakeServer(raw((_, response) => response.end("<html>hello</html>")));
  const client = new SupervisorClient(server.url);
  await rejects(client.getPID(), "not-supervisord", /the answer to supervisor\.getPID is not XML-RPC: /);
  client.close();
  await using rude = await fakeServer(raw((request) => request.socket.end("220 mail.example ESMTP\r\n")));
  const other = new SupervisorClient(rude.url);
  await rejects(other.getPID(), "not-supervisord", /is not HTTP$/);
  other.close();
});

test("a connection that ends without an answer, or in the middle of one, is closed", async () => {
  await using server = await fakeServer(raw((request) => request.socket.destroy()));
  const client = new SupervisorClient(server.url);
  await rejects(client.getPID(), "closed", /without an answer$/);
  client.close();
  await using hasty = await fakeServer(
    raw((request, response) => {
      response.writeHead(200, { "Content-Length": "1000" });
      response.write("<?xml", () => request.socket.destroy());
    }),
  );
  const other = new SupervisorClient(hasty.url);
  await rejects(other.getPID(), "closed", /closed the connection/);
  other.close();
});

test("a kept connection that the server has closed is replaced", async () => {
  await using server = await fakeServer(() => ({ kind: "value", value: 1 }));
  const client = new SupervisorClient(server.url);
  for (let i = 0; i < 20; i++) {
    await client.getPID();
    server.dropConnections();
  }
  assert.equal(await client.getPID(), 1);
  assert.equal(server.calls.length, 21);
  client.close();
});

test("a call that the server has read before it ended is not repeated", async () => {
  await using server = await fakeServer((method) =>
    method === "supervisor.getPID"
      ? { kind: "value", value: 1 }
      : { kind: "raw", respond: (request) => void setTimeout(() => request.socket.destroy(), 1_100) },
  );
  const client = new SupervisorClient(server.url);
  await client.getPID();
  await rejects(client.stopProcess("x"), "closed", /without an answer$/);
  assert.equal(server.connections(), 1, "on the kept connection");
  assert.equal(server.calls.length, 2);
  client.close();
});

test("an answer without end is given up, and its connection closed", async () => {
  let closed: Promise<unknown> | undefined;
  const piece = Buffer.alloc(1 << 20, "x");
  await using server = await fakeServer(
    raw((request, response) => {
      closed = new Promise((resolve) => request.socket.on("error", () => {}).on("close", resolve));
      const write = () => {
        while (!response.destroyed && response.write(piece));
      };
      response.on("drain", write);
      write();
    }),
  );
  const client = new SupervisorClient(server.url);
  await rejects(client.readLog(0, 0), "not-supervisord", /the answer has no end$/);
  await closed;
  client.close();
});

test("a call that takes too long ends with a timeout, in the head and in the body", async () => {
  for (const respond of [
    () => {},
    (_: unknown, response: { write(text: string): unknown }) => response.write("<?xml"),
  ]) {
    await using server = await fakeServer(raw(respond));
    const client = new SupervisorClient(server.url, { timeoutMs: 50 });
    await rejects(client.getPID(), "timeout", /no answer within 0\.05 seconds$/);
    client.close();
  }
});

test("a signal ends a call with its reason", async () => {
  await using server = await fakeServer(raw(() => {}));
  const client = new SupervisorClient(server.url);
  const abort = new AbortController();
  const call = client.getPID({ signal: abort.signal });
  setImmediate(() => abort.abort(new Error("never mind")));
  await assert.rejects(call, /^Error: never mind$/);
  client.close();
});

test("a log is followed chunk by chunk until the loop is left, which ends the connection", async () => {
  let closed: Promise<unknown> | undefined;
  await using server = await fakeServer(
    raw((request, response) => {
      closed = once(request.socket, "close");
      assert.equal(request.url, "/logtail/gr%C3%BCn:a%2Fb/stderr");
      response.write("one");
    }),
  );
  const client = new SupervisorClient(server.url);
  for await (const chunk of client.followProcessLog("grün:a/b", "stderr")) {
    assert.equal(chunk.toString(), "one");
    break;
  }
  await closed;
  client.close();
});

test("a signal ends the following of a log with its reason", async () => {
  await using server = await fakeServer(raw((_, response) => response.write("one")));
  const client = new SupervisorClient(server.url);
  const abort = new AbortController();
  await assert.rejects(async () => {
    for await (const _ of client.followMainLog({ signal: abort.signal })) abort.abort(new Error("enough"));
  }, /^Error: enough$/);
  client.close();
});

test("following ends when the server ends it, and has a status when it cannot begin", async () => {
  await using server = await fakeServer((path) => ({
    kind: "raw",
    respond: (_, response) => (path === "/mainlogtail" ? response.end("all") : response.writeHead(404).end()),
  }));
  const client = new SupervisorClient(server.url);
  const chunks: string[] = [];
  for await (const chunk of client.followMainLog()) chunks.push(String(chunk));
  assert.deepEqual(chunks, ["all"]);
  await rejects(client.followProcessLog("x").next(), "http-status", /404/, 404);
  client.close();
});
