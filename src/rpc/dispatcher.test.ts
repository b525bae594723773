import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeControl } from "../control/fake-control.ts";
import { TimeSlices } from "../system/time-slices.ts";
import { faultCodes } from "../xmlrpc/fault-codes.ts";
import { Dispatcher } from "./dispatcher.ts";
import { defineMethod } from "./method.ts";
import { int, text } from "./params.ts";
import { isSettled, RpcFixture, somebody } from "./rpc-fixture.ts";
import { supervisorMethods } from "./supervisor-methods.ts";

/** As Supervisor's system.listMethods and methodSignature give them. */
const signatures: Record<string, string> = {
  "supervisor.addProcessGroup": "boolean string",
  "supervisor.clearAllProcessLogs": "array",
  "supervisor.clearLog": "boolean",
  "supervisor.clearProcessLog": "boolean string",
  "supervisor.clearProcessLogs": "boolean string",
  "supervisor.getAPIVersion": "string",
  "supervisor.getAllConfigInfo": "array",
  "supervisor.getAllProcessInfo": "array",
  "supervisor.getIdentification": "string",
  "supervisor.getPID": "int",
  "supervisor.getProcessInfo": "struct string",
  "supervisor.getState": "struct",
  "supervisor.getSupervisorVersion": "string",
  "supervisor.getVersion": "string",
  "supervisor.readLog": "string int int",
  "supervisor.readMainLog": "string int int",
  "supervisor.readProcessLog": "string string int int",
  "supervisor.readProcessStderrLog": "string string int int",
  "supervisor.readProcessStdoutLog": "string string int int",
  "supervisor.reloadConfig": "array",
  "supervisor.removeProcessGroup": "boolean string",
  "supervisor.restart": "boolean",
  "supervisor.sendProcessStdin": "boolean string string",
  "supervisor.sendRemoteCommEvent": "boolean string string",
  "supervisor.shutdown": "boolean",
  "supervisor.signalAllProcesses": "array string",
  "supervisor.signalProcess": "boolean string string",
  "supervisor.signalProcessGroup": "array string string",
  "supervisor.startAllProcesses": "array boolean",
  "supervisor.startProcess": "boolean string boolean",
  "supervisor.startProcessGroup": "array string boolean",
  "supervisor.stopAllProcesses": "array boolean",
  "supervisor.stopProcess": "boolean string boolean",
  "supervisor.stopProcessGroup": "array string boolean",
  "supervisor.tailProcessLog": "array string int int",
  "supervisor.tailProcessStderrLog": "array string int int",
  "supervisor.tailProcessStdoutLog": "array string int int",
  "system.listMethods": "array",
  "system.methodHelp": "string string",
  "system.methodSignature": "array string",
  "system.multicall": "array array",
};

const unreachable = [
  "",
  "supervisor",
  "supervisor.",
  ".getState",
  "getState",
  "supervisor.getstate",
  "supervisor.getState ",
  "supervisor.getState.x",
  "supervisor.supervisor.getState",
  "supervisor._update",
  "supervisor.supervisord.options.warnings.linecache.os.system",
  "supervisor.__init__",
  "supervisor.__proto__",
  "supervisor.constructor",
  "supervisor.toString",
  "supervisor.hasOwnProperty",
  "system.constructor",
  "constructor",
  "__proto__",
  "__proto__.constructor",
  "prototype",
  "toString",
  "nope.getState",
  "supervisor.getState\0",
];

