import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { InetServerConfig } from "../config/configuration.ts";
import { FakeProcess } from "../control/fake-control.ts";
import { FakeSystem } from "../system/fake-system.ts";
import { nodeFiles } from "../system/node-files.ts";
import { nodeSockets } from "../system/node-sockets.ts";
import { renderCall } from "../xmlrpc/render-response.ts";
import { bigRoute, eventually, exchange, get, HttpFixture, post, RawClient } from "./http-fixture.ts";

const fixture = new HttpFixture();
after(() => fixture.close());

const getPid = renderCall("supervisor.getPID", []);
const credentials = { username: "user", password: `{SHA}${createHash("sha1").update("secret").digest("hex")}` };
const authorization = `Authorization: Basic ${Buffer.from("user:secret").toString("base64")}\r\n`;

function status(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d+) /.exec(answer)?.[1]);
}

describe("routes", () => {
  for (const [request, expected] of [
    [get("/ok.html"), 200],
    [get("/ok.html?x=1"), 200],
    [get("http://x/ok.html"), 200],
    [get("/ok.html", "", "HEAD"), 200],
    [post("", "", "/ok.html"), 200],
    [get("/ok.html", "", "DELETE"), 400],
    [get("/nope"), 404],
    [get("/nope", "", "HEAD"), 404],
    [get("/nope", "", "DELETE"), 400],
    [get("/ok.htmlx"), 404],
    [get("*", "", "OPTIONS"), 400],
    [get("/RPC2"), 400],
    [get("/RPC2", "Content-Length: 0\r\n", "PUT"), 400],
    [get("/RPC2", "", "POST"), 411],
    [post(""), 400],
    [post("hello"), 400],
    [post(getPid), 200],
    [post(getPid, "", "/RPC2/"), 200],
    [post(getPid.replace("supervisor.getPID", "")), 400],
    [get("/logtail"), 404],
    [get("/logtail/"), 404],
    [get("/logtail/nope"), 404],
    [get("/logtail/%zz"), 404],
    [get("/logtail/cat/bogus"), 404],
    [get("/logtail/cat/stdout/x"), 404],
    [get("/logtail/cat", "", "HEAD"), 400],
    [get("/mainlogtail"), 404],
    [post("", "", "/mainlogtail"), 400],
    [get("/../../etc/passwd"), 404],
    ["GARBAGE\r\n\r\n", 400],
    ["GET /ok.html HTTP/9.9\r\n\r\n", 400],
    [get("/ok.html", "Content-Length: abc\r\n"), 400],
    [get("/ok.html", `X: ${"x".repeat(70_000)}\r\n`), 431],
    ["CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", 400],
    ["GET /ok.html HTTP/1.1\r\n\r\n", 200],
    [get("/ok.html", "Upgrade: websocket\r\nConnection: Upgrade\r\n"), 200],
  ] as const) {
    it(`${JSON.stringify(request.slice(0, 60))} is answered with ${expected}`, async () => {
      fixture.control.program("cat");
      const answer = await exchange(await port, request);
      assert.equal(status(answer), expected);
    });
  }

  const port = fixture.port();

  it("answers as Supervisor's clients know it", async () => {
    const ok = await exchange(await port, get("/ok.html"));
    assert.match(
      ok,
      /^HTTP\/1\.1 200 OK\r\nServer: supervisor-ts\r\nDate: [^\r]+ GMT\r\nContent-Type: text\/plain\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nOK$/,
    );
    const missing = await exchange(await port, get("/nope"));
    assert.match(missing, /\r\nContent-Length: 134\r\nContent-Type: text\/html\r\n/);
    assert.ok(
      missing.endsWith(
        "\r\n\r\n<head>\r\n<title>Error response</title>\r\n</head>\r\n<body>\r\n<h1>Error response</h1>\r\n" +
          "<p>Error code 404.\r\n<p>Message: Not Found.\r\n</body>\r\n",
      ),
    );
    const rpc = await exchange(await port, post(getPid));
    assert.match(rpc, /\r\nContent-Type: text\/xml\r\nContent-Length: \d+\r\n/);
    assert.ok(rpc.endsWith("<value><int>4711</int></value>\n</param>\n</params>\n</methodResponse>\n"));
  });

  it("HTTP/1.0 clients get their answer and the connection's end, or keep it if they ask", async () => {
    const closing = new RawClient(await port).send("GET /ok.html HTTP/1.0\r\n\r\n");
    assert.match(await closing.until("end"), /\r\n\r\nOK$/);
    const keeping = new RawClient(await port);
    for (let turn = 0; turn < 3; turn++) {
      assert.match(await keeping.ask("GET /ok.html HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"), /OK$/);
    }
    keeping.close();
  });
});

