import assert from "node:assert/strict";
import { test } from "node:test";
import { supervisorMethods } from "../rpc/supervisor-methods.ts";
import type { XmlRpcValue } from "../xmlrpc/value.ts";
import { ConnectionError } from "./connection-error.ts";
import { fakeServer } from "./fake-server.ts";
import { SupervisorClient } from "./supervisor-client.ts";
import { SupervisorFault } from "./supervisor-fault.ts";

const process = { name: "p", group: "g", statename: "RUNNING", description: "", pid: 1 };

type Call = (client: SupervisorClient) => Promise<unknown>;

/** Every method: how it is called, what goes over the wire, what comes back, and what that becomes if it changes. */
const methods: Readonly<
  Record<string, readonly [Call, params: readonly XmlRpcValue[], XmlRpcValue, result?: unknown]>
> = {
  getAPIVersion: [(client) => client.getAPIVersion(), [], "3.0"],
  getVersion: [(client) => client.getVersion(), [], "3.0"],
  getSupervisorVersion: [(client) => client.getSupervisorVersion(), [], "5.0.0"],
  getIdentification: [(client) => client.getIdentification(), [], "supervisor"],
  getState: [(client) => client.getState(), [], { statecode: 1, statename: "RUNNING" }],
  getPID: [(client) => client.getPID(), [], 42],
  readLog: [(client) => client.readLog(-10, 0), [-10, 0], "the end"],
  readMainLog: [(client) => client.readMainLog(1, 2), [1, 2], "ab"],
  clearLog: [(client) => client.clearLog(), [], true],
  shutdown: [(client) => client.shutdown(), [], true],
  restart: [(client) => client.restart(), [], true],
  reloadConfig: [
    (client) => client.reloadConfig(),
    [],
    [[["a"], ["b", "c"], []]],
    { added: ["a"], changed: ["b", "c"], removed: [] },
  ],
  addProcessGroup: [(client) => client.addProcessGroup("g"), ["g"], true],
  removeProcessGroup: [(client) => client.removeProcessGroup("g"), ["g"], true],
  startProcess: [(client) => client.startProcess("p"), ["p", true], true],
  startProcessGroup: [(client) => client.startProcessGroup("g", false), ["g", false], []],
  startAllProcesses: [(client) => client.startAllProcesses(), [true], []],
  stopProcess: [(client) => client.stopProcess("p", false), ["p", false], true],
  stopProcessGroup: [(client) => client.stopProcessGroup("g"), ["g", true], []],
  stopAllProcesses: [(client) => client.stopAllProcesses(false), [false], []],
  signalProcess: [(client) => client.signalProcess("p", "HUP"), ["p", "HUP"], true],
  signalProcessGroup: [(client) => client.signalProcessGroup("g", 1), ["g", 1], []],
  signalAllProcesses: [(client) => client.signalAllProcesses("HUP"), ["HUP"], []],
  getProcessInfo: [(client) => client.getProcessInfo("g:p"), ["g:p"], process],
  getAllProcessInfo: [(client) => client.getAllProcessInfo(), [], [process]],
  getAllConfigInfo: [(client) => client.getAllConfigInfo(), [], [{ name: "p", group: "g", inuse: true }]],
  readProcessStdoutLog: [(client) => client.readProcessStdoutLog("p", 0, 5), ["p", 0, 5], "hello"],
  readProcessLog: [(client) => client.readProcessLog("p", 0, 5), ["p", 0, 5], "hello"],
  readProcessStderrLog: [(client) => client.readProcessStderrLog("p", 0, 5), ["p", 0, 5], "hello"],
  tailProcessStdoutLog: [
    (client) => client.tailProcessStdoutLog("p", 0, 5),
    ["p", 0, 5],
    ["hello", 99, true],
    { text: "hello", offset: 99, overflow: true },
  ],
  tailProcessLog: [
    (client) => client.tailProcessLog("p", 0, 5),
    ["p", 0, 5],
    ["", 0, false],
    { text: "", offset: 0, overflow: false },
  ],
  tailProcessStderrLog: [
    (client) => client.tailProcessStderrLog("p", 0, 5),
    ["p", 0, 5],
    ["x", 1, false],
    { text: "x", offset: 1, overflow: false },
  ],
  clearProcessLogs: [(client) => client.clearProcessLogs("p"), ["p"], true],
  clearProcessLog: [(client) => client.clearProcessLog("p"), ["p"], true],
  clearAllProcessLogs: [(client) => client.clearAllProcessLogs(), [], []],
  sendProcessStdin: [(client) => client.sendProcessStdin("p", "grün <&>\n"), ["p", "grün <&>\n"], true],
  sendRemoteCommEvent: [(client) => client.sendRemoteCommEvent("type", "data"), ["type", "data"], true],
};

