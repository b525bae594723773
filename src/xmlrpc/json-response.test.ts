import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isJsonResponse, parseJsonResponse, renderJsonFault, renderJsonResponse } from "./json-response.ts";
import { LongText } from "./long-text.ts";
import { parseResponse } from "./parse-response.ts";
import { renderResponse } from "./render-response.ts";
import type { ResultValue } from "./result-value.ts";
import type { XmlRpcValue } from "./value.ts";

function rendered(value: ResultValue): Buffer | undefined {
  const pieces = [...renderJsonResponse(value)];
  return pieces.includes(undefined) ? undefined : Buffer.from(pieces.join(""));
}

/** What arrives, without regard to prototypes. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("what JSON carries arrives as it does by XML", () => {
  const values: readonly XmlRpcValue[] = [
    "",
    "a <b> & \"c\" 'd' \\ / \t\r\n",
    "ünïcödé 漢字 🙂 \u2028 ␛",
    0,
    -0,
    -1,
    2 ** 40,
    1.5,
    1e300,
    true,
    false,
    null,
    [],
    {},
    [[], [[1]], { a: [{}] }],
    Object.create(null),
    { 10: "x", 2: "y", constructor: "c" },
    JSON.parse('{"__proto__": {"polluted": true}}'),
    Array.from({ length: 250 }, (_, index) => ({ name: `p${index}`, pid: index })),
  ];
  for (const value of values) {
    test(JSON.stringify(value).slice(0, 60), () => {
      const bytes = rendered(value);
      assert.ok(bytes !== undefined && isJsonResponse(bytes));
      const byXml = parseResponse(renderResponse(value));
      assert.deepEqual(plain(parseJsonResponse(bytes)), plain(byXml));
    });
  }
});

describe("what XML writes in another way, or JSON cannot write, is left to XML", () => {
  const values: readonly unknown[] = [
    new Date(0),
    Buffer.from("x"),
    new LongText([Buffer.from("x")]),
    Number.NaN,
    Number.POSITIVE_INFINITY,
    "\x1b[31mred",
    "\0",
    "\b\f",
    "\ud800",
    "\uffff",
    [1, [new Date(0)]],
    { a: { b: "\x1b" } },
    [...Array.from({ length: 150 }, () => 1), "\x1b"],
    undefined,
    { a: undefined },
    { toJSON: () => "x" },
    new Map(),
    1n,
  ];
  for (const value of values) {
    test(Object.prototype.toString.call(value), () => assert.equal(rendered(value as ResultValue), undefined));
  }
});

test("a fault arrives as a fault", () => {
  const bytes = Buffer.from(renderJsonFault(10, 'BAD_NAME: "x"') ?? "");
  assert.ok(isJsonResponse(bytes));
  assert.deepEqual(parseJsonResponse(bytes), { kind: "fault", code: 10, text: 'BAD_NAME: "x"' });
  assert.equal(renderJsonFault(10, "BAD_NAME: \x1b"), undefined);
});

test("whatever else comes is malformed", () => {
  for (const text of ["", "{", "{}", '{"faultCode":"1","faultString":"x"}', '{"resul":1}', "[1]", "null", "7", '"x"']) {
    assert.equal(parseJsonResponse(Buffer.from(text)).kind, "malformed", text);
  }
  assert.equal(isJsonResponse(Buffer.from("<?xml version='1.0'?>")), false);
  assert.equal(isJsonResponse(Buffer.from("")), false);
});