describe("authentication", () => {
  it("is asked for on every path, with every method, whatever the header", async () => {
    const port = await fixture.port({ credentials });
    const paths = ["/", "/ok.html", "/RPC2", "/nope", "/logtail/cat", "/mainlogtail", "/index.html", "/api/v1/x", "*"];
    const headers = [
      "",
      "Authorization:\r\n",
      "Authorization: Basic\r\n",
      "Authorization: Basic !!!\r\n",
      "Authorization: Basic dXNlcg==\r\n",
      "Authorization: Bearer dXNlcjpzZWNyZXQ=\r\n",
    ];
    for (const path of paths) {
      for (const method of ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]) {
        for (const header of headers) await isRefused(port, path, method, header);
      }
    }
    // Guesses are slowed down, so these are few.
    for (const guess of ["user:wrong", `user:${credentials.password}`]) {
      const header = `Authorization: Basic ${Buffer.from(guess).toString("base64")}\r\n`;
      await isRefused(port, "/ok.html", "GET", header);
      await isRefused(port, "/RPC2", "POST", header);
    }
  });

  async function isRefused(port: number, path: string, method: string, header: string): Promise<void> {
    const answer = await new RawClient(port).send(get(path, header, method)).until("end");
    assert.equal(status(answer), 401, `${method} ${path} ${header}`);
    assert.match(answer, /\r\nConnection: close\r\nWWW-Authenticate: Basic realm="default"\r\n/);
  }

  it("lets the right ones in", async () => {
    const port = await fixture.port({ credentials });
    assert.equal(status(await exchange(port, get("/ok.html", authorization))), 200);
    assert.equal(status(await exchange(port, get("/nope", authorization))), 404);
    assert.equal(status(await exchange(port, post(getPid, authorization))), 200);
  });

  it("answers a refused call only after its body, so that the client can read the answer", async () => {
    const port = await fixture.port({ credentials });
    const client = new RawClient(port).send(`POST /RPC2 HTTP/1.1\r\nContent-Length: ${getPid.length}\r\n\r\n`);
    client.send(getPid.slice(0, 10));
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(client.received, "");
    client.send(getPid.slice(10));
    assert.equal(status(await client.until("end")), 401);
  });

  it("is not needed to be told that a request is no HTTP", async () => {
    const port = await fixture.port({ credentials });
    assert.equal(status(await new RawClient(port).send("GARBAGE\r\n\r\n").until("end")), 400);
  });
});

describe("pages of other sites", () => {
  it("cannot call methods", async () => {
    const port = await fixture.port();
    for (const [headers, expected] of [
      ["Origin: http://evil.example\r\n", 403],
      ["Origin: null\r\n", 403],
      ["Origin: http://x.evil.example\r\n", 403],
      ["Origin: http://x\r\nSec-Fetch-Site: cross-site\r\n", 403],
      ["Sec-Fetch-Site: same-site\r\n", 403],
      ["Origin: http://x\r\n", 200],
      ["Origin: http://x\r\nSec-Fetch-Site: same-origin\r\n", 200],
      ["Sec-Fetch-Site: none\r\n", 200],
    ] as const) {
      assert.equal(status(await exchange(port, post(getPid, headers))), expected, headers);
    }
  });
});

