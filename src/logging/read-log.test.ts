import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeSystem } from "../system/fake-system.ts";
import { TimeSlices } from "../system/time-slices.ts";
import { type LogPieces, type LogReader, readLog, tailLog } from "./read-log.ts";

const path = "/tmp/log";

function withText(text: string | Uint8Array): FakeSystem {
  const system = new FakeSystem();
  system.files.put(path, text);
  return system;
}

function readerOf({ files, clock }: FakeSystem): LogReader {
  return { files, slices: new TimeSlices(clock) };
}

function textOf(pieces: LogPieces): string {
  return pieces.map((piece) => Buffer.from(piece).toString()).join("");
}

async function read(text: string, offset: number, length: number): Promise<string> {
  const system = withText(text);
  const result = await readLog(readerOf(system), path, offset, length);
  assert.equal(system.descriptors.count, 3);
  return result.ok ? textOf(result.pieces) : result.refusal;
}

async function tail(text: string, offset: number, length: number): Promise<[string, number, boolean]> {
  const result = await tailLog(readerOf(withText(text)), path, offset, length);
  return [textOf(result.pieces), result.offset, result.overflow];
}

test("reading: offset and length", async () => {
  assert.equal(await read("0123456789", 0, 0), "0123456789");
  assert.equal(await read("0123456789", 3, 0), "3456789");
  assert.equal(await read("0123456789", 3, 4), "3456");
  assert.equal(await read("0123456789", 8, 40), "89");
  assert.equal(await read("0123456789", 10, 0), "");
  assert.equal(await read("0123456789", 11, 5), "");
});

test("reading: a negative offset with length 0 is the end", async () => {
  assert.equal(await read("0123456789", -3, 0), "789");
  assert.equal(await read("0123456789", -10, 0), "0123456789");
  assert.equal(await read("0123456789", -99, 0), "0123456789");
});

test("reading: refusals", async () => {
  assert.equal(await read("0123456789", -3, 1), "BAD_ARGUMENTS");
  assert.equal(await read("0123456789", 0, -1), "BAD_ARGUMENTS");
  assert.equal(await read("0123456789", 0.5, 0), "BAD_ARGUMENTS");
  const system = withText("x");
  const reader = readerOf(system);
  assert.deepEqual(await readLog(reader, undefined, 0, 0), { ok: false, refusal: "NO_FILE" });
  assert.deepEqual(await readLog(reader, "/tmp/none", -1, -1), { ok: false, refusal: "NO_FILE" });
  assert.deepEqual(await readLog(reader, "/tmp", 0, 0), { ok: false, refusal: "NO_FILE" });
  system.files.fail("openRead", path, "EACCES", 1);
  assert.deepEqual(await readLog(reader, path, 0, 0), { ok: false, refusal: "FAILED" });
});

test("tailing: the last bytes, the size, and whether something was passed over", async () => {
  assert.deepEqual(await tail("0123456789", 0, 4), ["6789", 10, true]);
  assert.deepEqual(await tail("0123456789", 5, 4), ["6789", 10, true]);
  assert.deepEqual(await tail("0123456789", 6, 4), ["6789", 10, false]);
  assert.deepEqual(await tail("0123456789", 8, 4), ["6789", 10, false]);
  assert.deepEqual(await tail("0123456789", 0, 99), ["0123456789", 10, false]);
  assert.deepEqual(await tail("0123456789", 10, 4), ["", 10, false]);
  assert.deepEqual(await tail("0123456789", 99, 4), ["", 10, false]);
  assert.deepEqual(await tail("0123456789", 0, 0), ["", 10, true]);
  assert.deepEqual(await tail("", 0, 10), ["", 0, false]);
});

test("tailing: what cannot be read is empty", async () => {
  const system = withText("x");
  const reader = readerOf(system);
  const nothing = { pieces: [], offset: 0, overflow: false };
  assert.deepEqual(await tailLog(reader, undefined, 0, 10), nothing);
  assert.deepEqual(await tailLog(reader, "/tmp/none", 0, 10), nothing);
  system.files.fail("openRead", path, "EACCES", 1);
  assert.deepEqual(await tailLog(reader, path, 0, 10), nothing);
});

test("any slice of any bytes is what it is", async () => {
  const bytes = Buffer.concat([Buffer.from("añ日🙂"), Buffer.from([0xff, 0xc0, 0x80, 0x00]), Buffer.from("z")]);
  const reader = readerOf(withText(bytes));
  for (let offset = 0; offset <= bytes.length; offset++) {
    for (let length = 1; offset + length <= bytes.length; length++) {
      const result = await readLog(reader, path, offset, length);
      assert.ok(result.ok);
      assert.deepEqual(Buffer.concat(result.pieces), bytes.subarray(offset, offset + length));
    }
  }
});

test("a long log comes in pieces of whole characters, and others have their turn meanwhile", async () => {
  for (const text of ["x".repeat(1_000_000), `a${"日本🙂é".repeat(50_000)}`]) {
    const system = withText(text);
    const ends: Awaited<ReturnType<typeof readLog>>[] = [];
    void readLog(readerOf(system), path, 0, 0).then((end) => ends.push(end));
    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
    assert.equal(ends.length, 0);
    while (ends.length === 0) {
      system.clock.settle();
      await Promise.resolve();
    }
    const [result] = ends;
    assert.ok(result?.ok);
    assert.equal(textOf(result.pieces), text);
    assert.ok(result.pieces.every(({ length }) => length < 70_000));
    assert.equal(system.descriptors.count, 3);
  }
});