describe("Dispatcher", () => {
  it("has Supervisor's methods with Supervisor's signatures", async () => {
    const rpc = new RpcFixture();
    assert.deepEqual(await rpc.call("system.listMethods"), Object.keys(signatures).sort());
    for (const [name, signature] of Object.entries(signatures)) {
      assert.deepEqual(await rpc.call("system.methodSignature", name), signature.split(" "), name);
      const help = String(await rpc.call("system.methodHelp", name));
      assert.match(help, /^[A-Z][^@]*\n(@param (string|int|boolean|array) \w+ .+\n)*@return \w+ result .+\n$/, name);
    }
    assert.equal(await rpc.call("system.methodSignature", "nope"), "4 SIGNATURE_UNSUPPORTED");
    assert.equal(await rpc.call("system.methodHelp", 5), "4 SIGNATURE_UNSUPPORTED");
    assert.equal(await rpc.call("system.methodHelp", "constructor"), "4 SIGNATURE_UNSUPPORTED");
  });

  it("names only faults of the catalogue, each with its own number", () => {
    assert.equal(new Set(Object.values(faultCodes)).size, Object.keys(faultCodes).length);
    for (const method of supervisorMethods) for (const fault of method.faults) assert.ok(fault in faultCodes);
  });

  it("reaches nothing outside the table, alone and in system.multicall", async () => {
    const rpc = new RpcFixture();
    for (const name of unreachable) assert.equal(await call(name), "1 UNKNOWN_METHOD", name);
    const answers = await rpc.call(
      "system.multicall",
      unreachable.map((methodName) => ({ methodName, params: [] })),
    );
    assert.deepEqual(
      answers,
      unreachable.map(() => ({ faultCode: 1, faultString: "UNKNOWN_METHOD" })),
    );

    async function call(name: string): Promise<unknown> {
      const result = await rpc.dispatcher.call(somebody, name, ["touch /tmp/x"]);
      return result instanceof Object && "code" in result ? `${result.code} ${result.text}` : result;
    }
  });

  it("checks the number of arguments before all else", async () => {
    const rpc = new RpcFixture();
    rpc.control.mood = "SHUTDOWN";
    assert.equal(await rpc.call("getState", 1), "2 INCORRECT_PARAMETERS");
    assert.equal(await rpc.call("getProcessInfo"), "2 INCORRECT_PARAMETERS");
    assert.equal(await rpc.call("startProcess", "a", true, 3), "2 INCORRECT_PARAMETERS");
    assert.equal(await rpc.call("getProcessInfo", 5), "6 SHUTDOWN_STATE");
    assert.equal(await rpc.call("nope"), "1 UNKNOWN_METHOD");
  });

  it("answers system.* and sendRemoteCommEvent while the daemon stops, and nothing else", async () => {
    for (const mood of ["SHUTDOWN", "RESTARTING"] as const) {
      const rpc = new RpcFixture();
      rpc.control.mood = mood;
      for (const [name, signature] of Object.entries(signatures)) {
        const args = signature
          .split(" ")
          .slice(1)
          .map((type) => (type === "string" ? "x" : type === "array" ? [] : 0));
        const answer = await rpc.call(name, ...args);
        const stays = name.startsWith("system.") || name === "supervisor.sendRemoteCommEvent";
        assert.equal(answer === "6 SHUTDOWN_STATE", !stays, name);
      }
      assert.deepEqual(rpc.control.comms, ["x=x"]);
    }
  });

  it("refuses arguments of a wrong type and takes those that stand for the right one", async () => {
    const rpc = new RpcFixture();
    rpc.control.program("cat");
    for (const value of [5, true, null, [], {}, 1.5, new Date(0), Uint8Array.of(0xff)]) {
      assert.equal(await rpc.call("getProcessInfo", value), "2 INCORRECT_PARAMETERS: name must be of type string");
    }
    assert.equal(typeof (await rpc.call("getProcessInfo", Buffer.from("cat"))), "object");
    rpc.control.log.path = "/log";
    rpc.system.files.put("/log", "0123456789");
    assert.equal(await rpc.call("readLog", "2", " 3 "), "234");
    assert.equal(await rpc.call("readLog", 2.9, true), "2");
    for (const value of ["x", "", "0x10", "1e3", null, [], {}, 2 ** 60, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.equal(await rpc.call("readLog", value, 0), "2 INCORRECT_PARAMETERS: offset must be of type int");
    }
  });

  it("carries out the calls of system.multicall one after another, in Supervisor's shape", async () => {
    const rpc = new RpcFixture();
    const cat = rpc.control.program("cat");
    const all = rpc.call("system.multicall", [
      { methodName: "supervisor.getPID", params: [] },
      { methodName: "supervisor.startProcess", params: ["cat"] },
      { methodName: "supervisor.getProcessInfo", params: ["nope"] },
      { methodName: "supervisor.getIdentification" },
      { methodName: "system.multicall", params: [[]] },
      { params: [] },
      { methodName: 5, params: [] },
      { methodName: "supervisor.getPID", params: "cat" },
      { methodName: "supervisor.stopProcess", params: ["cat"] },
      7,
    ]);
    assert.equal(await isSettled(all), false);
    assert.equal(cat.state.name, "STARTING");
    cat.become("RUNNING", 100);
    assert.equal(await isSettled(all), false);
    assert.equal(cat.state.name, "STOPPING");
    cat.become("STOPPED");
    assert.deepEqual(await all, [
      4711,
      true,
      { faultCode: 10, faultString: "BAD_NAME: nope" },
      "supervisor",
      { faultCode: 2, faultString: "INCORRECT_PARAMETERS: Recursive system.multicall forbidden" },
      { faultCode: 2, faultString: "INCORRECT_PARAMETERS: No methodName" },
      { faultCode: 2, faultString: "INCORRECT_PARAMETERS: No methodName" },
      { faultCode: 2, faultString: "INCORRECT_PARAMETERS" },
      true,
      { faultCode: 2, faultString: "INCORRECT_PARAMETERS: No methodName" },
    ]);
    assert.deepEqual(await rpc.call("system.multicall", []), []);
    assert.match(String(await rpc.call("system.multicall", 5)), /^2 INCORRECT_PARAMETERS/);
    assert.match(String(await rpc.call("system.multicall", { a: 1 })), /^2 INCORRECT_PARAMETERS/);
  });

  it("lets other work in between the calls of a long multicall", async () => {
    const rpc = new RpcFixture();
    const all = rpc.call("system.multicall", Array(1000).fill({ methodName: "supervisor.getPID", params: [] }));
    let settled = false;
    void all.then(() => {
      settled = true;
    });
    for (let turn = 0; turn < 5000; turn++) await Promise.resolve();
    assert.equal(settled, false, "the turn has to end first");
    assert.equal(((await all) as unknown[]).length, 1000);
  });

  it("bounds what one multicall can collect", async () => {
    const rpc = new RpcFixture();
    rpc.control.log.path = "/log";
    rpc.system.files.put("/log", "x".repeat(30_000_000));
    const call = { methodName: "supervisor.readLog", params: [0, 0] };
    const results = (await rpc.call("system.multicall", Array(20).fill(call))) as unknown[];
    assert.equal(results.filter((result) => typeof result === "string").length, 3);
    assert.deepEqual(results.at(-1), { faultCode: 30, faultString: "FAILED: too much data for one answer" });
  });

  it("turns an exception into a fault and a line in the log", async () => {
    const control = new FakeControl();
    const fixture = new RpcFixture();
    const broken = defineMethod({
      name: "plugin.broken",
      doc: "Throws.",
      params: [text("a", "a"), int("b", "b")],
      returns: { type: "int", doc: "never" },
      run: (_context, a, b) => {
        throw new RangeError(`${a.toUpperCase()} ${b.toFixed(1)}`);
      },
    });
    const dispatcher = new Dispatcher(broken, {
      control,
      slices: new TimeSlices(fixture.system.clock),
      clock: fixture.system.clock,
      files: fixture.system.files,
      version: "",
    });
    const result = await dispatcher.call(somebody, "plugin.broken", ["x", 1]);
    assert.deepEqual({ ...(result as object) }, { name: "FAILED", code: 30, text: "FAILED: RangeError:X 1.0" });
    assert.match(
      control.log.lines[0] ?? "",
      /^critical XML-RPC method plugin\.broken\(\) failed unexpectedly: RangeError/,
    );
    assert.deepEqual(
      await dispatcher.call(somebody, "supervisor.getState", []),
      await dispatcher.call(somebody, "nope", []),
    );
  });

  it("traces calls with names that are fit for a log", async () => {
    const rpc = new RpcFixture();
    rpc.control.log.level = "trace";
    await rpc.call("getPID");
    await rpc.call("a.b\n\x1b[31m");
    assert.deepEqual(rpc.control.log.lines, [
      "trace XML-RPC method called: supervisor.getPID()",
      "trace XML-RPC method supervisor.getPID() returned successfully",
      "trace XML-RPC method called: a.b??[31m()",
      "trace XML-RPC method a.b??[31m() returned fault: [1] UNKNOWN_METHOD",
    ]);
  });
});
