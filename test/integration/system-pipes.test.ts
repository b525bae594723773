import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { fstatSync, readdirSync, readlinkSync, readSync, writeSync } from "node:fs";
import { test } from "node:test";
import { nodeSystem } from "../../src/system/node-system.ts";
import type { PipeReader } from "../../src/system/system.ts";
import { kill, start } from "../helpers/children.ts";
import { until } from "../helpers/until.ts";

const { processes, clock } = nodeSystem;

/** One pipe with a reader; `seen` is its output in order, "|" its end. */
function readPipe(onChunk?: (reader: PipeReader) => void) {
  const pipe = processes.pipe();
  const target = { seen: "", write: pipe.write, read: pipe.read, reader: undefined as unknown as PipeReader };
  target.reader = processes.openPipeReader(
    pipe.read,
    (chunk) => {
      target.seen += Buffer.from(chunk).toString();
      onChunk?.(target.reader);
    },
    () => {
      target.seen += "|";
    },
  );
  return target;
}

/** Lets all pending I/O have its turn, twice over. */
async function turns(): Promise<void> {
  for (let i = 0; i < 4; i++) await new Promise<void>((resolve) => clock.soon(resolve));
}

function isOpen(fd: number): boolean {
  try {
    return fstatSync(fd).isFIFO();
  } catch {
    return false;
  }
}

test("64 MiB arrive byte by byte as they were written", async () => {
  const bytes = 64 << 20;
  // A generator whose every block differs, so that a swapped or repeated chunk shows.
  const program = `
    const block = Buffer.alloc(1 << 20);
    for (let i = 0; i < 64; i++) {
      for (let at = 0; at < block.length; at += 4) block.writeUInt32LE((i << 20) + at, at);
      for (let at = 0; at < block.length; ) at += require("node:fs").writeSync(1, block, at);
    }`;
  const expected = createHash("sha256");
  const block = Buffer.alloc(1 << 20);
  for (let i = 0; i < 64; i++) {
    for (let at = 0; at < block.length; at += 4) block.writeUInt32LE((i << 20) + at, at);
    expected.update(block);
  }
  const pipe = processes.pipe();
  const result = processes.spawn({
    file: process.execPath,
    argv: ["node", "-e", program],
    env: {},
    stdio: [pipe.write, pipe.write, pipe.write],
  });
  processes.closeDescriptor(pipe.write);
  assert.ok(result.ok);
  const hash = createHash("sha256");
  let length = 0;
  await new Promise<void>((resolve) => {
    processes.openPipeReader(
      pipe.read,
      (chunk) => {
        length += chunk.length;
        hash.update(chunk);
      },
      resolve,
    );
  });
  assert.equal(length, bytes);
  assert.equal(hash.digest("hex"), expected.digest("hex"));
});

test("children that write at once never see each other's bytes in the shared buffer", async () => {
  const children = Array.from({ length: 12 }, (_, i) => {
    const letter = String.fromCharCode(97 + i);
    const count = 2_000_000 + i;
    return { letter, count, ...start(["/bin/sh", "-c", `head -c ${count} /dev/zero | tr '\\0' ${letter}`]) };
  });
  for (const { letter, count, output } of children) {
    const text = await output;
    assert.equal(text.length, count);
    assert.equal(text, letter.repeat(count));
  }
});

test("a pipe's end comes once, after the last byte", async () => {
  const pipe = readPipe();
  writeSync(pipe.write, "last words");
  processes.closeDescriptor(pipe.write);
  await until("the end", () => pipe.seen.endsWith("|"));
  await turns();
  assert.equal(pipe.seen, "last words|");
  assert.equal(isOpen(pipe.read), false);
});

test("drain delivers at once what is there, and the end if nobody can write any more, once", async () => {
  const pipe = readPipe();
  writeSync(pipe.write, "one");
  pipe.reader.drain(1 << 20);
  assert.equal(pipe.seen, "one");
  pipe.reader.drain(1 << 20);
  writeSync(pipe.write, "two");
  processes.closeDescriptor(pipe.write);
  pipe.reader.drain(1 << 20);
  assert.equal(pipe.seen, "onetwo|");
  pipe.reader.drain(1 << 20);
  await turns();
  assert.equal(pipe.seen, "onetwo|");
  assert.equal(isOpen(pipe.read), false);
});

test("drain stops at its limit, and the rest follows in order", async () => {
  const pipe = readPipe();
  writeSync(pipe.write, "0123456789");
  pipe.reader.drain(4);
  assert.equal(pipe.seen, "0123");
  processes.closeDescriptor(pipe.write);
  await until("the end", () => pipe.seen.endsWith("|"));
  assert.equal(pipe.seen, "0123456789|");
});

