import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fc } from "../../test/helpers/fast-check.ts";
import { parseCall } from "./parse-call.ts";

function call(params: string): string {
  return `<?xml version='1.0'?>\n<methodCall><methodName>a.b</methodName><params>${params}</params></methodCall>`;
}

function parseValue(value: string): unknown {
  const parsed = parseCall(call(`<param>${value}</param>`));
  return parsed.ok ? parsed.params[0] : parsed.reason;
}

describe("parseCall", () => {
  it("reads each type", () => {
    assert.equal(parseValue("<value><int>-5</int></value>"), -5);
    assert.equal(parseValue("<value><i4>+7</i4></value>"), 7);
    assert.equal(parseValue("<value><i8> 8589934592 </i8></value>"), 8589934592);
    assert.equal(parseValue("<value><boolean>1</boolean></value>"), true);
    assert.equal(parseValue("<value><boolean>0</boolean></value>"), false);
    assert.equal(parseValue("<value><double>-1.5e3</double></value>"), -1500);
    assert.equal(parseValue("<value><string> a b </string></value>"), " a b ");
    assert.equal(parseValue("<value>plain</value>"), "plain");
    assert.equal(parseValue("<value></value>"), "");
    assert.equal(parseValue("<value/>"), "");
    assert.equal(parseValue("<value><string/></value>"), "");
    assert.equal(parseValue("<value><nil/></value>"), null);
    assert.deepEqual(
      parseValue("<value><dateTime.iso8601>20261121T03:04:05</dateTime.iso8601></value>"),
      new Date("2026-11-21T03:04:05Z"),
    );
    assert.deepEqual(parseValue("<value><base64>\nYWJj\nZA==\n</base64></value>"), new TextEncoder().encode("abcd"));
    assert.deepEqual(
      parseValue("<value><array><data><value>x</value><value><int>1</int></value></data></array></value>"),
      ["x", 1],
    );
    assert.deepEqual(parseValue("<value><array/></value>"), []);
    assert.deepEqual(
      {
        ...(parseValue(
          "<value>\n <struct>\n<member><name>a</name><value>b</value></member></struct> </value>",
        ) as object),
      },
      { a: "b" },
    );
  });

  it("treats a missing <params> as none", () => {
    const parsed = parseCall("<methodCall><methodName> supervisor.getState </methodName></methodCall>");
    assert.deepEqual(parsed, { ok: true, method: "supervisor.getState", params: [] });
  });

  it("decodes entities, CDATA and line ends, and skips comments, instructions and attributes", () => {
    assert.equal(
      parseValue(
        `<value><!-- <int> --><string xml:space='pre>serve' a="<">&lt;&#65;<![CDATA[<b>&amp;]]>&#x1F600;\r\n<?pi ?>&quot;&#13;</string></value>`,
      ),
      '<A<b>&amp;\u{1F600}\n"\r',
    );
  });

  it("reads the declared encoding and a byte order mark", () => {
    const latin = Buffer.from(
      `<?xml version="1.0" encoding="iso-8859-1"?>${call("<param><value>caf\u00e9</value></param>").slice(22)}`,
      "latin1",
    );
    assert.deepEqual(parseCall(latin), { ok: true, method: "a.b", params: ["caf\u00e9"] });
    const utf16 = Buffer.from(`\uFEFF${call("<param><value>caf\u00e9</value></param>")}`, "utf16le");
    assert.deepEqual(parseCall(utf16), { ok: true, method: "a.b", params: ["caf\u00e9"] });
  });

  it("keeps members named like parts of every object as plain members", () => {
    const value = parseValue(
      "<value><struct><member><name>__proto__</name><value>x</value></member></struct></value>",
    ) as object;
    assert.deepEqual(Object.keys(value), ["__proto__"]);
    assert.equal(({} as Record<string, unknown>)["x"], undefined);
  });

  for (const [title, xml, reason] of [
    ["nothing", "", "<methodCall> expected"],
    ["plain text", "hello", "text where an element is expected"],
    ["an empty method name", "<methodCall><methodName> </methodName></methodCall>", "no method name"],
    ["a response", "<methodResponse></methodResponse>", "<methodCall> expected"],
    ["a cut document", "<methodCall><methodName>a.b</methodName><params>", "</params> expected"],
    ["a second root", `${call("")}<methodCall/>`, "content after the document's end"],
    ["crossed tags", call("<param><value></param></value>"), "</value> expected"],
    ["an unknown type", call("<param><value><float>1</float></value></param>"), "unknown type <float>"],
    ["a child in a scalar", call("<param><value><int><b>1</b></int></value></param>"), "</int> expected"],
    ["an integer that is none", call("<param><value><int>1x</int></value></param>"), "malformed integer"],
    ["a double that is none", call("<param><value><double>1.2.3</double></value></param>"), "malformed double"],
    ["a boolean that is none", call("<param><value><boolean>2</boolean></value></param>"), "malformed boolean"],
    ["base64 that is none", call("<param><value><base64>a*b=</base64></value></param>"), "malformed base64"],
    ["a reference to NUL", call("<param><value>&#0;</value></param>"), "character reference out of range"],
    ["a reference to a surrogate", call("<param><value>&#xD800;</value></param>"), "character reference out of range"],
    ["an undeclared entity", call("<param><value>&x;</value></param>"), "malformed or unknown entity"],
    [
      "an entity with the name of a property",
      call("<param><value>&constructor;</value></param>"),
      "malformed or unknown entity",
    ],
    ["a bare ampersand", call("<param><value>a & b</value></param>"), "malformed or unknown entity"],
    ["an open comment", "<!-- <methodCall/>", "unterminated comment"],
    ["an open attribute", "<methodCall a='>", "unterminated attribute value"],
    ["bytes that are no UTF-8", Uint8Array.of(0x3c, 0xff, 0x3e), "not valid utf-8"],
    [
      "an encoding that nobody knows",
      "<?xml version='1.0' encoding='x-none'?><methodCall/>",
      "unknown encoding 'x-none'",
    ],
    [
      "an entity bomb",
      '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><methodCall><methodName>&b;</methodName></methodCall>',
      "document type declarations are not accepted",
    ],
    [
      "an external entity",
      '<!DOCTYPE b SYSTEM "file:///etc/passwd"><methodCall/>',
      "document type declarations are not accepted",
    ],
  ] as const) {
    it(`refuses ${title}`, () => {
      const input = title.includes("encoding") ? Buffer.from(xml as string) : xml;
      assert.deepEqual(parseCall(input), { ok: false, reason });
    });
  }

  it("refuses values nested without end, early", () => {
    const open = "<value><array><data>".repeat(100_000);
    assert.deepEqual(parseCall(call(`<param>${open}`)), { ok: false, reason: "values nested deeper than 64 levels" });
  });

  it("never throws, whatever comes", () => {
    const piece = fc.constantFrom(
      ..."<methodCall>|</methodCall>|<methodName>|</methodName>|<params>|</params>|<param>|</param>|<value>|</value>".split(
        "|",
      ),
      ..."<int>|</int>|<struct>|</struct>|<member>|<name>|<array/>|<data>|<![CDATA[|]]>|<!--|-->|<?|?>|<!|&#|;|&lt;|'|\"|=|/|>|<".split(
        "|",
      ),
    );
    const soup = fc
      .array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 60 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(soup, (xml) => {
        assert.equal(typeof parseCall(xml).ok, "boolean");
        assert.equal(typeof parseCall(call(xml)).ok, "boolean");
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        assert.equal(parseCall(bytes).ok, false);
      }),
    );
  });

  it("takes linear time for every repeated piece", () => {
    const pieces = [
      "<",
      "<a",
      "<a ",
      "<a '",
      "</",
      "<!--",
      "<!---->",
      "<![CDATA[",
      "<?",
      "&",
      "&#",
      "&amp;",
      "<a/>",
      "<a b='",
      '<a "',
      "<value>",
      "\r",
      "]]>",
      "=",
      "9",
    ];
    for (const piece of pieces) {
      for (const wrap of [
        (text: string) => text,
        (text: string) => call(`<param><value>${text}`),
        (text: string) => call(`<param><value><int>${text}</int>`),
      ]) {
        const xml = wrap(piece.repeat(1_000_000 / piece.length));
        const start = process.cpuUsage();
        parseCall(xml);
        const used = process.cpuUsage(start);
        // Quadratic work on a million characters takes minutes; linear work takes a fraction of a second.
        assert.ok(used.user + used.system < 5_000_000, `${piece} repeated`);
      }
    }
  });
});
