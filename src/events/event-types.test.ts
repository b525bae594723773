import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventTypeNames, eventTypes, isEventTypeName, subscribedTypes } from "./event-types.ts";

describe("subscriptions", () => {
  test("EVENT brings every type that is sent, and no abstract one", () => {
    const all = subscribedTypes(["EVENT"]);
    assert.equal(all.size, 20);
    for (const abstract of ["EVENT", "PROCESS_STATE", "PROCESS_LOG", "TICK", "PROCESS_GROUP"])
      assert.ok(![...all].some((type) => type === abstract), abstract);
  });

  test("a parent brings its children", () => {
    assert.deepEqual([...subscribedTypes(["TICK"])], ["TICK_5", "TICK_60", "TICK_3600"]);
    assert.deepEqual(
      [...subscribedTypes(["PROCESS_COMMUNICATION"])],
      ["PROCESS_COMMUNICATION_STDOUT", "PROCESS_COMMUNICATION_STDERR"],
    );
  });

  test("PROCESS_STATE brings eight types and not PROCESS_LOG", () => {
    const types = [...subscribedTypes(["PROCESS_STATE"])];
    assert.equal(types.length, 8);
    assert.ok(types.every((type) => type.startsWith("PROCESS_STATE_")));
  });

  test("names that overlap bring each type once", () => {
    assert.equal(subscribedTypes(["EVENT", "REMOTE_COMMUNICATION", "TICK", "TICK_5"]).size, 20);
  });

  test("an unknown name brings nothing", () => {
    assert.equal(subscribedTypes(["PROCESS", "event", "constructor"]).size, 0);
  });
});

describe("the table", () => {
  test("every parent is a name of the table without a payload", () => {
    for (const name of eventTypeNames) {
      const { parent } = eventTypes[name];
      if (parent === undefined) continue;
      assert.ok(isEventTypeName(parent), name);
      assert.ok(!("payload" in eventTypes[parent]), `${name}: ${parent} is sent`);
    }
  });

  test("properties of objects are no event types", () => {
    for (const name of ["constructor", "__proto__", "toString", ""]) assert.equal(isEventTypeName(name), false);
  });
});
