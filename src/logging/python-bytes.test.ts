import assert from "node:assert/strict";
import { test } from "node:test";
import { pythonBytes } from "./python-bytes.ts";

test("bytes are shown as Python shows them", () => {
  const cases: readonly [string, string][] = [
    ["plain", "b'plain'"],
    ["\xff\xfe'\"\\\t\x00bad\n", "b'\\xff\\xfe\\'\"\\\\\\t\\x00bad\\n'"],
    ["it's", `b"it's"`],
    ['"', `b'"'`],
    ["\r\x7f\x80", "b'\\r\\x7f\\x80'"],
  ];
  for (const [bytes, shown] of cases) assert.equal(pythonBytes(Buffer.from(bytes, "latin1")), shown);
});
