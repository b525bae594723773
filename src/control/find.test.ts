import assert from "node:assert/strict";
import { it } from "node:test";
import { ControlFixture } from "./control-fixture.ts";
import { FakeProcess } from "./fake-control.ts";
import { allProcesses, findGroup, findProcess, findTarget, nameOf, selectProcesses } from "./find.ts";
import { Refusal } from "./refusal.ts";

/** Group pair of b (priority 1) and a (priority 2), and program solo, which comes before it. */
function fixture() {
  const { caller, control } = new ControlFixture();
  control.add("pair", [new FakeProcess("a", { priority: 2 }), new FakeProcess("b", { priority: 1 })]);
  control.program("solo", { priority: 5 });
  return caller;
}

function named(found: ReturnType<typeof selectProcesses>): readonly string[] | string {
  return found instanceof Refusal ? found.text : found.map(nameOf);
}

it("a selection is in the order in which it is acted upon, each process once", () => {
  const caller = fixture();
  assert.deepEqual(named(selectProcesses(caller, undefined)), ["solo", "pair:b", "pair:a"]);
  assert.deepEqual(named(selectProcesses(caller, ["pair:a", "pair:*", "solo"])), ["solo", "pair:b", "pair:a"]);
  assert.deepEqual(named(selectProcesses(caller, ["pair:", "pair:b"])), ["pair:b", "pair:a"]);
  assert.deepEqual(named(selectProcesses(caller, [])), []);
  assert.equal(named(selectProcesses(caller, ["solo", "pair:c"])), "BAD_NAME: pair:c");
  assert.deepEqual(named(allProcesses(caller)), ["pair:a", "pair:b", "solo"]);
});

it("a name is that of a process, of a member or of a group", () => {
  const caller = fixture();
  for (const bad of ["", ":", "pair", "a", "pair:c", "pair:a:x", "nope:*", "constructor", "__proto__"]) {
    const found = findTarget(caller, bad);
    assert.equal(found instanceof Refusal && found.text, `BAD_NAME: ${bad}`);
  }
  const whole = findProcess(caller, "pair:*");
  assert.equal(whole instanceof Refusal && whole.text, "BAD_NAME: pair:*");
  const group = findGroup(caller, "pair:*");
  assert.equal(group instanceof Refusal && group.text, "BAD_NAME: pair:*");
});