for (const [name, [call, params, answer, result = answer]] of Object.entries(methods)) {
  test(`${name} sends its parameters and understands its result`, async () => {
    await using server = await fakeServer(() => ({ kind: "value", value: answer }));
    const client = new SupervisorClient(server.url);
    const received = await call(client);
    assert.deepEqual(received, result);
    assert.deepEqual(server.calls, [{ method: `supervisor.${name}`, params }]);
    client.close();
  });
}

test("every method of the server's table has its method here", () => {
  const names = supervisorMethods.map(({ name }) => name.replace(/^supervisor\./, ""));
  assert.deepEqual(Object.keys(methods).sort(), [...names].sort());
});

/** Methods whose answer says no more than that it is done. */
const justDone = /^(clear(?!All)|shutdown|restart|add|remove|(start|stop|signal)Process$|send)/;

for (const [name, [call]] of Object.entries(methods).filter(([name]) => !justDone.test(name))) {
  test(`${name} rejects an answer of another shape`, async () => {
    let answer: XmlRpcValue = null;
    await using server = await fakeServer(() => ({ kind: "value", value: answer }));
    const client = new SupervisorClient(server.url);
    for (answer of [true, {}, [7], [{ name: "p" }], [[["a"], "b", []]], ["x", "1", true], [{ name: 1, group: "g" }]]) {
      await assert.rejects(call(client), (error) => {
        assert.ok(error instanceof ConnectionError, `${JSON.stringify(answer)} is taken`);
        assert.equal(error.problem, "not-supervisord");
        assert.equal(error.detail, `the answer to supervisor.${name} is not what Supervisor gives`);
        return true;
      });
    }
    client.close();
  });
}

test("the system methods go by their own namespace", async () => {
  await using server = await fakeServer((method) => ({
    kind: "value",
    value: method === "system.methodHelp" ? "x" : ["x"],
  }));
  const client = new SupervisorClient(server.url);
  await client.listMethods();
  await client.methodHelp("a.b");
  await client.methodSignature("a.b");
  assert.deepEqual(
    server.calls.map(({ method, params }) => [method, params]),
    [
      ["system.listMethods", []],
      ["system.methodHelp", ["a.b"]],
      ["system.methodSignature", ["a.b"]],
    ],
  );
  client.close();
});

test("multicall tells values from faults", async () => {
  const value = [7, { faultCode: 10, faultString: "BAD_NAME: x" }, { name: "p" }];
  await using server = await fakeServer(() => ({ kind: "value", value }));
  const client = new SupervisorClient(server.url);
  const [number, fault, struct] = await client.multicall([
    { method: "supervisor.getPID" },
    { method: "supervisor.startProcess", params: ["x"] },
    { method: "supervisor.getProcessInfo", params: ["p"] },
  ]);
  assert.deepEqual(number, { ok: true, value: 7 });
  assert.ok(fault?.ok === false && fault.fault.faultName === "BAD_NAME" && fault.fault.detail === "x");
  assert.equal(struct?.ok, true);
  assert.deepEqual(structuredClone(server.calls[0]?.params[0]), [
    { methodName: "supervisor.getPID", params: [] },
    { methodName: "supervisor.startProcess", params: ["x"] },
    { methodName: "supervisor.getProcessInfo", params: ["p"] },
  ]);
  client.close();
});

test("a struct is a plain object, and a member called __proto__ only a member", async () => {
  const value = JSON.parse('{"__proto__": {"polluted": true}, "nested": [{"a": 1}]}');
  await using server = await fakeServer(() => ({ kind: "value", value }));
  const client = new SupervisorClient(server.url);
  const struct = (await client.call("x.y")) as Record<string, unknown>;
  assert.equal(Object.getPrototypeOf(struct), Object.prototype);
  assert.deepEqual(Object.keys(struct), ["__proto__", "nested"]);
  assert.equal(struct["polluted"], undefined);
  client.close();
});

test("a fault rejects with its code, name and detail", async () => {
  await using server = await fakeServer(() => ({ kind: "fault", code: 50, text: "SPAWN_ERROR: web" }));
  const client = new SupervisorClient(server.url);
  await assert.rejects(client.startProcess("web"), (error) => {
    assert.ok(error instanceof SupervisorFault);
    assert.equal(error.code, 50);
    assert.equal(error.faultName, "SPAWN_ERROR");
    assert.equal(error.detail, "web");
    return true;
  });
  client.close();
});

