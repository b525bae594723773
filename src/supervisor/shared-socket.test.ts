import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import type { FastCgiSocketConfig, GroupConfig } from "../config/configuration.ts";
import { exited, signaled } from "../system/fake-system.ts";
import { groupConfig, programConfig, Workshop } from "./fixtures.ts";

const path = "/run/app.sock";
const socket: FastCgiSocketConfig = {
  kind: "unix",
  url: `unix://${path}`,
  path,
  mode: 0o700,
  owner: undefined,
  backlog: undefined,
};

let workshop: Workshop;

/** A FastCGI program with two processes that restart only when they crash. */
function application(change: Partial<GroupConfig> = {}) {
  const processes = ["a", "b"].map((name) => programConfig({ name, startsecs: 0 }));
  const group = workshop.group({
    kind: "fcgi-program",
    name: "app",
    priority: 999,
    processes,
    socket,
    ...change,
  } as GroupConfig);
  for (const process of group.processes) process.autostart();
  workshop.system.advance(10);
  return { group, children: [...workshop.system.processes.spawned] };
}

/** What the activity log says of sockets. */
function said(): string[] {
  return workshop.messages("info").filter((line) => line.includes("socket"));
}

beforeEach(() => {
  workshop = new Workshop();
  workshop.system.files.makeDirectory("/run");
});

describe("the socket of a FastCGI program", () => {
  test("listens before the first child, and is descriptor 0 of all", () => {
    workshop.system.processes.failSpawnIf = () => {
      assert.deepEqual(workshop.system.sockets.listening, [path]);
      return undefined;
    };
    const { children } = application();
    assert.equal(children.length, 2);
    assert.equal(children[0]?.request.stdio[0], children[1]?.request.stdio[0]);
    assert.deepEqual(said(), [`Creating socket ${socket.url}`]);
  });

  test("does not exist before somebody starts", () => {
    const processes = [programConfig({ autostart: false })];
    application({ processes });
    assert.deepEqual(workshop.system.sockets.listening, []);
  });

  test("stays while children restart, even all at once", () => {
    const { system } = workshop;
    const { children } = application();
    for (const child of children) child.exit(signaled("SIGSEGV"));
    system.settle();
    assert.deepEqual(system.sockets.listening, [path]);
    system.advance(1000);
    assert.equal(system.processes.living.length, 2);
    assert.deepEqual(said(), [`Creating socket ${socket.url}`]);
  });

  test("closes when the last child has ended for good, and opens again at the next start", () => {
    const { system } = workshop;
    const { group, children } = application();
    const [a, b] = group.processes;
    a?.stop();
    system.settle();
    assert.deepEqual(system.sockets.listening, [path]);
    system.exit(children[1]?.pid ?? 0, exited(0));
    assert.deepEqual(system.sockets.listening, []);
    assert.deepEqual(said(), [`Creating socket ${socket.url}`, `Closing socket ${socket.url}`]);
    b?.start();
    assert.deepEqual(system.sockets.listening, [path]);
  });

  test("is not written to", () => {
    const { group } = application();
    assert.equal(group.processes[0]?.writeStdin(Buffer.from("x")), "closed");
  });

  test("leaves no descriptor behind", () => {
    const { system } = workshop;
    const before = system.descriptors.count;
    const { group } = application();
    for (const process of group.processes) process.stop();
    system.settle();
    group.dispose();
    assert.equal(system.descriptors.count, before);
  });
});

describe("a socket that cannot be made", () => {
  const failed = /^spawnerr: Could not create FastCGI socket unix:\/\/\/run\/app.sock: /;
  const reasons = () => workshop.messages("info").filter((line) => failed.test(line));

  test("is a failed start with its reason, tried again like any other", () => {
    const other = workshop.system.sockets.occupy(path);
    workshop.system.files.putSpecial(path, "socket");
    const { group } = application();
    assert.equal(group.processes[0]?.state.name, "BACKOFF");
    assert.match(reasons()[0] ?? "", /: another program listens on it$/);
    other.holders = 0;
    workshop.system.advance(1010);
    assert.equal(group.processes[0]?.state.name, "RUNNING");
  });

  test("because something else is there leaves that alone", () => {
    const { files } = workshop.system;
    files.put(path, "precious");
    application();
    assert.match(reasons()[0] ?? "", /: \/run\/app.sock exists and is no socket$/);
    assert.equal(files.readText(path), "precious");
  });

  test("because the port is taken", () => {
    workshop.system.sockets.occupy("127.0.0.1:9000");
    application({ socket: tcp("127.0.0.1") });
    assert.ok(
      workshop.messages("info").includes("spawnerr: Could not create FastCGI socket tcp://127.0.0.1:9000: EADDRINUSE"),
    );
  });
});