describe("connections", () => {
  it("are kept, and requests sent ahead are carried out one after another", async () => {
    const port = await fixture.port();
    const slow = new FakeProcess("slow");
    fixture.control.add("slow", [slow]);
    const client = new RawClient(port);
    const start = post(renderCall("supervisor.startProcess", ["slow"]));
    const stop = post(renderCall("supervisor.stopProcess", ["slow"]));
    client.send(start + stop + post(getPid));
    await eventually(() => slow.listeners.size > 0);
    assert.equal(slow.state.name, "STARTING");
    slow.become("RUNNING", 5);
    await client.until(/boolean>1/);
    await eventually(() => slow.listeners.size > 0);
    assert.equal(slow.state.name as string, "STOPPING");
    assert.doesNotMatch(client.received, /4711/);
    slow.become("STOPPED");
    await client.until(/4711/);
    assert.match(await client.ask(get("/ok.html")), /OK$/);
    client.close();
  });

  it("that send ahead without end are ended", async () => {
    const port = await fixture.port();
    const slow = new FakeProcess("slow2");
    fixture.control.add("slow2", [slow]);
    const client = new RawClient(port).send(post(renderCall("supervisor.startProcess", ["slow2"])));
    client.send(get("/ok.html").repeat(2000));
    assert.equal(await client.until("end"), "");
    slow.become("RUNNING");
  });

  it("may vanish at any point", async () => {
    const port = await fixture.port();
    const request = post(getPid);
    for (let length = 0; length < request.length; length += 7) {
      const client = new RawClient(port).send(request.slice(0, length));
      await new Promise((resolve) => setImmediate(resolve));
      client.close();
    }
    const waiting = new FakeProcess("waiting");
    fixture.control.add("waiting", [waiting]);
    const client = new RawClient(port).send(post(renderCall("supervisor.startProcess", ["waiting"])));
    await eventually(() => waiting.listeners.size > 0);
    client.close();
    waiting.become("RUNNING", 3);
    assert.equal(status(await exchange(port, post(getPid))), 200);
  });

  it("two hundred clients at once are all served", async () => {
    const port = await fixture.port();
    const clients = Array.from({ length: 200 }, () => new RawClient(port));
    const answers = await Promise.all(clients.map((client) => client.ask(post(getPid))));
    assert.ok(answers.every((answer) => status(answer) === 200));
    for (const client of clients) client.close();
  });
});

