/** What is true of the kernel's pipes alone; what those in memory do as well stands in `src/system/pipes-contract.ts`. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readlinkSync, writeSync } from "node:fs";
import { test } from "node:test";
import { nodeSystem } from "../../src/system/node-system.ts";
import { kill, start } from "../helpers/children.ts";
import { until } from "../helpers/until.ts";

const { processes, clock } = nodeSystem;

/** One pipe with a reader; `seen` is its output in order. */
function readPipe() {
  const pipe = processes.pipe();
  const onData = (chunk: Uint8Array): void => {
    target.seen += Buffer.from(chunk).toString();
  };
  const target = { seen: "", ...pipe, reader: processes.openPipeReader(pipe.read, onData, () => {}) };
  return target;
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
