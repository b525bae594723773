import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readElf } from "./elf.ts";
import { findingsOf } from "./fixtures.ts";

/** The header of a 64-bit program for a machine, with the path of a loader. */
function program(machine: number, loader: string): Uint8Array {
  const bytes = Buffer.alloc(256);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
  bytes.writeUInt16LE(machine, 18);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(1, 56);
  bytes.writeUInt32LE(3, 64);
  bytes.writeBigUInt64LE(128n, 72);
  bytes.writeBigUInt64LE(BigInt(loader.length + 1), 96);
  bytes.write(`${loader}\0`, 128, "latin1");
  return bytes;
}

const text = `[supervisord]
[unix_http_server]
file=/tmp/s.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[program:x]
command=/tmp/x
`;
const messages = (bytes: Uint8Array) =>
  findingsOf(text, { readStart: () => bytes }).map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`);

test("a program for another processor is told, and one whose loader is missing", () => {
  assert.deepEqual(messages(program(183, "/lib/ld")), [
    "warning unusable-program: /tmp/x is a program for 64-bit ARM, and this machine is x64",
  ]);
  assert.deepEqual(messages(program(62, "/lib/ld-musl-x86_64.so.1")), [
    "error unusable-program: /tmp/x needs the loader /lib/ld-musl-x86_64.so.1, which is not there",
  ]);
  assert.deepEqual(messages(program(62, "/tmp")), []);
  assert.deepEqual(messages(program(3, "/tmp")), []);
  assert.deepEqual(messages(program(4711, "/tmp")), []);
});

test("headers that are cut short or lie are no reason to fail", () => {
  const whole = program(62, "/tmp");
  for (let length = 0; length < whole.length; length++) readElf(whole.subarray(0, length), "x64");
  for (let at = 4; at < whole.length; at++)
    readElf(Buffer.from(whole).fill(0xff, at, Math.min(at + 8, whole.length)), "x64");
});

test("Node itself is a program for this machine", { skip: process.platform !== "linux" }, () => {
  const elf = readElf(readFileSync(process.execPath).subarray(0, 4096), process.arch);
  assert.ok(elf !== undefined && elf.foreign === undefined);
});