describe("clients that take their time", () => {
  const system = new FakeSystem();
  const files = nodeFiles;
  const open = (config: Partial<InetServerConfig> = { credentials }): Promise<number> =>
    fixture.port(config, { system: { clock: system.clock, files, sockets: nodeSockets } });

  it("have a minute for their first request", async () => {
    const port = await open();
    const silent = new RawClient(port);
    const half = new RawClient(port).send("GET /ok.html HTTP/1.1\r\nX: ");
    const refused = new RawClient(port).send(get("/ok.html"));
    const welcome = new RawClient(port);
    await welcome.ask(get("/ok.html", authorization));
    await refused.until("end");
    system.advance(59_000);
    half.send("still here");
    assert.match(await welcome.ask(get("/ok.html", authorization)), /OK$/);
    assert.deepEqual([silent.ended, half.ended], [false, false]);
    system.advance(1000);
    assert.equal(await silent.until("end"), "");
    assert.equal(await half.until("end"), "");
    system.advance(500_000);
    assert.match(await welcome.ask(get("/ok.html", authorization)), /OK$/);
    welcome.close();
  });

  it("have a minute between two pieces of a body", async () => {
    const port = await open();
    const client = new RawClient(port).send(`POST /RPC2 HTTP/1.1\r\nContent-Length: 100\r\n${authorization}\r\n`);
    const other = new RawClient(port);
    // What is sent on another connection afterwards is answered after the piece has arrived.
    const arrived = () => other.ask(get("/ok.html", authorization));
    for (let count = 0; count < 5; count++) {
      client.send("x");
      await arrived();
      await arrived();
      system.advance(59_000);
      assert.equal(client.received, "");
    }
    system.advance(1000);
    assert.equal(status(await client.until("end")), 408);
    other.close();
  });

  it("cannot lock anybody out: half requests, kept connections and bodies that drip make room", async () => {
    const head = `POST /RPC2 HTTP/1.1\r\nContent-Length: 100\r\n\r\nx`;
    for (const [port, opening] of [
      [await open(), "GET /ok.html HTTP/1.1\r\nX: "],
      [await open({}), head],
      [await open({}), get("/ok.html")],
      [await open(), get("/ok.html", authorization)],
    ] as const) {
      const clients = Array.from({ length: 300 }, () => new RawClient(port).send(opening));
      await eventually(() => clients.filter((client) => client.ended).length === 50);
      const client = new RawClient(port);
      assert.match(await client.ask(get("/ok.html", authorization)), /OK$/);
      system.advance(2000);
      // Its next request comes while others push for its place.
      const more = Array.from({ length: 100 }, () => new RawClient(port).send(opening));
      await eventually(() => [...clients, ...more].filter((client) => client.ended).length === 151);
      assert.match(await client.ask(get("/ok.html", authorization)), /OK$/);
      for (const one of [client, ...clients, ...more]) one.close();
    }
  });

  it("keep their streams, and idle connections for ten minutes", async () => {
    const port = await open();
    fixture.control.log.path = fixture.path("stream.log");
    writeFileSync(fixture.control.log.path, "the log\n");
    const stream = new RawClient(port).send(get("/mainlogtail", authorization));
    await stream.until(/the log\n/);
    const idle = new RawClient(port);
    await idle.ask(get("/ok.html", authorization));
    const push = (length: number): RawClient[] => Array.from({ length }, () => new RawClient(port));
    const pushing = push(248);
    const connected = fixture.connections;
    await eventually(() => fixture.connections === connected + 248);
    system.advance(2000);
    pushing.push(...push(52));
    await eventually(() => pushing.filter((client) => client.ended).length === 52);
    for (const client of pushing) client.close();
    system.advance(597_000);
    assert.match(await idle.ask(get("/ok.html", authorization)), /OK$/);
    system.advance(599_000);
    assert.equal(idle.ended, false);
    system.advance(1000);
    await idle.until("end");
    system.advance(3_600_000);
    assert.equal(stream.ended, false);
    stream.close();
    fixture.control.log.path = undefined;
  });
});

describe("readers that take their time", () => {
  const open = (maxStallMs: number): Promise<number> => fixture.port({}, { maxStallMs, moreRoutes: () => [bigRoute] });

  it("are cut off when they take nothing more of an answer that is finished", async () => {
    const client = new RawClient(await open(200));
    client.socket.pause();
    client.send(get("/big"));
    // Only the daemon can end it: the client reads nothing, and stays.
    const gone = new Promise((resolve) => client.socket.once("close", resolve));
    await eventually(() => fixture.connections === 0);
    client.socket.resume();
    await gone;
    assert.ok(client.received.length < 20_000_000);
  });

  it("get all of it for as long as they take a little", async () => {
    const port = await open(400);
    const client = new RawClient(port);
    client.send(get("/big"));
    while (client.received.length < 12_000_000) {
      client.socket.pause();
      // It is slow, and that is what this is about.
      await sleep(100);
      const from = client.received.length;
      client.socket.resume();
      await eventually(() => client.received.length > from + 1_000_000 || client.ended);
      assert.ok(!client.ended);
    }
    await eventually(() => client.received.length > 20_000_000);
    // The connection is good for more, however long that takes.
    await fixture.untilStallIsOver(port);
    assert.equal(status(await client.ask(get("/ok.html"))), 200);
    client.close();
  });
});

