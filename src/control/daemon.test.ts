import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ControlFixture, standing } from "./control-fixture.ts";
import { addGroup, removeGroup, reread, restartDaemon, sendRemoteCommEvent, shutDown, update } from "./daemon.ts";
import { FakeGroup, FakeProcess } from "./fake-control.ts";
import { Refusal } from "./refusal.ts";

const problem = { file: "c.conf", line: 3, section: undefined, key: undefined, message: "wrong", hint: undefined };

/** Groups `old` (gone from the files), `same`, `other` (changed) and `new` (in the files only); all that are active run. */
function withDifference() {
  const fixture = new ControlFixture();
  const { control } = fixture;
  const [old, same, other] = [control.program("old"), control.program("same"), control.program("other")];
  for (const process of [old, same, other]) process.become("RUNNING", 1);
  control.pendingGroups.set("new", new FakeGroup("new", [new FakeProcess("new")]));
  control.reloadAnswer = { ok: true, added: ["new"], changed: ["other"], removed: ["old"] };
  return { ...fixture, old, same, other };
}

/** An update as text: "old removed". */
async function told(progress: ReturnType<typeof update>): Promise<readonly string[] | string> {
  const updates = await progress;
  if (updates instanceof Refusal) return updates.text;
  return updates.map(({ group, outcome }) => `${group} ${outcome instanceof Refusal ? outcome.text : outcome}`);
}

describe("update", () => {
  it("stops, removes and adds what differs, and touches nothing else", async () => {
    const { caller, control, old, same, other } = withDifference();
    const progress = update(caller, undefined);
    assert.deepEqual(
      [old, same, other].map(({ state }) => state.name),
      ["STOPPING", "RUNNING", "STOPPING"],
    );
    old.die();
    other.die();
    assert.deepEqual(await told(progress), ["old removed", "other updated", "new added"]);
    assert.deepEqual([...control.groups.keys()].sort(), ["new", "other", "same"]);
  });

  it("keeps to the groups that are named", async () => {
    const { caller, control, old } = withDifference();
    assert.equal(await told(update(caller, ["old", "nope"])), "BAD_NAME: nope");
    assert.equal(old.state.name, "RUNNING");
    const progress = update(caller, ["old", "same"]);
    old.die();
    assert.deepEqual(await told(progress), ["old removed"]);
    assert.equal(control.groups.has("new"), false);
  });

  it("does nothing with files that have a fault", async () => {
    const { caller, control, old } = withDifference();
    control.reloadAnswer = { ok: false, problems: [problem, problem] };
    assert.equal(await told(update(caller, undefined)), "CANT_REREAD: c.conf:3: wrong\nc.conf:3: wrong");
    assert.equal(old.state.name, "RUNNING");
  });

  it("leaves a group that does not stop where it is, and tells that", async () => {
    const { caller, system, control, old } = withDifference();
    const progress = update(caller, ["old"]);
    await standing("begun");
    system.advance(3_600_000);
    assert.deepEqual(await told(progress), ["old STILL_RUNNING: old"]);
    assert.equal(control.groups.has("old"), true);
    assert.equal(old.listeners.size, 0);
  });

  it("is cut short by the daemon's end", async () => {
    const { caller, control, old } = withDifference();
    const progress = update(caller, ["old"]);
    control.shutdown();
    old.die();
    assert.deepEqual(await told(progress), ["old SHUTDOWN_STATE"]);
  });
});

describe("the daemon's end", () => {
  it("begins once", () => {
    const { caller, control } = new ControlFixture();
    assert.equal(shutDown(caller), "begun");
    assert.equal(control.mood, "SHUTDOWN");
    for (const again of [shutDown(caller), restartDaemon(caller)]) {
      assert.equal(again instanceof Refusal && again.reason, "SHUTDOWN_STATE");
    }
  });

  it("does not begin with files that have a fault", () => {
    const { caller, control } = new ControlFixture();
    control.reloadAnswer = { ok: false, problems: [problem] };
    const refusal = restartDaemon(caller);
    assert.equal(refusal instanceof Refusal && refusal.text, "CANT_REREAD: c.conf:3: wrong");
    assert.equal(control.mood, "RUNNING");
  });

  it("refuses changes, and tells what is told to listeners", () => {
    const { caller, control } = new ControlFixture();
    control.shutdown();
    for (const outcome of [addGroup(caller, "a"), removeGroup(caller, "a"), reread(caller)]) {
      assert.equal(outcome instanceof Refusal && outcome.reason, "SHUTDOWN_STATE");
    }
    assert.equal(sendRemoteCommEvent(caller, "deploy", "now"), "done");
    assert.deepEqual(control.comms, ["deploy=now"]);
  });
});
