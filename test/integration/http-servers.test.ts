/** Several servers of one daemon, and what a second daemon is told. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, lstatSync, renameSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { suite, test } from "node:test";
import { SupervisorClient } from "../../src/client/supervisor-client.ts";
import { bin, complete, Daemon } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { ask } from "../helpers/http-client.ts";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";

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
  await using daemon = new Daemon();
  await daemon.start();
  daemon.signal("SIGKILL");
  await daemon.ended();
  assert.ok(existsSync(daemon.socket));
  const { ctimeMs } = lstatSync(daemon.socket);
  await daemon.start();
  assert.notEqual(lstatSync(daemon.socket).ctimeMs, ctimeMs);
  assert.match(daemon.output, /Unlinking stale socket /);
});

test("a client that is there before the daemon is up waits for it, and finds its groups", async () => {
  const port = await freePort();
  // The first server can be reached while it is found out that nobody listens on these any more.
  const others = Array.from({ length: 200 }, (_, index) => `[unix_http_server:${index}]\nfile=@DIR@/${index}.sock\n`);
  const program = `[program:cat]\ncommand=/bin/sh -c "echo started >> @DIR@/starts; exec cat"\nstartsecs=0\n`;
  const daemon = new Daemon({ programs: `[inet_http_server]\nport=127.0.0.1:${port}\n${others.join("")}${program}` });
  for (const index of others.keys()) await leaveStaleSocket(daemon.path(`${index}.sock`));
  const body =
    "<methodCall><methodName>supervisor.addProcessGroup</methodName><params><param><value>cat</value></param></params></methodCall>";
  const add = (): Promise<string> =>
    ask(`http://127.0.0.1:${port}/RPC2`, { method: "POST", body }).then(
      ({ text }) => text,
      () => "",
    );
  const up = daemon.start();
  let isUp = false;
  void up.then(() => {
    isUp = true;
  });
  try {
    let answer = "";
    let early = false;
    while (answer === "") {
      early = !isUp;
      answer = await add();
    }
    assert.ok(early, "the test came too late to show anything");
    assert.match(answer, /ALREADY_ADDED: cat/);
    await up;
    await daemon.untilState("cat", "RUNNING");
    assert.equal(daemon.read("starts"), "started\n");
  } finally {
    await up;
    await daemon.stop();
  }
});

async function leaveStaleSocket(path: string): Promise<void> {
  const server = createServer().listen(`${path}.other`);
  await once(server, "listening");
  renameSync(`${path}.other`, path);
  server.close();
}

test("clients whose idle connection was given up go on without an error", requires("/usr/bin/python3"), async () => {
  const port = await freePort();
  const daemon = await new Daemon({ programs: `[inet_http_server]\nport=127.0.0.1:${port}\n` }).start();
  const script =
    "import sys, xmlrpc.client as x\n" +
    `s = x.ServerProxy("http://127.0.0.1:${port}")\n` +
    "for line in sys.stdin: print(s.supervisor.getPID(), flush=True)\n";
  const python = spawn("/usr/bin/python3", ["-c", script], { stdio: ["pipe", "pipe", "inherit"] });
  const ours = new SupervisorClient(`http://127.0.0.1:${port}`);
  let answers = "";
  python.stdout.on("data", (chunk) => {
    answers += chunk;
  });
  const askBoth = async (times: number): Promise<void> => {
    python.stdin.write("\n");
    assert.equal(await ours.getPID(), daemon.pid);
    await until("Python has its answer", () => answers === `${daemon.pid}\n`.repeat(times));
  };
  try {
    await askBoth(1);
    const before = daemon.descriptors;
    const sockets: Socket[] = [];
    for (let count = 0; count < 300; count++) {
      const socket = connect(port, "127.0.0.1").on("error", () => {});
      sockets.push(socket);
      socket.write("GET /ok.html HTTP/1.1\r\n\r\n");
      await once(socket, "data");
    }
    await until("an address holds its share, and no more", () => sockets.filter((one) => one.destroyed).length === 50);
    assert.ok(daemon.descriptors <= before + 250);
    await askBoth(2);
    for (const socket of sockets) socket.destroy();
  } finally {
    ours.close();
    python.stdin.end();
    await once(python, "close");
    await daemon.stop();
  }
});
