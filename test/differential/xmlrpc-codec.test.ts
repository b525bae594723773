/** Our documents against those of Python's xmlrpc.client, which most clients of Supervisor speak through. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, it } from "node:test";
import { parseCall } from "../../src/xmlrpc/parse-call.ts";
import { renderCall, renderFault, renderResponse } from "../../src/xmlrpc/render-response.ts";
import { isStruct, type XmlRpcValue } from "../../src/xmlrpc/value.ts";
import { fc } from "../helpers/fast-check.ts";

const python = "/usr/bin/python3";

/** Reads [{kind, value}], answers [[document Python writes, whether it reads ours as the same value]]. */
const program = `
import base64, json, sys, xmlrpc.client as x
def value(v):
    if isinstance(v, dict):
        if '$double' in v: return float(v['$double'])
        if '$base64' in v: return base64.b64decode(v['$base64'])
        if '$date' in v: return x.DateTime(v['$date'])
        return {k: value(m) for k, m in v['$struct']}
    if isinstance(v, list): return [value(m) for m in v]
    return v
def same(a, b):
    if isinstance(a, x.Binary): a = a.data
    if type(a) != type(b): return False
    if isinstance(a, dict): return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)): return len(a) == len(b) and all(map(same, a, b))
    return a == b
answers = []
for case in json.load(sys.stdin):
    v = value(case['value'])
    if case['kind'] == 'call': theirs = x.dumps(tuple(v), 'ns.method', allow_none=True)
    elif case['kind'] == 'fault': theirs = x.dumps(x.Fault(*v))
    else: theirs = x.dumps((v,), methodresponse=True, allow_none=True)
    try:
        got = x.loads(case['ours'], use_builtin_types=False)[0]
        ok = same(got, tuple(v) if case['kind'] == 'call' else (v,))
    except x.Fault as f:
        ok = case['kind'] == 'fault' and [f.faultCode, f.faultString] == v
    answers.append([theirs, ok])
json.dump(answers, sys.stdout)
`;

interface Case {
  readonly kind: "response" | "call" | "fault";
  readonly value: XmlRpcValue;
}

function render({ kind, value }: Case): string {
  if (kind === "response") return renderResponse(value);
  const params = value as readonly XmlRpcValue[];
  return kind === "call" ? renderCall("ns.method", params) : renderFault(params[0] as number, params[1] as string);
}

/** JSON that the Python side turns into the same value. */
function encode(value: XmlRpcValue): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? value : { $double: String(value).toLowerCase() };
  if (value instanceof Date) return { $date: value.toISOString().slice(0, 19).replaceAll("-", "") };
  if (value instanceof Uint8Array) return { $base64: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map(encode);
  if (isStruct(value)) return { $struct: Object.entries(value).map(([name, member]) => [name, encode(member)]) };
  return value;
}

function askPython(cases: readonly Case[]): readonly (readonly [theirs: string, readsOurs: boolean])[] {
  const input = cases.map((one) => ({ kind: one.kind, value: encode(one.value), ours: render(one) }));
  return JSON.parse(
    execFileSync(python, ["-c", program], { input: JSON.stringify(input), maxBuffer: 2 ** 28 }).toString(),
  );
}

// Carriage returns, control characters and integers beyond 32 bits are where we differ on purpose.
const text = fc
  .string({ unit: "binary" })
  .map((raw) => raw.replace(/[^\t\n\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "."));
const scalar: fc.Arbitrary<XmlRpcValue> = fc.oneof(
  text,
  fc.integer(),
  fc.double().filter((double) => !Number.isInteger(double) && Number.isFinite(double)),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 200 }),
  fc.date({ min: new Date("1000-01-01"), max: new Date("9999-01-01"), noInvalidDate: true }),
);
const anyValue = fc.letrec<{ value: XmlRpcValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      text.filter((name) => !/^\d+$/.test(name)),
      tie("value"),
      { maxKeys: 4 },
    ),
  ),
})).value;

/** Of two shortest decimals that are equally near to a double, Python and JavaScript may print different ones. */
function samePrecision(xml: string): string {
  return xml.replace(/<double>([^<]*)<\/double>/g, (_all, digits) => `<double>${Number(digits)}</double>`);
}

describe("xmlrpc codec and Python's", { skip: existsSync(python) ? false : `${python} is missing` }, () => {
  it("writes the same bytes and is read as the same values", () => {
    const cases: Case[] = [
      ...fc.sample(anyValue, 400).map((value): Case => ({ kind: "response", value })),
      ...fc.sample(fc.array(anyValue, { maxLength: 4 }), 200).map((value): Case => ({ kind: "call", value })),
      ...fc.sample(fc.tuple(fc.integer(), text), 50).map((value): Case => ({ kind: "fault", value })),
    ];
    askPython(cases).forEach(([theirs, readsOurs], index) => {
      const one = cases[index] as Case;
      assert.equal(samePrecision(render(one)), samePrecision(theirs));
      assert.ok(readsOurs, `Python does not read ${render(one)}`);
      if (one.kind === "call")
        assert.deepEqual(normal(parseCall(theirs)), normal({ ok: true, method: "ns.method", params: one.value }));
    });
  });

  it("is read by Python where Python's own writer fails or loses text", () => {
    const cases: Case[] = ["a\r\nb", "\u241b[0m", 2 ** 31 - 1].map((value) => ({ kind: "response", value }));
    for (const [, readsOurs] of askPython(cases)) assert.ok(readsOurs);
    const big = renderResponse([2 ** 31, -(2 ** 53 - 1), "\x1b[1m"]);
    const read = execFileSync(python, ["-c", "import sys,xmlrpc.client as x; print(x.loads(sys.stdin.read())[0][0])"], {
      input: big,
    });
    assert.equal(read.toString(), "[2147483648, -9007199254740991, '\u241b[1m']\n");
  });
});

/** Whole seconds, plain objects: what the wire does not carry does not count. */
function normal(value: unknown): unknown {
  if (value instanceof Date) return Math.floor(value.getTime() / 1000);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value === "object" && value !== null)
    return Object.entries(value).map(([name, member]) => [name, normal(member)]);
  return value;
}
