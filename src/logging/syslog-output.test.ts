import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeLogSystem } from "./fake-log-system.ts";
import { recoveryMs } from "./loss-report.ts";

function texts(system: FakeLogSystem): string[] {
  return system.datagrams.sent.map((datagram) => datagram.slice(datagram.indexOf(": ") + 2));
}

test("a line is framed as syslog(3) does it, without a pid", () => {
  const system = new FakeLogSystem();
  system.outputs.syslog.send(Buffer.from("hello"));
  assert.match(system.datagrams.sent[0] ?? "", /^<14>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d supervisord: hello$/);
});

test("a daemon that is restarted gets what came meanwhile, in order", () => {
  const system = new FakeLogSystem();
  system.datagrams.refusal = "ECONNREFUSED";
  for (const text of ["1", "2"]) system.outputs.syslog.send(Buffer.from(text));
  system.datagrams.refusal = "ENOENT";
  system.advance(1_000);
  system.datagrams.refusal = undefined;
  system.outputs.syslog.send(Buffer.from("3"));
  system.advance(250);
  assert.deepEqual(texts(system), ["1", "2", "3"]);
  assert.deepEqual(system.reports, []);
  assert.equal(system.clock.pendingTimers, 0);
});

test("a daemon that is missing is told once, costs no timer, and is found when it comes", () => {
  const system = new FakeLogSystem();
  system.datagrams.refusal = "ENOENT";
  system.outputs.syslog.send(Buffer.from("lost"));
  system.advance(6_000);
  system.outputs.syslog.send(Buffer.from("lost too"));
  assert.equal(system.clock.pendingTimers, 0);
  assert.deepEqual(system.reports, [
    "error: could not write to '/dev/log': ENOENT; its output is dropped until it can be written",
  ]);
  system.datagrams.refusal = undefined;
  system.outputs.syslog.send(Buffer.from("there"));
  system.advance(recoveryMs);
  assert.deepEqual(texts(system), ["there"]);
  assert.equal(system.reports.length, 2);
});

test("a refusal that no waiting helps is counted at once", () => {
  const system = new FakeLogSystem();
  system.datagrams.refusal = "EACCES";
  system.outputs.syslog.send(Buffer.from("lost"));
  assert.equal(system.clock.pendingTimers, 0);
  assert.equal(system.reports.length, 1);
});

test("memory is bounded while a daemon is behind", () => {
  const system = new FakeLogSystem();
  system.datagrams.refusal = "EAGAIN";
  for (let line = 0; line < 3_000; line++) system.outputs.syslog.send(Buffer.alloc(1_000, "x"));
  system.datagrams.refusal = undefined;
  system.advance(10);
  assert.ok(system.datagrams.sent.length > 900 && system.datagrams.sent.length < 1_100);
});
