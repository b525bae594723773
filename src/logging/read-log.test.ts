import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeSystem } from "../system/fake-system.ts";
import { decodeLogText, readLog, tailLog } from "./read-log.ts";

const path = "/tmp/log";

function withText(text: string | Uint8Array): FakeSystem {
  const system = new FakeSystem();
  system.files.put(path, text);
  return system;
}

function read(text: string, offset: number, length: number): string {
  const system = withText(text);
  const result = readLog(system.files, path, offset, length);
  assert.equal(system.descriptors.count, 3);
  return result.ok ? decodeLogText(result.bytes) : result.refusal;
}

function tail(text: string, offset: number, length: number): [string, number, boolean] {
  const result = tailLog(withText(text).files, path, offset, length);
  return [decodeLogText(result.bytes), result.offset, result.overflow];
}

test("reading: offset and length", () => {
  assert.equal(read("0123456789", 0, 0), "0123456789");
  assert.equal(read("0123456789", 3, 0), "3456789");
  assert.equal(read("0123456789", 3, 4), "3456");
  assert.equal(read("0123456789", 8, 40), "89");
  assert.equal(read("0123456789", 10, 0), "");
  assert.equal(read("0123456789", 11, 5), "");
});

test("reading: a negative offset with length 0 is the end", () => {
  assert.equal(read("0123456789", -3, 0), "789");
  assert.equal(read("0123456789", -10, 0), "0123456789");
  assert.equal(read("0123456789", -99, 0), "0123456789");
});

test("reading: refusals", () => {
  assert.equal(read("0123456789", -3, 1), "BAD_ARGUMENTS");
  assert.equal(read("0123456789", 0, -1), "BAD_ARGUMENTS");
  assert.equal(read("0123456789", 0.5, 0), "BAD_ARGUMENTS");
  const { files } = withText("x");
  assert.deepEqual(readLog(files, undefined, 0, 0), { ok: false, refusal: "NO_FILE" });
  assert.deepEqual(readLog(files, "/tmp/none", -1, -1), { ok: false, refusal: "NO_FILE" });
  assert.deepEqual(readLog(files, "/tmp", 0, 0), { ok: false, refusal: "NO_FILE" });
  files.fail("openRead", path, "EACCES", 1);
  assert.deepEqual(readLog(files, path, 0, 0), { ok: false, refusal: "FAILED" });
});

test("tailing: the last bytes, the size, and whether something was passed over", () => {
  assert.deepEqual(tail("0123456789", 0, 4), ["6789", 10, true]);
  assert.deepEqual(tail("0123456789", 5, 4), ["6789", 10, true]);
  assert.deepEqual(tail("0123456789", 6, 4), ["6789", 10, false]);
  assert.deepEqual(tail("0123456789", 8, 4), ["6789", 10, false]);
  assert.deepEqual(tail("0123456789", 0, 99), ["0123456789", 10, false]);
  assert.deepEqual(tail("0123456789", 10, 4), ["", 10, false]);
  assert.deepEqual(tail("0123456789", 99, 4), ["", 10, false]);
  assert.deepEqual(tail("0123456789", 0, 0), ["", 10, true]);
  assert.deepEqual(tail("", 0, 10), ["", 0, false]);
});

test("tailing: what cannot be read is empty", () => {
  const { files } = withText("x");
  const nothing = { bytes: new Uint8Array(0), offset: 0, overflow: false };
  assert.deepEqual(tailLog(files, undefined, 0, 10), nothing);
  assert.deepEqual(tailLog(files, "/tmp/none", 0, 10), nothing);
  files.fail("openRead", path, "EACCES", 1);
  assert.deepEqual(tailLog(files, path, 0, 10), nothing);
});

test("any slice of any bytes is text", () => {
  const bytes = Buffer.concat([Buffer.from("añ日🙂"), Buffer.from([0xff, 0xc0, 0x80, 0x00]), Buffer.from("z")]);
  const { files } = withText(bytes);
  for (let offset = 0; offset <= bytes.length; offset++) {
    for (let length = 1; offset + length <= bytes.length; length++) {
      const result = readLog(files, path, offset, length);
      assert.ok(result.ok);
      assert.deepEqual(Buffer.from(result.bytes), bytes.subarray(offset, offset + length));
      assert.ok(decodeLogText(result.bytes).length > 0);
    }
  }
  assert.equal(decodeLogText(Buffer.from("日").subarray(1)), "\ufffd\ufffd");
  assert.equal(decodeLogText(Buffer.from("\ufeffx")), "\ufeffx");
});
