import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { networkInterfaces, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { FakeProcess } from "../control/fake-control.ts";
import { FakeSystem } from "../system/fake-system.ts";
import { nodeClock } from "../system/node-clock.ts";
import { nodeFiles } from "../system/node-files.ts";
import { nodeSockets } from "../system/node-sockets.ts";
import { renderCall } from "../xmlrpc/render-response.ts";
import { eventually, exchange, get, HttpFixture, post, RawClient, standardInterface } from "./http-fixture.ts";
import { openServers } from "./open-servers.ts";

const fixture = new HttpFixture();
after(() => fixture.close());
beforeEach(() => {
  fixture.said.length = 0;
  fixture.control.log.lines.length = 0;
});

let directories = 0;

/** A path for a socket in a directory of its own. */
function fresh(name = "s.sock"): string {
  const directory = fixture.path(`d${++directories}`);
  mkdirSync(directory);
  return join(directory, name);
}

/** A socket that nobody listens on any more. */
async function leaveStale(file: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(`${file}.other`, resolve));
  renameSync(`${file}.other`, file);
  await new Promise((resolve) => server.close(resolve));
}

const inUse = (address: string): string =>
  "Another program is already listening on a port that one of our HTTP servers is configured to use.  " +
  `Shut this program down first before starting supervisord. (${address})`;

