import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeProcess } from "../control/fake-control.ts";
import type { StateName } from "../process/state.ts";
import { isSettled, RpcFixture } from "./rpc-fixture.ts";

function ok(name: string, group = name) {
  return { name, group, status: 80, description: "OK" };
}

/** Processes w (priority 30), v and n (10) and bad (5) in group g. */
function withGroup(): { rpc: RpcFixture; w: FakeProcess; v: FakeProcess; n: FakeProcess; bad: FakeProcess } {
  const rpc = new RpcFixture();
  const w = new FakeProcess("w", { priority: 30 });
  const v = new FakeProcess("v", { priority: 10 });
  const n = new FakeProcess("n", { priority: 10 });
  const bad = new FakeProcess("bad", { priority: 5 });
  rpc.control.add("g", [w, v, n, bad]);
  return { rpc, w, v, n, bad };
}

describe("startProcess", () => {
  it("answers when the process runs", async () => {
    const rpc = new RpcFixture();
    const cat = rpc.control.program("cat");
    const answer = rpc.call("startProcess", "cat");
    assert.equal(await isSettled(answer), false);
    cat.become("RUNNING", 100);
    assert.equal(await answer, true);
    assert.equal(cat.listeners.size, 0);
  });

  it("answers at once with wait=false, and for a process that runs at once", async () => {
    const rpc = new RpcFixture();
    const cat = rpc.control.program("cat");
    assert.equal(await rpc.call("startProcess", "cat", false), true);
    assert.equal(cat.state.name, "STARTING");
    const quick = rpc.control.program("quick");
    quick.onStart = (process) => process.become("RUNNING", 5);
    assert.equal(await rpc.call("startProcess", "quick:quick"), true);
  });

  it("takes wait for what Python takes for true", async () => {
    const rpc = new RpcFixture();
    for (const [index, value] of ["x", 1, [0], { a: 1 }, "false"].entries()) {
      rpc.control.program(`w${index}`);
      assert.equal(await isSettled(rpc.call("startProcess", `w${index}`, value)), false);
    }
    for (const [index, value] of ["", 0, [], {}, null, false].entries()) {
      rpc.control.program(`n${index}`);
      assert.equal(await rpc.call("startProcess", `n${index}`, value), true);
    }
  });

  it("tells a failed start from one that was cut short", async () => {
    const rpc = new RpcFixture();
    const cat = rpc.control.program("cat");
    const failed = rpc.call("startProcess", "cat");
    cat.spawnError = "Exited too quickly (process log may have details)";
    cat.become("BACKOFF");
    assert.equal(await failed, "50 SPAWN_ERROR: cat");

    cat.spawnError = undefined;
    cat.become("STOPPED");
    const cut = rpc.call("startProcess", "cat:cat");
    cat.become("STOPPING", 100);
    assert.equal(await cut, "40 ABNORMAL_TERMINATION: cat:cat");
  });

  it("reports a spawn that fails at once even without waiting", async () => {
    const rpc = new RpcFixture();
    const cat = rpc.control.program("cat");
    cat.onStart = (process) => {
      process.spawnError = "too many open files to spawn 'cat'";
      process.become("BACKOFF");
    };
    assert.equal(await rpc.call("startProcess", "cat", false), "50 SPAWN_ERROR: cat");
  });

  it("checks the name, then the command, then the state", async () => {
    const rpc = new RpcFixture();
    const cat = rpc.control.program("cat");
    assert.equal(await rpc.call("startProcess", "nope"), "10 BAD_NAME: nope");
    cat.refusal = { fault: "NO_FILE", reason: "can't find command '/no/such'" };
    cat.become("RUNNING", 1);
    assert.equal(await rpc.call("startProcess", "cat"), "20 NO_FILE: can't find command '/no/such'");
    cat.refusal = { fault: "NOT_EXECUTABLE", reason: "command at '/x' is not executable" };
    assert.equal(await rpc.call("startProcess", "cat"), "21 NOT_EXECUTABLE: command at '/x' is not executable");
    cat.refusal = undefined;
    for (const state of ["RUNNING", "STARTING", "BACKOFF"] as const) {
      cat.become(state);
      assert.equal(await rpc.call("startProcess", "cat"), "60 ALREADY_STARTED: cat");
    }
    cat.become("UNKNOWN", 1);
    assert.equal(await rpc.call("startProcess", "cat"), "30 FAILED: cat is in an unknown process state");
  });

  it("does not wait for a process that is just stopping", async () => {
    const rpc = new RpcFixture();
    const cat = rpc.control.program("cat");
    cat.become("STOPPING", 9);
    cat.onStart = () => {};
    assert.equal(await rpc.call("startProcess", "cat"), "40 ABNORMAL_TERMINATION: cat");
    assert.equal(await rpc.call("startProcess", "cat", false), true);
  });
});

