import assert from "node:assert/strict";
import { test } from "node:test";
import { eventNames, typesNamed } from "./event-names.ts";

function named(text: string | undefined): readonly string[] | string {
  const types = typesNamed(text);
  return typeof types === "string" ? types : [...types];
}

test("types, families of them and states alone, in any case", () => {
  assert.deepEqual(named(undefined), eventNames);
  assert.deepEqual(named("event"), eventNames);
  assert.deepEqual(named("fatal,PROCESS_STATE_EXITED"), ["PROCESS_STATE_FATAL", "PROCESS_STATE_EXITED"]);
  assert.deepEqual(named("process_group"), ["PROCESS_GROUP_ADDED", "PROCESS_GROUP_REMOVED"]);
  assert.equal((named("PROCESS_STATE") as readonly string[]).length, 8);
});

test("what is not told here is said", () => {
  assert.equal(
    named("fatel"),
    "no type fatel is told here; there are PROCESS_STATE, PROCESS_GROUP, SUPERVISOR_STATE_CHANGE",
  );
  assert.equal(named("PROCESS_STAT"), "no type PROCESS_STAT is told here; did you mean PROCESS_STATE?");
  assert.match(named("TICK_60") as string, /^no type TICK_60 is told here/);
  assert.match(named("") as string, /^no type {2}is told here/);
});
