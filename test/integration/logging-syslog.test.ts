/** Syslog over a real local socket. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { informational } from "../../src/logging/log-message.ts";
import { LogOutputs } from "../../src/logging/log-outputs.ts";
import { nodeSystem } from "../../src/system/node-system.ts";
import { root } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { Scratch } from "../helpers/scratch.ts";
import { until } from "../helpers/until.ts";

class Receiver {
  readonly #child: ChildProcess;
  #output = "";

  constructor(path: string) {
    this.#child = spawn("/usr/bin/python3", [join(root, "test/programs/syslog-receiver.py"), path]);
    this.#child.stdout?.on("data", (chunk) => {
      this.#output += String(chunk);
    });
  }

  async ready(): Promise<this> {
    await until("the receiver listens", () => this.#output.startsWith("ready\n"));
    return this;
  }

  get datagrams(): string[] {
    const lines = this.#output.split("\n").slice(1, -1);
    return lines.map((line) => JSON.parse(line) as string);
  }

  get texts(): string[] {
    return this.datagrams.map((datagram) => datagram.slice(datagram.indexOf(": ") + 2));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null) return;
    this.#child.kill("SIGKILL");
    await once(this.#child, "exit");
  }
}

interface Sender {
  readonly send: (line: string) => void;
  readonly reports: readonly string[];
}

function open(path: string): Sender {
  const reports: string[] = [];
  const outputs = new LogOutputs(nodeSystem, "supervisord", path);
  outputs.reportTo((level, message) => reports.push(`${level}: ${message}`));
  const send = (line: string): void =>
    outputs.syslog.send({ at: Date.now(), severity: informational, tag: outputs.ident, text: Buffer.from(line) });
  return { send, reports };
}

const python = requires("/usr/bin/python3");

test("a burst far beyond the receiver's queue arrives whole and in order", python, async () => {
  using scratch = new Scratch();
  const path = scratch.file("log");
  await using receiver = await new Receiver(path).ready();
  const { send, reports } = open(path);
  const before = readdirSync("/proc/self/fd").length;
  const sent = Array.from({ length: 5_000 }, (_, number) => `line ${number} é`);
  for (const line of sent) send(line);
  await until("all lines have arrived", () => receiver.texts.length === sent.length);
  assert.deepEqual(receiver.texts, sent);
  assert.match(receiver.datagrams[0] ?? "", /^<14>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d supervisord: line 0 é$/);
  assert.deepEqual(reports, []);
  assert.ok(readdirSync("/proc/self/fd").length <= before);
});

test("a syslog daemon that is restarted gets what was said meanwhile", python, async () => {
  using scratch = new Scratch();
  const path = scratch.file("log");
  const { send, reports } = open(path);
  {
    await using first = await new Receiver(path).ready();
    send("one");
    await until("it arrives", () => first.texts.length === 1);
  }
  send("refused meanwhile");
  rmSync(path);
  send("missing meanwhile");
  await using second = await new Receiver(path).ready();
  send("two");
  await until("all have arrived", () => second.texts.length === 3);
  assert.deepEqual(second.texts, ["refused meanwhile", "missing meanwhile", "two"]);
  assert.deepEqual(reports, []);
});

test("a line as long as syslog daemons take goes in one piece", python, async () => {
  using scratch = new Scratch();
  const path = scratch.file("log");
  await using receiver = await new Receiver(path).ready();
  open(path).send("x".repeat(8_192));
  await until("it arrives", () => receiver.texts.length === 1);
  assert.equal(receiver.texts[0]?.length, 8_192);
});