test("draining one pipe while a chunk of another is handled leaves that chunk intact", async () => {
  const inner = readPipe();
  const innermost = readPipe();
  const pipe = processes.pipe();
  let outer = "";
  writeSync(inner.write, "i".repeat(50_000));
  writeSync(innermost.write, "j".repeat(50_000));
  writeSync(pipe.write, "o".repeat(60_000));
  const { read } = processes.pipe();
  const drainedFirst = processes.openPipeReader(
    pipe.read,
    (chunk) => {
      inner.reader.drain(1 << 20);
      innermost.reader.drain(1 << 20);
      outer += Buffer.from(chunk).toString();
    },
    () => {},
  );
  drainedFirst.drain(1 << 20);
  writeSync(inner.write, "i");
  writeSync(pipe.write, "o".repeat(60_000));
  await until("both halves", () => outer.length === 120_000);
  assert.equal(outer, "o".repeat(120_000));
  assert.equal(inner.seen, "i".repeat(50_001));
  assert.equal(innermost.seen, "j".repeat(50_000));
  drainedFirst.close();
  processes.closeDescriptor(read);
  for (const each of [inner, innermost]) each.reader.close();
});

test("a reader closed while it drains touches its descriptor no more", () => {
  let next = { read: -1, write: -1 };
  const pipe = readPipe((reader) => {
    reader.close();
    next = processes.pipe();
    writeSync(next.write, "mine");
    processes.closeDescriptor(next.write);
  });
  writeSync(pipe.write, "x");
  pipe.reader.drain(1 << 20);
  assert.equal(next.read, pipe.read, "the freed number is taken at once, else the test proves nothing");
  pipe.reader.drain(1 << 20);
  assert.equal(pipe.seen, "x");
  assert.equal(readSync(next.read, Buffer.alloc(10)), 4);
  for (const fd of [next.read, pipe.write]) processes.closeDescriptor(fd);
});

test("a paused reader delivers nothing, not even the end, until it resumes", async () => {
  const pipe = readPipe();
  pipe.reader.pause();
  writeSync(pipe.write, "wait");
  processes.closeDescriptor(pipe.write);
  await turns();
  assert.equal(pipe.seen, "");
  pipe.reader.resume();
  await until("the end", () => pipe.seen === "wait|");
});

test("a reader pauses in the middle of a flood and loses nothing", async () => {
  const size = 3_000_000;
  const child = processes.pipe();
  const result = processes.spawn({
    file: "/usr/bin/head",
    argv: ["head", "-c", String(size), "/dev/zero"],
    env: {},
    stdio: [child.write, child.write, child.write],
  });
  assert.ok(result.ok);
  processes.closeDescriptor(child.write);
  let length = 0;
  let pauses = 0;
  await new Promise<void>((resolve) => {
    const reader = processes.openPipeReader(
      child.read,
      (chunk) => {
        length += chunk.length;
        pauses++;
        reader.pause();
        clock.after(1, () => reader.resume());
      },
      resolve,
    );
  });
  assert.equal(length, size);
  assert.ok(pauses > 10);
});

test("close frees the descriptor, ends silently and may be called again", async () => {
  const pipe = readPipe();
  pipe.reader.close();
  pipe.reader.close();
  await turns();
  assert.equal(pipe.seen, "");
  assert.equal(isOpen(pipe.read), false);
  pipe.reader.pause();
  pipe.reader.resume();
  pipe.reader.drain(10);
  processes.closeDescriptor(pipe.write);
});

test("what a child does not read is pending, and arrives in order when it does", async () => {
  const child = start(["/bin/sh", "-c", "read line; sha256sum"]);
  const line = Buffer.from("go\n");
  const load = Buffer.alloc(5_000_000, "0123456789abcdef");
  const pipe = processes.pipe();
  const writer = processes.openPipeWriter(pipe.write, () => assert.fail("no error is due"));
  assert.equal(writer.pendingBytes, 0);
  writer.write(load.subarray(0, 100));
  assert.equal(writer.pendingBytes, 0, "what fits goes at once");
  writer.write(load);
  assert.ok(writer.pendingBytes > 4_000_000);
  let received = Buffer.alloc(0);
  const reader = processes.openPipeReader(
    pipe.read,
    (chunk) => {
      received = Buffer.concat([received, chunk]);
    },
    () => {},
  );
  await until("all of it", () => received.length === load.length + 100);
  assert.ok(received.equals(Buffer.concat([load.subarray(0, 100), load])));
  await until("nothing is pending", () => writer.pendingBytes === 0);
  writer.close();
  reader.close();
  child.write(line.toString());
  child.write("abc");
  child.closeInput();
  assert.match(await child.output, /^ba7816bf8f01cfea/);
});

test("a queued write keeps its bytes whatever becomes of the caller's buffer", async () => {
  const pipe = processes.pipe();
  const writer = processes.openPipeWriter(pipe.write, () => {});
  const bytes = Buffer.alloc(200_000, "a");
  writer.write(bytes);
  bytes.fill("b");
  let received = "";
  const reader = processes.openPipeReader(
    pipe.read,
    (chunk) => {
      received += Buffer.from(chunk).toString();
    },
    () => {},
  );
  await until("all of it", () => received.length === 200_000);
  assert.equal(received, "a".repeat(200_000));
  writer.close();
  reader.close();
});

