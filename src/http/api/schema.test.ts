import assert from "node:assert/strict";
import { test } from "node:test";
import { array, either, integer, nullable, object, oneOf, string } from "./schema.ts";

const shape = object(
  { name: string(), tags: array(oneOf(["a", "b"])), age: nullable(integer()) },
  { optional: ["age"] },
);

test("what fits is accepted, what does not says where and why", () => {
  const cases: readonly (readonly [unknown, string | undefined])[] = [
    [{ name: "x", tags: [] }, undefined],
    [{ name: "x", tags: ["a"], age: null }, undefined],
    [{ name: "x", tags: ["a", "c"] }, "body.tags[1] must be one of a, b"],
    [{ name: "x" }, "body lacks 'tags'"],
    [{ name: 1, tags: [] }, "body.name must be a string"],
    [{ name: "x", tags: [], age: 1.5 }, "body.age must be an integer"],
    [{ name: "x", tags: [], more: 1 }, "body has no property 'more'"],
    [JSON.parse('{"name":"x","tags":[],"__proto__":{}}'), "body has no property '__proto__'"],
    [[], "body must be an object"],
    [null, "body must be an object"],
  ];
  for (const [value, reason] of cases) assert.equal(shape.reject(value, "body"), reason);
  assert.equal(either(string(), integer()).reject(9, "it"), undefined);
  assert.equal(either(string(), integer()).reject(true, "it"), "it must be an integer");
});

test("the JSON Schema says the same", () => {
  assert.deepEqual(shape.json, {
    type: "object",
    properties: {
      name: { type: "string" },
      tags: { type: "array", items: { type: "string", enum: ["a", "b"] } },
      age: { type: ["integer", "null"] },
    },
    required: ["name", "tags"],
    additionalProperties: false,
  });
});
