import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeLogSystem } from "./fake-log-system.ts";
import { maxBacklogBytes, pauseAboveBytes, standstillMs } from "./patient-stream.ts";
import type { Sink } from "./sink.ts";

interface Setup {
  readonly system: FakeLogSystem;
  readonly sink: Sink;
  readonly pressure: boolean[];
}

function setup(room: number): Setup {
  const system = new FakeLogSystem();
  const pressure: boolean[] = [];
  system.streams.at(1).room = room;
  const onPressure = (pause: boolean) => {
    if (pressure.at(-1) !== pause) pressure.push(pause);
  };
  const sink = system.outputs.open({ path: "/dev/stdout", maxBytes: 0, backups: 0, onPressure });
  return { system, sink, pressure };
}

test("what the reader does not take at once follows in order, and then nothing ticks", () => {
  const { system, sink } = setup(3);
  const stream = system.streams.at(1);
  for (const text of ["abcde", "fgh", "ij"]) sink.write(Buffer.from(text));
  assert.equal(stream.text, "abc");
  stream.room = 4;
  system.advance(1);
  assert.equal(stream.text, "abcdefg");
  stream.room = 100;
  system.advance(300);
  assert.equal(stream.text, "abcdefghij");
  assert.equal(system.clock.pendingTimers, 0);
});

test("a chunk is copied before it waits", () => {
  const { system, sink } = setup(0);
  const chunk = Buffer.from("first");
  sink.write(chunk);
  chunk.fill("x");
  system.streams.at(1).room = 100;
  system.advance(1);
  assert.equal(system.streams.at(1).text, "first");
});

test("a slow reader pauses its writers and loses nothing", () => {
  const { system, sink, pressure } = setup(0);
  const chunk = Buffer.alloc(65_536, "x");
  let written = 0;
  for (let turn = 0; turn < 2_000; turn++) {
    if (pressure.at(-1) !== true) {
      sink.write(chunk);
      written += chunk.length;
    }
    system.streams.at(1).room = 30_000;
    system.advance(250);
  }
  system.streams.at(1).room = Number.POSITIVE_INFINITY;
  system.advance(250);
  assert.equal(system.streams.at(1).bytes.length, written);
  assert.ok(pressure.length > 2);
  assert.deepEqual(system.reports, []);
});

test("a reader that stands still is waited for only a while; then the rest is dropped, told once and counted", () => {
  const { system, sink, pressure } = setup(0);
  const chunk = Buffer.alloc(65_536, "x");
  for (let size = 0; size <= pauseAboveBytes; size += chunk.length) sink.write(chunk);
  assert.deepEqual(pressure, [true]);
  system.advance(standstillMs + 500);
  assert.deepEqual(pressure, [true, false]);
  for (let size = 0; size < 2 * maxBacklogBytes; size += chunk.length) sink.write(chunk);
  assert.deepEqual(system.reports, [
    "error: could not write to '/dev/stdout': its reader does not keep up; its output is dropped until it can be written",
  ]);
  assert.deepEqual(pressure, [true, false]);
  system.streams.at(1).room = Number.POSITIVE_INFINITY;
  system.advance(2_000);
  assert.equal(system.streams.at(1).bytes.length, maxBacklogBytes);
  assert.match(system.reports[1] ?? "", /^warn: .* 9502720 bytes/);
  assert.equal(system.clock.pendingTimers, 0);
});

test("a writer that comes while the others are paused is paused after its first chunk, and goes on with them", () => {
  const { system, sink } = setup(0);
  sink.write(Buffer.alloc(pauseAboveBytes + 1));
  const heard: boolean[] = [];
  const onPressure = (pause: boolean) => heard.push(pause);
  const other = system.outputs.open({ path: "/dev/stdout", maxBytes: 0, backups: 0, onPressure });
  assert.deepEqual(heard, []);
  other.write(Buffer.from("x"));
  assert.deepEqual(heard, [true]);
  system.streams.at(1).room = Number.POSITIVE_INFINITY;
  system.advance(10);
  assert.deepEqual(heard, [true, false]);
});

test("a reader that is gone costs its bytes and nothing else", () => {
  const { system, sink } = setup(2);
  sink.write(Buffer.from("abc"));
  system.streams.at(1).errno = "EPIPE";
  system.advance(10);
  sink.write(Buffer.from("de"));
  assert.equal(system.reports.length, 1);
  assert.match(system.reports[0] ?? "", /EPIPE/);
  assert.equal(system.clock.pendingTimers, 0);
});

test("all who write to one descriptor share one order", () => {
  const { system, sink } = setup(1);
  const other = system.outputs.open({ path: "/dev/fd/1", maxBytes: 0, backups: 0 });
  sink.write(Buffer.from("ab"));
  other.write(Buffer.from("cd"));
  system.streams.at(1).room = 10;
  system.advance(1);
  assert.equal(system.streams.at(1).text, "abcd");
});

test("closing the last user still delivers what waits, and the daemon's end can wait for it", async () => {
  const { system, sink } = setup(0);
  sink.write(Buffer.from("last words"));
  sink.close();
  const flushed = system.outputs.flushed(10_000);
  system.streams.at(1).room = 100;
  system.advance(10);
  await flushed;
  assert.equal(system.streams.at(1).text, "last words");
  assert.equal(system.streams.at(1).writers, 0);
  assert.equal(system.clock.pendingTimers, 0);
});

test("the daemon's end does not wait for good", async () => {
  const { system, sink } = setup(0);
  sink.write(Buffer.from("x"));
  const flushed = system.outputs.flushed(500);
  system.advance(500);
  await flushed;
});
