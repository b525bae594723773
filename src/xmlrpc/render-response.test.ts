import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fc } from "../../test/helpers/fast-check.ts";
import { restoreControls } from "./escape-text.ts";
import { LongText } from "./long-text.ts";
import { parseCall } from "./parse-call.ts";
import { parseResponse } from "./parse-response.ts";
import { renderCall, renderFault, renderLongResponse, renderResponse } from "./render-response.ts";
import type { ResultValue } from "./result-value.ts";
import type { XmlRpcValue } from "./value.ts";

describe("renderLongResponse", () => {
  const whole = (value: ResultValue): string =>
    Buffer.concat([...renderLongResponse(value)].map((piece) => Buffer.from(piece as string))).toString();

  it("is the same as that of the text in one, wherever it stands", () => {
    const text = "a <b> & \x1b[1m\r\n日本\0 🙂";
    const long = (): LongText => new LongText([Buffer.from(text.slice(0, 7)), Buffer.from(text.slice(7))]);
    const rest = [true, 1, { name: "a<b", list: [1, [2]] }, null, Buffer.from("x")];
    assert.equal(whole(long()), renderResponse(text));
    assert.equal(whole([long(), ...rest]), renderResponse([text, ...rest]));
    assert.equal(whole([[[long()], ...rest], long()]), renderResponse([[[text], ...rest], text]));
    for (const value of rest) assert.equal(whole(value), renderResponse(value));
  });

  it("takes what is no UTF-8 for U+FFFD, and hands out each piece once", () => {
    const long = new LongText([Uint8Array.of(0x61, 0xff), Uint8Array.of(0xc3)]);
    assert.equal(whole(long), renderResponse("a\ufffd\ufffd"));
    assert.equal(whole(long), renderResponse(""));
  });
});

describe("renderResponse", () => {
  it("lays a result out as Python does", () => {
    assert.equal(
      renderResponse([{ name: "a<b", n: 1, on: true }]),
      "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value><array><data>\n<value><struct>\n" +
        "<member>\n<name>name</name>\n<value><string>a&lt;b</string></value>\n</member>\n" +
        "<member>\n<name>n</name>\n<value><int>1</int></value>\n</member>\n" +
        "<member>\n<name>on</name>\n<value><boolean>1</boolean></value>\n</member>\n" +
        "</struct></value>\n</data></array></value>\n</param>\n</params>\n</methodResponse>\n",
    );
  });

  it("keeps integers beyond 32 bits exact", () => {
    assert.match(renderResponse(2 ** 31), /<int>2147483648<\/int>/);
    assert.match(renderResponse(-(2 ** 40)), /<int>-1099511627776<\/int>/);
    assert.match(renderResponse(-0), /<int>0<\/int>/);
  });

  it("shows control characters as pictures that restoreControls undoes", () => {
    const coloured = "\x1b[31mred\x1b[0m\0\b\t\n";
    const response = parseResponse(renderResponse(coloured));
    assert.deepEqual(response, { kind: "value", value: "\u241b[31mred\u241b[0m\u2400\u2408\t\n" });
    assert.equal(restoreControls("\u241b[31mred\u241b[0m\u2400\u2408\t\n"), coloured);
  });

  it("keeps carriage returns, and replaces what no document can carry", () => {
    const response = parseResponse(renderResponse("a\r\nb\rc \ud800 \udc00x \u{1F600} \uffff"));
    assert.deepEqual(response, { kind: "value", value: "a\r\nb\rc \ufffd \ufffdx \u{1F600} \ufffd" });
  });

  it("renders faults that parseResponse reads", () => {
    assert.deepEqual(parseResponse(renderFault(10, "BAD_NAME: <x>")), {
      kind: "fault",
      code: 10,
      text: "BAD_NAME: <x>",
    });
  });

  it("round-trips every value", () => {
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 4 }), (params) => {
        const parsed = parseCall(renderCall("a.b", params));
        assert.deepEqual(parsed, { ok: true, method: "a.b", params });
        for (const value of params) {
          assert.deepEqual(parseResponse(renderResponse(value)), { kind: "value", value });
        }
      }),
    );
  });

  it("renders any text so that it parses again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        assert.equal(parseResponse(renderResponse(text)).kind, "value");
      }),
    );
  });
});

describe("parseResponse", () => {
  it("says what is wrong with other documents", () => {
    assert.deepEqual(parseResponse("<html>"), { kind: "malformed", reason: "<methodResponse> expected" });
    assert.deepEqual(parseResponse("<methodResponse><fault><value>x</value></fault></methodResponse>"), {
      kind: "malformed",
      reason: "fault without code and text",
    });
    assert.equal(parseResponse("<methodResponse><params></params></methodResponse>").kind, "malformed");
  });
});

/** Text that survives as it is: all of XML 1.0's characters but the pictures (which stand for others). */
const legalText = fc
  .string({ unit: "binary" })
  .map((text) => text.replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "."));

const anyValue: fc.Arbitrary<XmlRpcValue> = fc.letrec<{ value: XmlRpcValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    legalText,
    fc.maxSafeInteger(),
    fc.double().map((double) => (Object.is(double, -0) ? 0 : double)),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array(),
    fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true }).map(wholeSeconds),
    fc.array(tie("value"), { maxLength: 4 }),
    fc
      .dictionary(
        legalText.filter((name) => !/^\d+$/.test(name)),
        tie("value"),
        { maxKeys: 4 },
      )
      .map((struct): XmlRpcValue => Object.assign(Object.create(null), struct)),
  ),
})).value;

function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