describe("names", () => {
  it("mean a process, a member or a whole group", async () => {
    const { rpc } = withGroup();
    rpc.control.program("cat");
    for (const bad of ["", ":", "g", "v", "g:nope", "g:v:x", ":v", "nope:*", "nope:", "cat:nope", "constructor"]) {
      assert.equal(await rpc.call("stopProcess", bad), `10 BAD_NAME: ${bad}`);
    }
    assert.equal(await rpc.call("stopProcess", "g:v"), "70 NOT_RUNNING: g:v");
    assert.deepEqual(await rpc.call("stopProcess", "g:*"), []);
    assert.deepEqual(await rpc.call("stopProcess", "g:"), []);
    for (const method of ["startProcessGroup", "stopProcessGroup"]) {
      assert.equal(await rpc.call(method, "nope"), "10 BAD_NAME: nope");
      assert.equal(await rpc.call(method, "g:*"), "10 BAD_NAME: g:*");
    }
    assert.equal(await rpc.call("signalProcessGroup", "nope", "BOGUS"), "10 BAD_NAME: nope");
  });
});

describe("startProcessGroup, startAllProcesses", () => {
  it("start the idle members by priority and answer when all are done", async () => {
    const { rpc, w, v, n, bad } = withGroup();
    const order: string[] = [];
    for (const process of [w, v, n, bad]) {
      process.onStart = () => {
        order.push(process.config.name);
        process.become("STARTING", 1);
      };
    }
    bad.refusal = { fault: "NO_FILE", reason: "can't find command '/no/such'" };
    n.become("RUNNING", 3);
    const answer = rpc.call("startProcess", "g:*");
    assert.deepEqual(order, ["v", "w"]);
    w.spawnError = "Exited too quickly";
    w.become("BACKOFF");
    assert.equal(await isSettled(answer), false);
    v.become("RUNNING", 1);
    assert.deepEqual(await answer, [
      { name: "bad", group: "g", status: 20, description: "NO_FILE: can't find command '/no/such'" },
      ok("v", "g"),
      { name: "w", group: "g", status: 50, description: "SPAWN_ERROR: g:w" },
    ]);
  });

  it("answer in the order of priorities without waiting, equal groups in the order in which they were added", async () => {
    const { rpc, bad } = withGroup();
    rpc.control.program("z", { priority: 1 });
    rpc.control.program("b", { priority: 999 });
    bad.refusal = { fault: "NO_FILE", reason: "gone" };
    assert.deepEqual(await rpc.call("startAllProcesses", false), [
      ok("z"),
      { name: "bad", group: "g", status: 20, description: "NO_FILE: gone" },
      ok("v", "g"),
      ok("n", "g"),
      ok("w", "g"),
      ok("b"),
    ]);
    assert.deepEqual(await rpc.call("startProcessGroup", "z", false), []);
  });
});