test("writing to a child that does not read any more is told once and at once, then nothing", async () => {
  const pipe = processes.pipe();
  const errors: string[] = [];
  const writer = processes.openPipeWriter(pipe.write, (errno) => errors.push(errno));
  processes.closeDescriptor(pipe.read);
  writer.write(Buffer.from("x"));
  assert.deepEqual(errors, ["EPIPE"], "before the write has returned");
  writer.write(Buffer.from("y"));
  await turns();
  writer.write(Buffer.from("z"));
  await turns();
  assert.deepEqual(errors, ["EPIPE"]);
  assert.equal(writer.pendingBytes, 0);
  assert.equal(isOpen(pipe.write), false);
  writer.close();
});

test("closing a writer drops what is queued, frees the descriptor and says nothing", async () => {
  for (const size of [0, 1, 1_000_000]) {
    const pipe = processes.pipe();
    const writer = processes.openPipeWriter(pipe.write, () => assert.fail("no error is due"));
    if (size > 0) writer.write(Buffer.alloc(size));
    writer.close();
    writer.close();
    writer.write(Buffer.from("late"));
    await turns();
    assert.equal(isOpen(pipe.write), false);
    processes.closeDescriptor(pipe.read);
  }
});

test("what is pending is known to the byte, and another writer goes on with it: nothing comes twice, nothing is lost", async () => {
  const load = Buffer.alloc(1_000_000);
  for (let at = 0; at < load.length; at += 4) load.writeUInt32LE(at, at);
  const pipe = processes.pipe();
  const received: Buffer[] = [];
  const take = (chunk: Uint8Array): void => {
    received.push(Buffer.from(chunk));
  };
  const reader = processes.openPipeReader(pipe.read, take, () => {});
  const size = () => received.reduce((sum, { length }) => sum + length, 0);
  let writer = processes.openPipeWriter(pipe.write, () => assert.fail("no error is due"));
  writer.write(load);
  for (let round = 0; round < 8; round++) {
    await until("some of it", () => size() > round * 100_000);
    const pending = writer.pending();
    assert.equal(pending.length, writer.pendingBytes);
    assert.ok(load.subarray(load.length - pending.length).equals(pending));
    writer.release();
    assert.equal(isOpen(pipe.write), true);
    writer = processes.openPipeWriter(pipe.write, () => assert.fail("no error is due"), pending);
    assert.equal(writer.pendingBytes, pending.length);
  }
  writer.write(Buffer.from("the end"));
  await until("all of it", () => size() === load.length + 7);
  assert.ok(Buffer.concat(received).equals(Buffer.concat([load, Buffer.from("the end")])));
  writer.close();
  reader.close();
});

test("a released writer writes nothing more, even when there is room again", async () => {
  const pipe = processes.pipe();
  const writer = processes.openPipeWriter(pipe.write, () => assert.fail("no error is due"));
  writer.write(Buffer.alloc(1_000_000));
  const held = 1_000_000 - writer.pendingBytes;
  await turns();
  writer.release();
  let received = 0;
  const count = (chunk: Uint8Array): void => {
    received += chunk.length;
  };
  const reader = processes.openPipeReader(pipe.read, count, () => {});
  await until("what the pipe held", () => received === held);
  await turns();
  assert.equal(received, held);
  reader.close();
  processes.closeDescriptor(pipe.write);
});

test("what is pending for a child that does not read any more is told in a later turn", async () => {
  const pipe = processes.pipe();
  const errors: string[] = [];
  processes.closeDescriptor(pipe.read);
  processes.openPipeWriter(pipe.write, (errno) => errors.push(errno), Buffer.from("x"));
  assert.deepEqual(errors, []);
  await turns();
  assert.deepEqual(errors, ["EPIPE"]);
  assert.equal(isOpen(pipe.write), false);
});

test("a pipe is close-on-exec and can be enlarged", async () => {
  const pipe = processes.pipe();
  processes.enlargePipe(pipe.read, 1 << 18);
  const writer = processes.openPipeWriter(pipe.write, () => {});
  writer.write(Buffer.alloc(1 << 18));
  assert.equal(writer.pendingBytes, 0);
  processes.enlargePipe(9_999, 1 << 18);
  const child = start(["/bin/cat"]);
  const links = readdirSync(`/proc/${child.pid}/fd`).map((fd) => readlinkSync(`/proc/${child.pid}/fd/${fd}`));
  assert.equal(links.includes(readlinkSync(`/proc/self/fd/${pipe.read}`)), false);
  await kill(child);
  writer.close();
  processes.closeDescriptor(pipe.read);
});