test("an answer in JSON is asked for, and read as one in XML is", async () => {
  let answer = '{"result":[{"__proto__":1,"name":"p"}]}';
  await using server = await fakeServer(() => ({ kind: "raw", respond: (_request, response) => response.end(answer) }));
  const client = new SupervisorClient(server.url);
  const [struct] = (await client.call("x.y")) as unknown as [Record<string, unknown>];
  assert.deepEqual(Object.keys(struct), ["__proto__", "name"]);
  assert.equal(Object.getPrototypeOf(struct), Object.prototype);
  assert.match(server.headers[0]?.accept ?? "", /^application\/vnd\.supervisor-ts\.rpc\+json, text\/xml$/);
  answer = '{"faultCode":10,"faultString":"BAD_NAME: x"}';
  await assert.rejects(client.call("x.y"), (error) => error instanceof SupervisorFault && error.detail === "x");
  answer = '{"result":';
  await assert.rejects(
    client.call("x.y"),
    (error) => error instanceof ConnectionError && error.detail === "the answer to x.y is not XML-RPC: not valid JSON",
  );
  client.close();
});

test("why processes are down, and which are flapping, is told where the server knows it", async () => {
  const trouble = { how: "exit status 1", attempts: 4, at: "2026-11-21T02:09:05.000Z", lastLine: null };
  const listed = [{ group: "g", name: "down", pid: null, usage: null, trouble, flapping: null, state: "FATAL" }];
  let body = JSON.stringify(listed);
  await using server = await fakeServer((path) => ({
    kind: "raw",
    respond: (_, response) => response.writeHead(path === "/api/v1/processes?only=problems" ? 200 : 500).end(body),
  }));
  const client = new SupervisorClient(server.url);
  const details = { group: "g", name: "down", pid: null, usage: null, trouble, flapping: null };
  assert.deepEqual(await client.getAllProcessDetails("problems"), [details]);
  body = JSON.stringify([{ ...details, trouble: { ...trouble, how: 7 } }]);
  assert.equal(await client.getAllProcessDetails("problems"), undefined, "no server of ours says that");
  client.close();
});

test("a server that cannot tell more of its processes is no fault, but one that fails is", async () => {
  const usage = { cpuPercent: null, cpuSeconds: 1.5, residentBytes: 4096 };
  const listed = [{ group: "g", name: "up", pid: 7, usage, trouble: null, flapping: null }];
  let reply = { status: 200, body: JSON.stringify(listed) };
  await using server = await fakeServer((path) => ({
    kind: "raw",
    respond: (_, response) => response.writeHead(path === "/api/v1/processes" ? reply.status : 500).end(reply.body),
  }));
  const client = new SupervisorClient(server.url);
  assert.deepEqual(await client.getAllProcessDetails(), listed);
  for (reply of [
    { status: 404, body: "" },
    { status: 200, body: "<html>" },
  ]) {
    assert.equal(await client.getAllProcessDetails(), undefined);
  }
  reply = { status: 500, body: "" };
  await assert.rejects(client.getAllProcessDetails(), /HTTP status 500/);
  client.close();
});

test("a plugin's method is called by its name, and its fault has no name of ours", async () => {
  await using server = await fakeServer(() => ({ kind: "fault", code: 4711, text: "TWIDDLED" }));
  const client = new SupervisorClient(server.url);
  await assert.rejects(client.call("twiddler.twiddle", [{ deep: [1.5, null, new Date(0)] }]), (error) => {
    assert.ok(error instanceof SupervisorFault);
    assert.equal(error.faultName, undefined);
    assert.equal(error.detail, "TWIDDLED");
    return true;
  });
  assert.equal(server.calls[0]?.method, "twiddler.twiddle");
  client.close();
});

test("calls one after another use one connection", async () => {
  await using server = await fakeServer(() => ({ kind: "value", value: 1 }));
  const client = new SupervisorClient(server.url);
  for (let i = 0; i < 5; i++) await client.getPID();
  assert.equal(server.connections(), 1);
  client.close();
});

test("with() shares the connection and changes the defaults", async () => {
  await using server = await fakeServer(() => ({ kind: "value", value: 1 }));
  const client = new SupervisorClient(server.url);
  const aborted = client.with({ signal: AbortSignal.abort(new Error("too late")) });
  await client.getPID();
  await assert.rejects(aborted.getPID(), /too late/);
  await client.getPID();
  assert.equal(server.connections(), 1);
  client.close();
});

test("an address that cannot be one is refused at once", () => {
  assert.throws(() => new SupervisorClient("https://localhost"), /unknown protocol of serverurl https:\/\/localhost/);
});