function tcp(host: string): FastCgiSocketConfig {
  return { kind: "tcp", url: `tcp://${host}:9000`, host, port: 9000, backlog: undefined };
}

describe("the name of a host", () => {
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  test("is looked up once for all who start, who are STARTING meanwhile", async () => {
    const { sockets, processes } = workshop.system;
    const answer = sockets.nameServer.ask("app.local");
    const { group } = application({ socket: tcp("app.local") });
    assert.deepEqual(
      group.processes.map(({ state }) => state.name),
      ["STARTING", "STARTING"],
    );
    assert.equal(processes.spawned.length, 0);
    answer("10.0.0.7");
    await turn();
    workshop.system.advance(1);
    assert.deepEqual(
      group.processes.map(({ state }) => state.name),
      ["RUNNING", "RUNNING"],
    );
    assert.deepEqual(sockets.listening, ["10.0.0.7:9000"]);
    assert.deepEqual(sockets.nameServer.asked, ["app.local"]);
    assert.deepEqual(said(), ["Creating socket tcp://app.local:9000"]);
  });

  test("that is not known is a failed start, and asked for again at the next", async () => {
    const { sockets } = workshop.system;
    const first = sockets.nameServer.ask("app.local");
    const { group } = application({ socket: tcp("app.local") });
    first(undefined);
    await turn();
    assert.equal(group.processes[0]?.state.name, "BACKOFF");
    assert.ok(
      workshop.messages("info").includes("spawnerr: Could not create FastCGI socket tcp://app.local:9000: ENOTFOUND"),
    );
    const second = sockets.nameServer.ask("app.local");
    workshop.system.advance(1010);
    second("10.0.0.7");
    await turn();
    workshop.system.advance(1);
    assert.equal(group.processes[0]?.state.name, "RUNNING");
  });

  test("holds up no stop and no shutdown: nothing is started any more", async () => {
    const { system } = workshop;
    const { sockets, processes } = system;
    const answer = sockets.nameServer.ask("app.local");
    const { group } = application({ socket: tcp("app.local") });
    const [a, b] = group.processes;
    a?.stop();
    assert.equal(a?.state.name, "STOPPED");
    b?.hold();
    b?.shutdown();
    assert.equal(b?.state.name, "STOPPED");
    answer("10.0.0.7");
    await turn();
    system.advance(1000);
    assert.equal(processes.spawned.length, 0);
    assert.deepEqual(sockets.listening, []);
  });

  test("that comes after the daemon was told to end starts nothing", async () => {
    const { sockets, processes } = workshop.system;
    const answer = sockets.nameServer.ask("app.local");
    const { group } = application({ socket: tcp("app.local") });
    group.processes[0]?.hold(); // its turn to stop has not come yet
    answer("10.0.0.7");
    await turn();
    assert.equal(group.processes[0]?.state.name, "STOPPED");
    assert.equal(processes.spawned.length, 1);
  });

  test("that comes late is of no use to a start that was given up, but to the next", async () => {
    const { system } = workshop;
    const { sockets, processes } = system;
    const answer = sockets.nameServer.ask("app.local");
    const { group } = application({ socket: tcp("app.local") });
    const [a, b] = group.processes;
    b?.stop();
    a?.stop();
    a?.start();
    assert.equal(a?.state.name, "STARTING");
    answer("10.0.0.7");
    await turn();
    system.advance(1);
    assert.equal(processes.spawned.length, 1);
    assert.equal(a?.state.name, "RUNNING");
  });
});

test("a socket file that nobody listens on is taken over", () => {
  const { files } = workshop.system;
  const stale = files.putSpecial(path, "socket");
  application();
  assert.notEqual(files.stat(path).inode, stale.inode);
  assert.deepEqual(workshop.system.sockets.listening, [path]);
});

test("in a [group:x] the members of one FastCGI program share their socket, others have a pipe", () => {
  const { system } = workshop;
  const members = ["a", "b"].map((name) => programConfig({ name, startsecs: 0, socket }));
  const config = groupConfig("group", [...members, programConfig({ name: "worker", startsecs: 0 })]);
  const { group, children } = application({ ...config });
  const [a, b, worker] = children.map((child) => child.request.stdio[0]);
  assert.equal(a, b);
  assert.notEqual(a, worker);
  for (const process of group.processes.slice(0, 2)) process.stop();
  system.settle();
  assert.deepEqual(system.sockets.listening, []);
  assert.equal(group.processes[2]?.writeStdin(Buffer.from("x")), "ok");
});
