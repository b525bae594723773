/** Raw HTTP requests: the same status, headers and body from Debian's Supervisor and from ours. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import { Daemon, peerSupervisord } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { requires } from "../helpers/requires.ts";

const programs = `
[program:cat]
command=/bin/sh -c "printf 'one\\\\ntwo\\\\n'; exec cat"
startsecs=0
stdout_logfile=@DIR@/cat.log
stderr_logfile=NONE
`;

interface Case {
  readonly request: string;
  readonly authorization?: string;
  /** Why ours differs on purpose, and the status that it answers with. */
  readonly ours?: { readonly why: string; readonly status: number };
}

const get = (path: string, method = "GET", headers = ""): Case => ({
  request: `${method} ${path} HTTP/1.1\r\nHost: x\r\n${headers}`,
});
const post = (path: string, body: string): Case => ({
  request: `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n@AUTH@\r\n\r\n${body}`,
});
const differently = (one: Case, why: string, status: number): Case => ({ ...one, ours: { why, status } });
const call = "<?xml version='1.0'?><methodCall><methodName>supervisor.getState</methodName></methodCall>";
const badHeader = "a malformed header is no credentials, not an error of the server";

const cases: readonly Case[] = [
  get("/ok.html"),
  get("/ok.html?x=y"),
  differently(get("/ok.html", "HEAD"), "a HEAD request is answered like a GET", 200),
  get("/ok.html", "DELETE"),
  get("/nope"),
  get("/nope", "DELETE"),
  get("/nope/ok.html"),
  get("/RPC2"),
  get("/RPC2", "PUT", "Content-Length: 0\r\n"),
  get("/RPC2", "POST"),
  differently(get("/RPC2", "POST", "Content-Length: abc\r\n"), "a length that is none is the client's fault", 400),
  post("/RPC2", "hello"),
  post("/RPC2", call),
  post("/RPC2/", call),
  post("/RPC2", call.replace("supervisor.getState", "")),
  post("/RPC2", call.replace("supervisor.getState", "nope")),
  differently(get("/logtail"), "a path without a name is not found", 404),
  get("/logtail/nope"),
  get("/logtail/cat"),
  get("/logtail/cat:cat/stdout"),
  get("/logtail/cat%3Acat"),
  get("/logtail/cat/stderr"),
  get("/logtail/cat/bogus"),
  get("/logtail/cat/stdout/x"),
  get("/logtail/cat:*"),
  get("/logtail/cat", "PUT", "Content-Length: 0\r\n"),
  get("/mainlogtail"),
  get("/mainlogtail", "POST", "Content-Length: 0\r\n"),
  { request: "GET /ok.html HTTP/1.0\r\n" },
  { request: "GET /ok.html HTTP/1.0\r\nConnection: keep-alive\r\n" },
  ...["/ok.html", "/nope", "/RPC2", "/logtail/cat", "/mainlogtail", "/index.html"].map(
    (path): Case => ({ ...get(path), authorization: "" }),
  ),
  { ...get("/ok.html"), authorization: "Authorization: Bearer x\r\n" },
  { ...get("/ok.html"), authorization: "Authorization: Basic dTp3cm9uZw==\r\n" },
  differently({ ...get("/ok.html"), authorization: "Authorization: Basic !!!\r\n" }, badHeader, 401),
  differently({ ...get("/ok.html"), authorization: "Authorization: Basic dQ==\r\n" }, badHeader, 401),
];

/** user "u", password "p". */
const authorization = `Authorization: Basic ${Buffer.from("u:p").toString("base64")}\r\n`;

describe("HTTP requests", requires(peerSupervisord), () => {
  const daemons: Daemon[] = [];
  const ports: number[] = [];

  before(async () => {
    for (const executable of [undefined, peerSupervisord]) {
      const port = await freePort();
      const server = `[inet_http_server]\nport=127.0.0.1:${port}\nusername=u\npassword={SHA}516b9783fca517eecbd1d064da2d165310b19759\n`;
      const daemon = new Daemon({ programs: server + programs, ...(executable && { executable }) });
      daemons.push(daemon);
      ports.push(port);
      await daemon.start();
      await daemon.untilState("cat", "RUNNING");
    }
  });
  after(async () => {
    for (const daemon of daemons) await daemon.stop();
  });

  for (const { request, authorization: given = authorization, ours } of cases) {
    const [line = ""] = request.split("\r\n");
    const whole = request.includes("@AUTH@") ? request.replace("@AUTH@", given.trimEnd()) : `${request}${given}\r\n`;
    test(`${line} ${given === authorization ? "" : `with "${given.trimEnd()}"`}`, async () => {
      const [mine = "", theirs = ""] = await Promise.all(ports.map((port) => ask(port, whole)));
      if (ours === undefined) {
        assert.deepEqual(parse(mine), parse(theirs));
      } else {
        assert.equal(parse(mine).status, ours.status, ours.why);
        assert.notEqual(parse(theirs).status, ours.status, `no difference any more: ${ours.why}`);
      }
    });
  }
});

/** Sends a request and collects what comes until the answer is whole, or the connection ends. */
function ask(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
      if (isWhole(answer, request)) socket.destroy();
    });
    socket.on("error", reject);
    socket.setTimeout(10_000, () => socket.destroy(new Error(`no end of the answer to ${request}: ${answer}`)));
    socket.on("close", () => resolve(answer));
    socket.write(request);
  });
}

function isWhole(answer: string, request: string): boolean {
  const head = answer.indexOf("\r\n\r\n");
  if (head === -1) return false;
  const length = /^content-length: (\d+)/im.exec(answer.slice(0, head))?.[1];
  if (length === undefined) return /\r\n[0-9a-f]+\r\n.+\r\n$/s.test(answer.slice(head + 2));
  return request.startsWith("HEAD") || answer.length >= head + 4 + Number(length);
}

interface Answer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
}

function parse(answer: string): Answer {
  const head = answer.indexOf("\r\n\r\n");
  const [line = "", ...headers] = answer.slice(0, head).split("\r\n");
  const body = answer.slice(head + 4);
  return {
    status: Number(line.split(" ")[1]),
    headers: headers.map(comparable).filter((header) => header !== undefined),
    // The daemons' own logs differ; what matters is that something comes.
    body: / INFO supervisord started with pid /.test(body) ? "the daemon's log" : body,
  };
}

/** Undefined for headers that say the default, which Node spells out: connections of HTTP/1.1 are kept, others end. */
function comparable(header: string): string | undefined {
  if (/^connection: (keep-alive|close)$/i.test(header)) return undefined;
  return header.replace(/^(Date|Last-Modified|Server): .*/, "$1: ...");
}