describe("unix servers", () => {
  it("serve, with the mode asked for, and leave nothing behind", async () => {
    for (const chmod of [0o700, 0o770, 0o777, 0o600]) {
      const file = fresh();
      const opened = await fixture.open([fixture.unix({ file, chmod })]);
      assert.ok(opened.ok);
      assert.equal(lstatSync(file).mode & 0o7777, chmod);
      assert.deepEqual(readdirSync(dirname(file)), ["s.sock"]);
      assert.match(await exchange(file, get("/ok.html")), /OK$/);
      await opened.servers.close();
      assert.deepEqual(readdirSync(dirname(file)), []);
    }
    assert.equal(process.umask(), process.umask(process.umask()));
  });

  it("are never reachable for others before they are closed to them", async () => {
    const file = fresh();
    const seen = new Set<string>();
    let done = false;
    const opening = fixture.open([fixture.unix({ file, chmod: 0o700 })]).finally(() => {
      done = true;
    });
    while (!done) {
      for (const name of readdirSync(dirname(file))) {
        const { mode } = lstatSync(join(dirname(file), name), { throwIfNoEntry: false }) ?? {};
        if (mode !== undefined) seen.add((mode & 0o777).toString(8));
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok((await opening).ok);
    for (const mode of seen) assert.ok(mode === "0" || mode === "700", mode);
  });

  it("take over a stale socket and say so", async () => {
    const file = fresh();
    await leaveStale(file);
    const opened = await fixture.open([fixture.unix({ file })]);
    assert.ok(opened.ok);
    assert.deepEqual(fixture.said, [`Unlinking stale socket ${file}`]);
    assert.match(await exchange(file, get("/ok.html")), /OK$/);
    assert.deepEqual(readdirSync(dirname(file)), ["s.sock"]);
  });

  it("leave a living server alone", async () => {
    const file = fresh();
    assert.ok((await fixture.open([fixture.unix({ file })])).ok);
    const second = await fixture.open([fixture.unix({ file })]);
    assert.deepEqual(second, { ok: false, reason: inUse(file) });
    assert.match(await exchange(file, get("/ok.html")), /OK$/);
    assert.deepEqual(readdirSync(dirname(file)), ["s.sock"]);
    assert.deepEqual(fixture.said, []);
  });

  it("leave everything alone that is no socket", async () => {
    const file = fresh();
    writeFileSync(file, "precious");
    const opened = await fixture.open([fixture.unix({ file })]);
    assert.ok(!opened.ok);
    assert.equal(opened.reason, `Cannot open an HTTP server: socket.error reported ${file} exists and is not a socket`);
    assert.equal(statSync(file).size, 8);
  });

  it("remove only their own socket", async () => {
    const file = fresh();
    const opened = await fixture.open([fixture.unix({ file })]);
    assert.ok(opened.ok);
    renameSync(file, `${file}.moved`);
    writeFileSync(file, "of another");
    await opened.servers.close();
    assert.ok(existsSync(file));
  });

  it("explain why they cannot be opened", async () => {
    const missing = await fixture.open([fixture.unix({ file: fixture.path("no/such/s.sock") })]);
    assert.ok(!missing.ok);
    assert.equal(missing.reason, "Cannot open an HTTP server: socket.error reported errno.ENOENT (2)");
    const long = await fixture.open([fixture.unix({ file: fixture.path("x".repeat(120)) })]);
    assert.ok(!long.ok);
    assert.equal(long.reason, "Cannot open an HTTP server: socket.error reported AF_UNIX path too long");
  });

  it("use every path that the kernel takes", async () => {
    const room = 107 - Buffer.byteLength(fixture.directory) - 1;
    for (let length = room - 8; length <= room; length++) {
      const file = fixture.path("y".repeat(length));
      const opened = await fixture.open([fixture.unix({ file })]);
      assert.ok(opened.ok, `${Buffer.byteLength(file)} bytes`);
      assert.match(await exchange(file, get("/ok.html")), /OK$/);
      await opened.servers.close();
    }
    assert.ok(!(await fixture.open([fixture.unix({ file: fixture.path("y".repeat(room + 1)) })])).ok);
  });

  it("give the socket to the owner asked for", { skip: process.getuid?.() === 0 ? false : "needs root" }, async () => {
    const file = fresh();
    const opened = await fixture.open([fixture.unix({ file, chown: { uid: 65534, gid: undefined } })]);
    assert.ok(opened.ok);
    const { uid, gid, mode } = lstatSync(file);
    assert.deepEqual([uid, gid, mode & 0o777], [65534, process.getgid?.(), 0o700]);
  });

  it("refuse to be given away without the right to", {
    skip: process.getuid?.() === 0 ? "needs a user" : false,
  }, async () => {
    const file = fresh();
    const opened = await fixture.open([fixture.unix({ file, chown: { uid: 0, gid: 0 } })]);
    assert.ok(!opened.ok);
    assert.equal(
      opened.reason,
      `Not permitted to chown ${file} to uid/gid (0, 0); adjust "sockchown" value in config file or on command line to ` +
        `values that the current user (${userInfo().username}) can successfully chown`,
    );
    assert.deepEqual(readdirSync(dirname(file)), []);
  });
});

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"));

describe("inet servers", () => {
  it("listen on IPv4, IPv6 and all interfaces", async () => {
    const cases: [string, string[]][] = [
      ["127.0.0.1", ["127.0.0.1"]],
      ["localhost", ["localhost"]],
      ["", hasIpv6 ? ["127.0.0.1", "::1"] : ["127.0.0.1"]],
    ];
    if (hasIpv6) cases.push(["::1", ["::1"]]);
    for (const [host, reachable] of cases) {
      const opened = await fixture.open([fixture.inet({ host })]);
      assert.ok(opened.ok);
      const [port = 0] = opened.servers.inetPorts;
      for (const address of reachable) {
        const socket = connect(port, address);
        await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
        socket.destroy();
      }
    }
  });

  it("explain why they cannot be opened", async () => {
    const port = await fixture.port();
    assert.deepEqual(await fixture.open([fixture.inet({ port })]), {
      ok: false,
      reason: inUse(`127.0.0.1:${port}`),
    });
    if (hasIpv6) {
      const six = await fixture.port({ host: "::1" });
      const portHolder = () => ({ pid: 7, command: "/usr/bin/other --serve" });
      assert.deepEqual(await fixture.open([fixture.inet({ host: "::1", port: six })], { portHolder }), {
        ok: false,
        reason: inUse(`[::1]:${six} is taken by pid 7: /usr/bin/other --serve`),
      });
    }
    const absent = await fixture.open([fixture.inet({ host: "192.0.2.1", port: 1 })]);
    assert.ok(!absent.ok);
    assert.match(absent.reason, /^Cannot open an HTTP server: socket\.error reported errno\.[A-Z]+ \(\d+\)$/);
    const unknown = await fixture.open([fixture.inet({ host: "no.such.host.invalid" })]);
    assert.ok(!unknown.ok);
    assert.match(unknown.reason, /^Could not determine IP address for hostname no\.such\.host\.invalid, please try /);
  });
});

describe("openServers", () => {
  it("opens all or none", async () => {
    const file = fresh();
    const taken = await fixture.port();
    const opened = await fixture.open([fixture.unix({ file }), fixture.inet({ port: taken })]);
    assert.ok(!opened.ok);
    assert.ok(!existsSync(file));
  });

  it("says what it opened, and warns of open doors", async () => {
    const credentials = { username: "u", password: "p" };
    const opened = await fixture.open([fixture.inet({ credentials }), fixture.unix({ file: fresh() })]);
    assert.ok(opened.ok);
    assert.deepEqual(fixture.control.log.lines, [
      "info RPC interface 'supervisor' initialized",
      "info RPC interface 'supervisor' initialized",
      "critical Server 'unix_http_server' running without any HTTP authentication checking",
    ]);
  });

  it("has only system.* without [rpcinterface:supervisor], and refuses interfaces that it does not know", async () => {
    const { control } = fixture;
    const say = (): void => {};
    const surroundings = {
      control,
      say,
      system: { clock: nodeClock, files: nodeFiles, sockets: nodeSockets },
      version: "5",
    };
    const bare = await openServers({ servers: [fixture.inet()], rpcInterfaces: [] }, surroundings);
    assert.ok(bare.ok);
    bare.servers.admit();
    const [port = 0] = bare.servers.inetPorts;
    assert.match(await exchange(port, post(renderCall("supervisor.getState", []))), /UNKNOWN_METHOD/);
    assert.match(await exchange(port, post(renderCall("system.listMethods", []))), /system\.multicall/);
    await bare.servers.close();
    const foreign = { ...standardInterface, name: "twiddler", factory: "supervisor_twiddler.rpcinterface:make" };
    const refused = await openServers({ servers: [fixture.inet()], rpcInterfaces: [foreign] }, surroundings);
    assert.ok(!refused.ok);
    assert.match(refused.reason, /Could not make twiddler rpc interface/);
  });
});

describe("before the daemon is up", () => {
  const credentials = { username: "user", password: "secret" };
  const authorization = `Authorization: Basic ${Buffer.from("user:secret").toString("base64")}\r\n`;

  it("requests wait, and are carried out when it is", async () => {
    const opened = await fixture.openUnadmitted([fixture.inet({ credentials })]);
    assert.ok(opened.ok);
    const [port = 0] = opened.servers.inetPorts;
    const early = new FakeProcess("early");
    fixture.control.add("early", [early]);
    const calling = new RawClient(port).send(
      post(renderCall("supervisor.startProcess", ["early", false]), authorization),
    );
    const asking = new RawClient(port).send(get("/ok.html", authorization));
    // A refusal needs no daemon, and shows that what was sent before it has arrived.
    assert.match(await exchange(port, get("/ok.html")), /^HTTP\/1\.1 401 /);
    assert.match(await exchange(port, get("/ok.html")), /^HTTP\/1\.1 401 /);
    assert.deepEqual([early.state.name, calling.received, asking.received], ["STOPPED", "", ""]);
    opened.servers.admit();
    assert.match(await calling.until(/boolean/), /<boolean>1<\/boolean>/);
    assert.match(await asking.until(/OK$/), /OK$/);
    assert.equal(early.state.name as string, "STARTING");
    calling.close();
    asking.close();
  });

  it("connections are closed at once when it does not come up, and nothing is carried out", async () => {
    const { clock } = new FakeSystem();
    const opened = await fixture.openUnadmitted([fixture.inet({ credentials })], {
      system: { clock, files: nodeFiles, sockets: nodeSockets },
    });
    assert.ok(opened.ok);
    const [port = 0] = opened.servers.inetPorts;
    const early = new FakeProcess("early2");
    fixture.control.add("early2", [early]);
    const calling = new RawClient(port).send(
      post(renderCall("supervisor.startProcess", ["early2", false]), authorization),
    );
    assert.match(await exchange(port, get("/ok.html")), /^HTTP\/1\.1 401 /);
    await opened.servers.close();
    assert.equal(await calling.until("end"), "");
    assert.equal(early.state.name, "STOPPED");
  });
});

describe("closing", () => {
  it("lets answers finish, ends streams and idle connections", async () => {
    const opened = await fixture.open([fixture.inet()]);
    assert.ok(opened.ok);
    const [port = 0] = opened.servers.inetPorts;
    const slow = new FakeProcess("closing");
    fixture.control.add("closing", [slow]);
    slow.become("RUNNING", 5);
    fixture.control.log.path = fixture.path("closing.log");
    writeFileSync(fixture.control.log.path, "the log\n");
    const idle = new RawClient(port);
    await idle.ask(get("/ok.html"));
    const stream = new RawClient(port).send(get("/mainlogtail"));
    await stream.until(/the log\n/);
    const waiting = new RawClient(port).send(post(renderCall("supervisor.stopProcess", ["closing"])));
    await eventually(() => slow.listeners.size > 0);
    const closing = opened.servers.close();
    slow.become("STOPPED");
    await closing;
    assert.match(await waiting.until("end"), /<boolean>1<\/boolean>/);
    assert.match(await stream.until("end"), /0\r\n\r\n$/);
    await idle.until("end");
    fixture.control.log.path = undefined;
  });

  it("does not wait for clients that never end", async () => {
    const opened = await fixture.open([fixture.inet()]);
    assert.ok(opened.ok);
    const [port = 0] = opened.servers.inetPorts;
    const half = new RawClient(port).send("POST /RPC2 HTTP/1.1\r\nContent-Length: 10\r\n\r\nx");
    const slow = new FakeProcess("never");
    fixture.control.add("never", [slow]);
    const waiting = new RawClient(port).send(post(renderCall("supervisor.startProcess", ["never"])));
    await eventually(() => slow.listeners.size > 0);
    await opened.servers.close();
    await Promise.all([half.until("end"), waiting.until("end")]);
  });
});

it("a daemon that was killed leaves a socket that the next one takes over", async () => {
  const file = fresh();
  const child = spawn(process.execPath, [
    "-e",
    `require("net").createServer().listen(${JSON.stringify(file)}, () => console.log("up"))`,
  ]);
  await new Promise((resolve) => child.stdout.once("data", resolve));
  await killed(child);
  assert.ok(lstatSync(file).isSocket());
  const opened = await fixture.open([fixture.unix({ file })]);
  assert.ok(opened.ok);
  assert.deepEqual(fixture.said, [`Unlinking stale socket ${file}`]);
});

async function killed(child: ChildProcess): Promise<void> {
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await exit;
}

it("a directory that cannot be written to is named by its errno", {
  skip: process.getuid?.() === 0 ? "needs a user" : false,
}, async () => {
  const file = fresh();
  chmodSync(dirname(file), 0o500);
  const opened = await fixture.open([fixture.unix({ file })]);
  assert.deepEqual(opened, {
    ok: false,
    reason: "Cannot open an HTTP server: socket.error reported errno.EACCES (13)",
  });
});