describe("stopProcess", () => {
  it("answers when the process has stopped", async () => {
    const rpc = new RpcFixture();
    const cat = rpc.control.program("cat");
    cat.become("RUNNING", 7);
    const answer = rpc.call("stopProcess", "cat");
    assert.equal(await isSettled(answer), false);
    assert.equal(await rpc.call("stopProcess", "cat"), "70 NOT_RUNNING: cat");
    cat.become("STOPPED");
    assert.equal(await answer, true);
    assert.equal(cat.listeners.size, 0);
  });

  it("answers at once with wait=false or when nothing has to end", async () => {
    const rpc = new RpcFixture();
    const cat = rpc.control.program("cat");
    cat.become("RUNNING", 7);
    assert.equal(await rpc.call("stopProcess", "cat", false), true);
    cat.become("BACKOFF");
    cat.onStop = (process) => process.become("STOPPED");
    assert.equal(await rpc.call("stopProcess", "cat"), true);
    for (const state of ["STOPPED", "EXITED", "FATAL", "UNKNOWN", "STOPPING"] as const) {
      cat.become(state);
      assert.equal(await rpc.call("stopProcess", "cat"), "70 NOT_RUNNING: cat");
    }
  });

  it("says that the kernel refused", async () => {
    const rpc = new RpcFixture();
    const cat = rpc.control.program("cat");
    cat.become("RUNNING", 7);
    cat.onStop = (process) => process.become("UNKNOWN", 7);
    assert.equal(await rpc.call("stopProcess", "cat"), "30 FAILED: unknown problem killing cat (7)");
  });

  it("stops a group and everything at once, not one after another", async () => {
    const { rpc, w, v, n } = withGroup();
    const cat = rpc.control.program("cat");
    for (const process of [w, v, cat]) process.become("RUNNING", 5);
    const group = rpc.call("stopProcessGroup", "g");
    const all = rpc.call("stopAllProcesses");
    assert.deepEqual(
      [w, v, n, cat].map(({ state }) => state.name),
      ["STOPPING", "STOPPING", "STOPPED", "STOPPING"],
    );
    cat.become("STOPPED");
    assert.deepEqual(await all, [ok("cat")]);
    w.become("STOPPED");
    v.become("STOPPED");
    assert.deepEqual(await group, [ok("v", "g"), ok("w", "g")], "in the order of the processes, not of their deaths");
    assert.deepEqual(await rpc.call("stopAllProcesses"), []);
  });
});

describe("signalProcess", () => {
  it("takes names and numbers as Supervisor does", async () => {
    const rpc = new RpcFixture();
    const cat = rpc.control.program("cat");
    cat.become("RUNNING", 7);
    for (const good of ["HUP", "sighup", " Hup ", "1", 1, 1.5, "SIGCHLD", "64", 0]) {
      assert.equal(await rpc.call("signalProcess", "cat", good), true);
    }
    assert.deepEqual(cat.signals, [1, 1, 1, 1, 1, 1, 17, 64, 0]);
    for (const bad of ["BOGUS", "USR9", "", "SIG", -1, 99, 32, "1; rm -rf /", "constructor", "999999999999"]) {
      assert.equal(await rpc.call("signalProcess", "cat", bad), `11 BAD_SIGNAL: ${bad}`);
    }
    assert.equal(cat.signals.length, 9);
  });

  it("checks the name, then the signal, then the state", async () => {
    const rpc = new RpcFixture();
    const cat = rpc.control.program("cat");
    assert.equal(await rpc.call("signalProcess", "nope", "BOGUS"), "10 BAD_NAME: nope");
    assert.equal(await rpc.call("signalProcess", "cat", "BOGUS"), "11 BAD_SIGNAL: BOGUS");
    const answers: Record<string, unknown> = {};
    for (const state of [
      "STOPPED",
      "STARTING",
      "RUNNING",
      "BACKOFF",
      "STOPPING",
      "EXITED",
      "FATAL",
      "UNKNOWN",
    ] as const) {
      cat.become(state, 7);
      answers[state] = await rpc.call("signalProcess", "cat", "HUP");
    }
    const refused = "70 NOT_RUNNING: cat";
    assert.deepEqual(answers, {
      STOPPED: refused,
      STARTING: true,
      RUNNING: true,
      BACKOFF: refused,
      STOPPING: true,
      EXITED: refused,
      FATAL: refused,
      UNKNOWN: refused,
    } satisfies Record<StateName, unknown>);
    cat.become("RUNNING", 7);
    cat.unreachable = true;
    assert.equal(await rpc.call("signalProcess", "cat", "HUP"), "30 FAILED: unknown problem sending sig cat (7)");
  });

  it("skips members that are not alive", async () => {
    const { rpc, w, v, bad } = withGroup();
    w.become("RUNNING", 1);
    v.become("STOPPING", 2);
    bad.become("FATAL");
    assert.deepEqual(await rpc.call("signalProcess", "g:*", "CONT"), [ok("v", "g"), ok("w", "g")]);
    const refused = (name: string) => ({ name, group: "g", status: 11, description: "BAD_SIGNAL: X" });
    assert.deepEqual(await rpc.call("signalProcessGroup", "g", "X"), [refused("v"), refused("w")]);
    assert.deepEqual(await rpc.call("signalAllProcesses", "CONT"), [ok("v", "g"), ok("w", "g")]);
  });
});
