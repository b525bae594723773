/** What hostile and clumsy clients send to a real daemon. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { request } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import { promisify } from "node:util";
import { bin, Daemon } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { callWithHostileTexts } from "./hostile-texts.ts";

const cat = "[program:cat]\ncommand=/bin/cat\n";

interface Answer {
  readonly status: number;
  readonly text: string;
}

function send(
  target: { socketPath: string } | { port: number },
  path: string,
  options: { method?: string; body?: string; auth?: string } = {},
): Promise<Answer> {
  const { method = "POST", body = "", auth } = options;
  return new Promise((resolve, reject) => {
    const call = request(
      { ...target, host: "127.0.0.1", path, method, agent: false, ...(auth === undefined ? {} : { auth }) },
      (response) => {
        let text = "";
        response.on("data", (chunk) => (text += String(chunk)));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
        response.on("error", reject);
      },
    );
    call.on("error", reject);
    call.end(body);
  });
}

test("unknown, dotted and private method names are unknown, alone and in a multicall, and have no effect", async () => {
  await using daemon = new Daemon({ programs: cat });
  await daemon.start();
  await daemon.untilState("cat", "RUNNING");
  const pid = await daemon.pidOf("cat");
  for (const name of [
    "constructor",
    "__proto__",
    "supervisor.__proto__",
    "supervisor.constructor",
    "supervisor.constructor.constructor",
    "supervisor._private",
    "supervisor.control.shutdown",
    "supervisor.supervisord.options.warnings.linecache.os.system",
    "supervisor",
    "toString",
    "system.methods",
  ]) {
    assert.match(await daemon.rpc(name), /<int>1<\/int>[\s\S]*UNKNOWN_METHOD/, name);
    const call = `<struct><member><name>methodName</name><value><string>${name}</string></value></member><member><name>params</name><value><array><data></data></array></value></member></struct>`;
    const body = `<methodCall><methodName>system.multicall</methodName><params><param><value><array><data><value>${call}</value></data></array></value></param></params></methodCall>`;
    const { text } = await send({ socketPath: daemon.socket }, "/RPC2", { body });
    assert.match(text, /UNKNOWN_METHOD/, name);
  }
  assert.equal(await daemon.pidOf("cat"), pid);
});

test("entity bombs, broken XML, empty and huge bodies get clean answers", async () => {
  await using daemon = new Daemon({ programs: cat });
  await daemon.start();
  const target = { socketPath: daemon.socket };
  const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "${"a".repeat(1000)}">${Array.from({ length: 20 }, (_, i) => `<!ENTITY a${i} "&a;&a;&a;">`).join("")}]><methodCall><methodName>&a19;</methodName></methodCall>`;
  for (const body of [
    bomb,
    "",
    "<",
    "<methodCall>",
    "\0\0\0",
    "<methodCall><methodName></methodName></methodCall>",
    "<a>".repeat(100_000),
  ]) {
    assert.equal((await send(target, "/RPC2", { body })).status, 400, body.slice(0, 40));
  }
  for (const path of ["/RPC2", "/index.html", "/api/v1/processes/start"]) {
    assert.equal((await send(target, path, { body: "x".repeat(17 << 20) })).status, 413, path);
  }
  for (const method of ["GET", "PUT", "DELETE"])
    assert.equal((await send(target, "/RPC2", { method })).status, 400, method);
  assert.match(await daemon.rpc("supervisor.getState"), /RUNNING/);
});

test("100 kB of hostile text in any parameter of any method is a fault like any other", async () => {
  // A few of the texts for each parameter, others for the next one; test/long tries all of them on each.
  assert.ok((await callWithHostileTexts({ textsForEach: 3 })) > 60);
});

test("200 clients at once are all answered", async () => {
  await using daemon = new Daemon({ programs: cat });
  await daemon.start();
  const answers = await Promise.all(Array.from({ length: 200 }, () => daemon.rpc("supervisor.getAllProcessInfo")));
  for (const answer of answers) assert.match(answer, /<string>cat<\/string>/);
});

test("twenty commands on different programs at the same time all succeed", async () => {
  await using daemon = new Daemon({
    programs:
      "[program:p]\ncommand=/bin/cat\nprocess_name=%(process_num)02d\nnumprocs=20\nautostart=false\nstartsecs=0\n",
  });
  await daemon.start();
  const names = Array.from({ length: 20 }, (_, i) => `p:${String(i).padStart(2, "0")}`);
  for (const method of ["startProcess", "stopProcess", "startProcess"]) {
    const answers = await Promise.all(names.map((name) => daemon.rpc(`supervisor.${method}`, name)));
    for (const answer of answers) assert.match(answer, /<boolean>1<\/boolean>/);
  }
});

test("twenty supervisorctl at the same time, each with a program of its own, all succeed", async () => {
  await using daemon = new Daemon({
    programs: "[program:p]\ncommand=/bin/cat\nprocess_name=%(process_num)02d\nnumprocs=20\nstartsecs=0\n",
  });
  await daemon.start();
  const names = Array.from({ length: 20 }, (_, i) => `p:${String(i).padStart(2, "0")}`);
  for (const name of names) await daemon.untilState(name, "RUNNING");
  const ctl = promisify(execFile);
  // execFile rejects for any exit status but 0.
  const outputs = await Promise.all(
    names.map((name) => ctl(`${bin}/supervisorctl`, ["-c", daemon.configuration, "restart", name])),
  );
  for (const [index, { stdout, stderr }] of outputs.entries()) {
    assert.equal(stdout, `${names[index]}: stopped\n${names[index]}: started\n`);
    assert.equal(stderr, "");
  }
});

test("with credentials every path answers 401 without them, and the password is in no log", async () => {
  const port = await freePort();
  await using daemon = new Daemon({
    programs: `${cat}[inet_http_server]\nport=127.0.0.1:${port}\nusername=ann\npassword=sesame-7\n`,
  });
  await daemon.start();
  for (const path of [
    "/",
    "/RPC2",
    "/index.html",
    "/tail.html?processname=cat",
    "/ok.html",
    "/logtail/cat",
    "/mainlogtail",
    "/nope",
    "/api/v1/processes",
    "/metrics",
  ]) {
    for (const method of ["GET", "POST"]) assert.equal((await send({ port }, path, { method })).status, 401, path);
    assert.equal((await send({ port }, path, { auth: "ann:wrong" })).status, 401, path);
  }
  assert.equal((await send({ port }, "/ok.html", { method: "GET", auth: "ann:sesame-7" })).status, 200);
  assert.doesNotMatch(daemon.log, /sesame/);
  assert.match(daemon.log, /CRIT Server 'unix_http_server' running without any HTTP authentication checking/);
});

test("a client that sends a byte and waits costs nobody anything", async () => {
  await using daemon = new Daemon({ programs: cat });
  await daemon.start();
  const silent = Array.from({ length: 50 }, () => connect(daemon.socket));
  for (const socket of silent) {
    socket.on("error", () => {});
    socket.write("P");
  }
  assert.match(await daemon.rpc("supervisor.getState"), /RUNNING/);
  for (const socket of silent) socket.destroy();
});
