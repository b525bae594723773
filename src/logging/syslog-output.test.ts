import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeLogSystem } from "./fake-log-system.ts";
import { informational } from "./log-message.ts";
import { recoveryMs } from "./loss-report.ts";

function texts(system: FakeLogSystem): string[] {
  return system.datagrams.sent.map((datagram) => datagram.slice(datagram.indexOf(": ") + 2));
}

function send(system: FakeLogSystem, text: string): void {
  const at = system.clock.wallMs();
  system.outputs.syslog.send({ at, severity: informational, tag: "supervisord", text: Buffer.from(text) });
}

test("a line is framed as syslog(3) does it, without a pid", () => {
  const system = new FakeLogSystem();
  send(system, "hello");
  assert.match(system.datagrams.sent[0] ?? "", /^<14>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d supervisord: hello$/);
});

test("a message has its own time, severity and tag, whenever it is sent", () => {
  const system = new FakeLogSystem();
  const at = new Date(2026, 10, 1, 2, 3, 4).getTime();
  const message = { at, severity: 3, tag: "web", text: Buffer.from("hello") } as const;
  for (const change of [{}, { tag: "db" }, { severity: 7 as const }, { at: at + 1_000 }]) {
    system.outputs.syslog.send({ ...message, ...change });
  }
  assert.deepEqual(system.datagrams.sent, [
    "<11>Nov  1 02:03:04 web: hello",
    "<11>Nov  1 02:03:04 db: hello",
    "<15>Nov  1 02:03:04 web: hello",
    "<11>Nov  1 02:03:05 web: hello",
  ]);
});

test("a daemon that is restarted gets what came meanwhile, in order", () => {
  const system = new FakeLogSystem();
  system.datagrams.refusal = "ECONNREFUSED";
  for (const text of ["1", "2"]) send(system, text);
  system.datagrams.refusal = "ENOENT";
  system.advance(1_000);
  system.datagrams.refusal = undefined;
  send(system, "3");
  system.advance(250);
  assert.deepEqual(texts(system), ["1", "2", "3"]);
  assert.deepEqual(system.reports, []);
  assert.equal(system.clock.pendingTimers, 0);
});

test("a daemon that is missing is told once, costs no timer, and is found when it comes", () => {
  const system = new FakeLogSystem();
  system.datagrams.refusal = "ENOENT";
  send(system, "lost");
  system.advance(6_000);
  send(system, "lost too");
  assert.equal(system.clock.pendingTimers, 0);
  assert.deepEqual(system.reports, [
    "error: could not write to '/dev/log': ENOENT; its output is dropped until it can be written",
  ]);
  system.datagrams.refusal = undefined;
  send(system, "there");
  system.advance(recoveryMs);
  assert.deepEqual(texts(system), ["there"]);
  assert.equal(system.reports.length, 2);
});

test("a refusal that no waiting helps is counted at once", () => {
  const system = new FakeLogSystem();
  system.datagrams.refusal = "EACCES";
  send(system, "lost");
  assert.equal(system.clock.pendingTimers, 0);
  assert.equal(system.reports.length, 1);
});

test("memory is bounded while a daemon is behind", () => {
  const system = new FakeLogSystem();
  system.datagrams.refusal = "EAGAIN";
  for (let line = 0; line < 3_000; line++) send(system, "x".repeat(1_000));
  system.datagrams.refusal = undefined;
  system.advance(10);
  assert.ok(system.datagrams.sent.length > 900 && system.datagrams.sent.length < 1_100);
});
