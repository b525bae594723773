import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { emptyDocument } from "./ini-document.ts";
import { readIni } from "./read-ini.ts";

function read(...texts: string[]) {
  const document = emptyDocument();
  const problems = texts.flatMap((text, index) => readIni(document, text, `file${index + 1}`));
  return { document, problems };
}

/** Key and value pairs of [s]. */
function entries(body: string): [string, string][] {
  const { document, problems } = read(`[s]\n${body}`);
  assert.deepEqual(problems, []);
  return [...(document.sections.get("s")?.entries.values() ?? [])].map(({ key, value }) => [key, value]);
}

describe("readIni", () => {
  test("the first = or : ends the key, which is lower-cased; white space around both goes away", () => {
    assert.deepEqual(entries("Command = /bin/x --a=b:c"), [["command", "/bin/x --a=b:c"]]);
    assert.deepEqual(entries("url: http://x=1"), [["url", "http://x=1"]]);
    assert.deepEqual(entries("a\t=\t"), [["a", ""]]);
  });

  test("a ; or # begins a comment at the start of a line or after white space, quotes notwithstanding", () => {
    assert.deepEqual(entries("; x\n  # y\na=1 ; c\nb=1 # c\nc=1;c#d\nd='x ; y'"), [
      ["a", "1"],
      ["b", "1"],
      ["c", "1;c#d"],
      ["d", "'x"],
    ]);
  });

  test("what a comment took off a value is kept beside it", () => {
    const { document } = read("[s]\na='x ; y'\nb=1");
    const section = document.sections.get("s");
    assert.equal(section?.entries.get("a")?.comment, "; y'");
    assert.equal(section?.entries.get("b")?.comment, undefined);
  });

  test("a deeper line continues the value; comments in between vanish, empty lines stay", () => {
    assert.deepEqual(entries("a=1\n  2\n  ; c\n\n\t3 # c\nb=4"), [
      ["a", "1\n2\n\n3"],
      ["b", "4"],
    ]);
  });

  test("what counts as deeper is the key's own depth, whatever the depth of the header", () => {
    assert.deepEqual(entries("  a=1\n  b=2\n   c=3"), [
      ["a", "1"],
      ["b", "2\nc=3"],
    ]);
  });

  test("sections of the same name merge and the last of equal keys counts, across files", () => {
    const { document } = read("[s]\na=1\nb=2\n[t]\n[s]\nA=3", "[s]\nb=4");
    const section = document.sections.get("s");
    assert.deepEqual([...document.sections.keys()], ["s", "t"]);
    const { value, file, line } = section?.entries.get("b") ?? {};
    assert.deepEqual({ value, file, line }, { value: "4", file: "file2", line: 2 });
    assert.equal(section?.entries.get("a")?.line, 6);
  });

  test("[DEFAULT] is no section but holds values for all", () => {
    const { document } = read("[DEFAULT]\na=1\n[s]");
    assert.deepEqual([...document.sections.keys()], ["s"]);
    assert.equal(document.defaults.entries.get("a")?.value, "1");
  });

  test("lines end with LF, CRLF or CR, and a byte order mark is skipped", () => {
    const { document, problems } = read("\ufeff[s]\r\na=1\rb=2\n");
    assert.deepEqual(problems, []);
    assert.deepEqual([...(document.sections.get("s")?.entries.keys() ?? [])], ["a", "b"]);
  });

  test("a header ends at the last bracket of its line", () => {
    const { document } = read("[a]b] x\n[ c ]");
    assert.deepEqual([...document.sections.keys()], ["a]b", " c "]);
  });

  test("every fault is reported with its line, and the rest is read", () => {
    const { document, problems } = read("stray\nmore\n[s]\nblah\n=1\na=1\n[]\nb=caf\ufffd");
    assert.deepEqual(
      problems.map(({ line, section }) => [line, section]),
      [
        [1, undefined],
        [4, "s"],
        [5, "s"],
        [7, "s"],
        [8, "s"],
      ],
    );
    assert.equal(document.sections.get("s")?.entries.get("a")?.value, "1");
    assert.equal(document.sections.get("s")?.brokenLines, 3);
  });

  test("keys named like properties of objects are ordinary keys", () => {
    assert.deepEqual(entries("constructor=1\n__proto__=2"), [
      ["constructor", "1"],
      ["__proto__", "2"],
    ]);
  });
});
