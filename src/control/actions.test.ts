import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ControlFixture, standing } from "./control-fixture.ts";
import type { FakeProcess } from "./fake-control.ts";
import { clearLogsOf } from "./logs.ts";
import { restartProcess, restartProcesses } from "./restart-process.ts";
import { signalProcess, signalProcesses } from "./signal-process.ts";
import { startProcess, startProcesses } from "./start-process.ts";
import { stopProcess, stopProcesses } from "./stop-process.ts";
import { writeStdin } from "./write-stdin.ts";

function withWeb() {
  const fixture = new ControlFixture();
  return { ...fixture, web: fixture.control.program("web") };
}

/** Nobody waits for anything any more. */
function assertIdle({ system, web }: ReturnType<typeof withWeb>): void {
  assert.equal(web.listeners.size + system.clock.pendingTimers, 0);
}

describe("waiting", () => {
  it("ends when the outcome is known", async () => {
    const fixture = withWeb();
    const { caller, web } = fixture;
    const progress = startProcess(caller, web, 5);
    assert.equal(await standing(progress), "waiting");
    web.settle();
    assert.equal(await standing(progress), "done");
    assertIdle(fixture);
  });

  it("ends with the time that there is for it, and the action goes on", async () => {
    const fixture = withWeb();
    const { caller, system, web } = fixture;
    web.become("RUNNING", 1);
    const progress = stopProcess(caller, web, 5);
    system.advance(4_999);
    assert.equal(await standing(progress), "waiting");
    system.advance(1);
    assert.equal(await standing(progress), "begun");
    assert.equal(web.state.name, "STOPPING");
    assertIdle(fixture);
  });

  it("does not happen for nobody, and without an end for who has the time", async () => {
    const fixture = withWeb();
    const { caller, system, web } = fixture;
    assert.equal(startProcess(caller, web, 0), "begun");
    assertIdle(fixture);
    const progress = stopProcess(caller, web, Number.POSITIVE_INFINITY);
    assert.equal(system.clock.pendingTimers, 0);
    web.die();
    assert.equal(await standing(progress), "done");
    assertIdle(fixture);
  });
});

describe("a restart", () => {
  it("stops and starts, and is done when it runs again", async () => {
    const fixture = withWeb();
    const { caller, web } = fixture;
    web.become("RUNNING", 1);
    const progress = restartProcess(caller, web, 60);
    assert.equal(web.state.name, "STOPPING");
    web.die();
    assert.equal(await standing(progress), "waiting");
    web.settle();
    assert.equal(await standing(progress), "done");
    assert.equal(web.state.name, "RUNNING");
    assertIdle(fixture);
  });

  it("starts what is at rest", async () => {
    const { caller, web } = withWeb();
    assert.equal(restartProcess(caller, web, 0), "begun");
    assert.equal(web.state.name, "STARTING");
  });

  it("is cut short by a stop, which is not undone", async () => {
    const { caller, web } = withWeb();
    web.become("RUNNING", 1);
    const restart = restartProcess(caller, web, 60, "web:web");
    const stop = stopProcess(caller, web, 60);
    web.die();
    web.settle();
    assert.equal(await standing(restart), "ABNORMAL_TERMINATION: web:web");
    assert.equal(await standing(stop), "done");
    assert.equal(web.state.name, "STOPPED");
  });

  it("stops nothing whose command is gone", async () => {
    const { caller, web } = withWeb();
    web.become("RUNNING", 1);
    web.refusal = { fault: "NO_FILE", reason: "can't find command '/gone'" };
    assert.equal(await standing(restartProcess(caller, web, 60)), "NO_FILE: can't find command '/gone'");
    assert.equal(web.state.name, "RUNNING");
  });

  it("tells that it cannot be killed, at once or later", async () => {
    const { caller, web } = withWeb();
    web.become("RUNNING", 7);
    web.onStop = (process: FakeProcess) => process.become("UNKNOWN", 7);
    assert.equal(await standing(restartProcess(caller, web, 60)), "FAILED: unknown problem killing web (7)");
    web.become("RUNNING", 8);
    web.onStop = (process: FakeProcess) => process.become("STOPPING", 8);
    const progress = restartProcess(caller, web, 60);
    web.become("UNKNOWN", 8);
    assert.equal(await standing(progress), "FAILED: unknown problem killing web (8)");
  });
});

it("of several, those are acted upon who need it", async () => {
  const { caller, control } = new ControlFixture();
  const up = control.program("up");
  const down = control.program("down");
  const pending = control.program("pending");
  up.become("RUNNING", 1);
  pending.startPending = true;
  const all = [up, down, pending];
  const named = (parts: readonly { readonly process: { readonly config: { readonly name: string } } }[]) =>
    parts.map(({ process }) => process.config.name);
  assert.deepEqual(named(signalProcesses(caller, all, "HUP")), ["up"]);
  assert.deepEqual(named(stopProcesses(caller, all, 0)), ["up", "pending"]);
  assert.equal(pending.startPending, false);
  assert.deepEqual(named(startProcesses(caller, [down, pending], 0)), ["down", "pending"]);
  assert.deepEqual(named(startProcesses(caller, [down, pending], 0)), []);
  assert.deepEqual(named(restartProcesses(caller, [down], 0)), ["down"]);
  assert.deepEqual(named(clearLogsOf(caller, all)), ["up", "down", "pending"]);
});

it("nothing is changed while the daemon stops", async () => {
  const { caller, control, web } = withWeb();
  web.become("RUNNING", 1);
  control.shutdown();
  const refused = [
    startProcess(caller, web, 0),
    stopProcess(caller, web, 0),
    restartProcess(caller, web, 0),
    signalProcess(caller, web, "HUP"),
    writeStdin(caller, web, Buffer.from("x")),
    clearLogsOf(caller, [web])[0]?.progress ?? "done",
  ];
  for (const progress of refused) assert.equal(await standing(progress), "SHUTDOWN_STATE");
  assert.deepEqual([web.state.name, web.signals, web.stdin, web.stdoutLog.cleared], ["RUNNING", [], "", 0]);
});
