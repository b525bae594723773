import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Problem } from "../config/problem.ts";
import { FakeGroup, FakeProcess } from "../control/fake-control.ts";
import { RpcFixture } from "./rpc-fixture.ts";

const problem: Problem = {
  file: "s.conf",
  line: 7,
  section: "program:x",
  key: "startsecs",
  message: "invalid literal for int() with base 10: 'abc'",
  hint: undefined,
};

describe("shutdown and restart", () => {
  it("answer true and set the mood", async () => {
    for (const [method, mood] of [
      ["shutdown", "SHUTDOWN"],
      ["restart", "RESTARTING"],
    ] as const) {
      const rpc = new RpcFixture();
      assert.equal(await rpc.call(method), true);
      assert.equal(rpc.control.mood, mood);
      assert.equal(await rpc.call(method), "6 SHUTDOWN_STATE");
    }
  });

  it("restart keeps everything as it is when the configuration is wrong", async () => {
    const rpc = new RpcFixture();
    rpc.control.reloadAnswer = { ok: false, problems: [problem] };
    assert.match(
      String(await rpc.call("restart")),
      /^92 CANT_REREAD: s\.conf:7: \[program:x\] startsecs: invalid literal/,
    );
    assert.equal(rpc.control.mood, "RUNNING");
  });
});

describe("reloadConfig", () => {
  it("gives added, changed and removed groups, wrapped twice", async () => {
    const rpc = new RpcFixture();
    rpc.control.reloadAnswer = { ok: true, added: ["a"], changed: ["c1", "c2"], removed: [] };
    assert.deepEqual(await rpc.call("reloadConfig"), [[["a"], ["c1", "c2"], []]]);
  });

  it("names every problem", async () => {
    const rpc = new RpcFixture();
    rpc.control.reloadAnswer = { ok: false, problems: [problem, { ...problem, line: 9 }] };
    const lines = String(await rpc.call("reloadConfig")).split("\n");
    assert.equal(lines.length, 2);
    assert.match(lines[1] ?? "", /^s\.conf:9:/);
  });
});

describe("addProcessGroup and removeProcessGroup", () => {
  it("activate and forget groups", async () => {
    const rpc = new RpcFixture();
    const member = new FakeProcess("p");
    rpc.control.pendingGroups.set("g", new FakeGroup("g", [member]));
    assert.equal(await rpc.call("addProcessGroup", "nope"), "10 BAD_NAME: nope");
    assert.equal(await rpc.call("addProcessGroup", 5), "10 BAD_NAME: 5");
    assert.equal(await rpc.call("addProcessGroup", "g"), true);
    assert.equal(await rpc.call("addProcessGroup", "g"), "90 ALREADY_ADDED: g");
    member.become("RUNNING", 3);
    assert.equal(await rpc.call("removeProcessGroup", "g"), "91 STILL_RUNNING: g");
    member.become("STOPPED");
    assert.equal(await rpc.call("removeProcessGroup", "g"), true);
    assert.equal(await rpc.call("removeProcessGroup", "g"), "10 BAD_NAME: g");
    assert.match(String(await rpc.call("removeProcessGroup", [1])), /^2 INCORRECT_PARAMETERS/);
  });
});

describe("clearLog", () => {
  it("empties the activity log", async () => {
    const rpc = new RpcFixture();
    assert.equal(await rpc.call("clearLog"), "20 NO_FILE");
    rpc.control.log.path = "/log";
    assert.equal(await rpc.call("clearLog"), "20 NO_FILE");
    rpc.system.files.put("/log", "x");
    rpc.control.log.log("info", "before");
    assert.equal(await rpc.call("clearLog"), true);
    assert.deepEqual(rpc.control.log.lines, ["info reopening log file"], "said once");
    rpc.control.log.clearFailure = new Error("EACCES: permission denied");
    assert.equal(await rpc.call("clearLog"), "30 FAILED: EACCES: permission denied");
  });
});

describe("sendRemoteCommEvent", () => {
  it("tells the event system", async () => {
    const rpc = new RpcFixture();
    assert.equal(await rpc.call("sendRemoteCommEvent", "a", "b"), true);
    assert.equal(await rpc.call("sendRemoteCommEvent", 1, Buffer.from("caf\u00e9")), true);
    assert.deepEqual(rpc.control.comms, ["a=b", "1=caf\u00e9"]);
  });
});