describe("below /api", () => {
  it("what the door refuses is a problem, for programs", async () => {
    const guarded = await fixture.port({ credentials });
    const named = await fixture.port({ allowed_hosts: ["box"] });
    const open = await fixture.port();
    for (const [port, request, expected] of [
      [guarded, get("/api/v1/processes"), 401],
      [named, get("/api/v1/processes"), 421],
      [open, post("{}", "Origin: http://evil.example\r\n", "/api/v1/processes/stop"), 403],
      [open, get("/api/v1"), 404],
      [open, get("/api"), 404],
    ] as const) {
      const answer = await exchange(port, request);
      assert.equal(status(answer), expected);
      assert.match(answer, /\r\nContent-Type: application\/problem\+json\r\n/);
      const body = JSON.parse(answer.slice(answer.indexOf("\r\n\r\n") + 4));
      assert.equal(body.status, expected);
      assert.ok(body.title !== "" && body.detail !== "");
    }
    assert.match(await exchange(guarded, get("/apix")), /Content-Type: text\/html/);
  });
});

describe("bodies", () => {
  it("may come in chunks and after a 100 Continue", async () => {
    const port = await fixture.port();
    const chunked = `POST /RPC2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${getPid.length.toString(16)}\r\n${getPid}\r\n0\r\n\r\n`;
    assert.match(await exchange(port, chunked), /4711/);
    const client = new RawClient(port);
    client.send(`POST /RPC2 HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: ${getPid.length}\r\n\r\n`);
    await client.until(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    assert.match(await client.ask(getPid), /4711/);
    client.close();
  });

  it("larger than the limit are refused, announced or not", async () => {
    const port = await fixture.port({ request_maxbytes: 100_000 });
    const announced = new RawClient(port).send("POST /RPC2 HTTP/1.1\r\nContent-Length: 100001\r\n\r\n");
    assert.equal(status(await announced.until(/^HTTP/)), 413);
    const expecting = new RawClient(port);
    expecting.send("POST /RPC2 HTTP/1.1\r\nContent-Length: 9999999999\r\nExpect: 100-continue\r\n\r\n");
    assert.equal(status(await expecting.until(/^HTTP/)), 413);
    const unannounced = new RawClient(port).send("POST /RPC2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (let chunk = 0; chunk < 11; chunk++) unannounced.send(`2710\r\n${"x".repeat(10_000)}\r\n`);
    assert.equal(status(await unannounced.until(/^HTTP/)), 413);
    const patient = new RawClient(port);
    assert.equal(status(await patient.ask(post("x".repeat(3 << 20)))), 413);
    assert.equal(status(await patient.ask(post(getPid))), 200);
    for (const client of [announced, expecting, unannounced, patient]) client.close();
    const fits = renderCall("nope", ["x".repeat(99_000)]);
    assert.match(await exchange(port, post(fits)), /UNKNOWN_METHOD/);
    const other = await fixture.port({ request_maxbytes: 50_000 });
    assert.equal(status(await exchange(other, post(fits))), 413);
  });

  it("of many clients together are bounded too", async () => {
    const port = await fixture.port({ request_maxbytes: 40 << 20 });
    const big = Buffer.alloc(39 << 20, "x");
    const clients = [0, 1, 2].map(() => new RawClient(port));
    for (const client of clients)
      client.send(`POST /RPC2 HTTP/1.1\r\nContent-Length: ${big.length + 1}\r\n\r\n`).send(big);
    const first = await Promise.race(clients.map((client) => client.until(/^HTTP/)));
    assert.equal(status(first), 503);
    for (const client of clients) client.close();
    assert.equal(status(await exchange(port, post(getPid))), 200);
  });
});

describe("a server with allowed_hosts", () => {
  it("answers under its own names and addresses only", async () => {
    const port = await fixture.port({ allowed_hosts: ["box.example.com"] });
    const asking = (host: string): string => `GET /ok.html HTTP/1.1\r\n${host}\r\n`;
    for (const host of ["Host: Box.example.com:9001\r\n", "Host: 127.0.0.1\r\n", ""]) {
      assert.equal(status(await exchange(port, asking(host))), 200, host);
    }
    const call = post(getPid).replace("Host: x", "Host: evil.example:9001");
    assert.equal(status(await exchange(port, asking("Host: evil.example:9001\r\n"))), 421);
    assert.equal(status(await exchange(port, call)), 421);
    const guarded = await fixture.port({ credentials, allowed_hosts: [] });
    assert.equal(status(await exchange(guarded, asking("Host: evil.example\r\n"))), 401);
  });
});

describe("XML-RPC over HTTP", () => {
  it("answers hostile XML with 400 and a line in the log that is fit for it", async () => {
    const port = await fixture.port();
    const { lines } = fixture.control.log;
    lines.length = 0;
    const bomb =
      '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aa">]><methodCall><methodName>&a;</methodName></methodCall>';
    for (const body of [
      bomb,
      "\x1b[31m\n",
      "<methodCall>".repeat(100_000),
      "<methodCall><methodName> </methodName></methodCall>",
    ]) {
      assert.equal(status(await exchange(port, post(body))), 400);
    }
    assert.equal(lines.length, 4);
    assert.match(lines[0] ?? "", /^error XML-RPC request data '<\?xml .* is invalid: unmarshallable: document type/);
    assert.equal(
      lines[1],
      "error XML-RPC request data '\\x1B[31m\\n' is invalid: unmarshallable: text where an element is expected",
    );
    assert.match(lines[3] ?? "", / is invalid: no method name$/);
    for (const line of lines) assert.ok(line.length < 500 && !/[\x00-\x1f]/.test(line));
  });

  it("reaches nothing but the table's methods", async () => {
    const port = await fixture.port();
    for (const name of [
      "constructor",
      "__proto__",
      "supervisor.constructor",
      "supervisor._x",
      "supervisor.a.b.c",
      "toString",
    ]) {
      assert.match(await exchange(port, post(renderCall(name, []))), /<int>1<\/int>.*UNKNOWN_METHOD/s);
      const multi = renderCall("system.multicall", [[{ methodName: name, params: [] }]]);
      assert.match(await exchange(port, post(multi)), /<int>1<\/int>.*UNKNOWN_METHOD/s);
    }
  });

  it("carries logs of any bytes", async () => {
    const port = await fixture.port();
    fixture.control.log.path = fixture.path("bytes");
    writeFileSync(
      fixture.control.log.path,
      Uint8Array.from({ length: 256 }, (_, index) => index),
    );
    const answer = await exchange(port, post(renderCall("supervisor.readLog", [0, 0])));
    fixture.control.log.path = undefined;
    assert.equal(status(answer), 200);
    assert.match(Buffer.from(answer, "latin1").toString("utf8"), /<string>\u2400\u2401.*\ufffd<\/string>/s);
  });

  it("keeps nobody waiting while it prepares a log of megabytes", async () => {
    const port = await fixture.port();
    fixture.control.log.path = fixture.path("long");
    writeFileSync(
      fixture.control.log.path,
      "2026-11-21 02:09:05 <info> \x1b[32mready\x1b[0m & waiting\n".repeat(250_000),
    );
    const long = new RawClient(port).send(post(renderCall("supervisor.readLog", [0, 0])));
    const other = new RawClient(port);
    let answered = 0;
    while (long.received === "") {
      assert.match(await other.ask(get("/ok.html")), /OK$/);
      answered++;
    }
    fixture.control.log.path = undefined;
    long.close();
    other.close();
    assert.ok(answered >= 5, `${answered} answers meanwhile`);
  });

  it("writes access lines at level trace", async () => {
    const port = await fixture.port();
    const { log } = fixture.control;
    log.lines.length = 0;
    log.level = "trace";
    await exchange(port, get("/ok.html?a=%C3%A9"));
    await eventually(() => log.lines.length > 0);
    log.level = "debug";
    assert.match(
      log.lines[0] ?? "",
      /^trace 127\.0\.0\.1:\d+ - - \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "GET \/ok\.html\?a=%C3%A9 HTTP\/1\.1" 200 1\d\d$/,
    );
  });
});
