import assert from "node:assert/strict";
import { appendFileSync, existsSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { after, describe, it } from "node:test";
import { FakeProcess } from "../control/fake-control.ts";
import { bigRoute, eventually, get, HttpFixture, RawClient } from "./http-fixture.ts";

const fixture = new HttpFixture();
after(() => fixture.close());

const port = fixture.port();

function processWithLogs(name: string, group = name): FakeProcess {
  const process = new FakeProcess(name);
  process.stdoutLog.path = fixture.path(`${group}-${name}.out`);
  if (process.stderrLog !== undefined) process.stderrLog.path = fixture.path(`${group}-${name}.err`);
  writeFileSync(process.stdoutLog.path, `${name} out\n`);
  writeFileSync(process.stderrLog?.path ?? "", `${name} err\n`);
  fixture.control.add(group, [process]);
  return process;
}

/** The text of a chunked answer as far as it has come. */
function unchunk(answer: string): string {
  let rest = answer.slice(answer.indexOf("\r\n\r\n") + 4);
  let text = "";
  for (;;) {
    const match = /^([0-9a-f]+)\r\n/.exec(rest);
    const length = Number.parseInt(match?.[1] ?? "", 16);
    if (match === null || length === 0) return text;
    text += rest.slice(match[0].length, match[0].length + length);
    rest = rest.slice(match[0].length + length + 2);
  }
}

describe("log streams", () => {
  it("give the channel asked for", async () => {
    processWithLogs("w", "g");
    processWithLogs("cat");
    for (const [path, text] of [
      ["/logtail/cat", "cat out\n"],
      ["/logtail/cat/stdout", "cat out\n"],
      ["/logtail/cat/stderr", "cat err\n"],
      ["/logtail/g:w", "w out\n"],
      ["/logtail/g%3Aw/stderr", "w err\n"],
    ] as const) {
      const client = new RawClient(await port).send(get(path));
      await client.until(new RegExp(`${text}`));
      assert.match(
        client.received,
        /^HTTP\/1\.1 200 OK\r\nServer: supervisor-ts\r\nDate: [^\r]+\r\nLast-Modified: [^\r]+ GMT\r\nContent-Type: text\/plain;charset=utf-8\r\nX-Accel-Buffering: no\r\n/,
      );
      assert.match(client.received, /\r\nTransfer-Encoding: chunked\r\n/);
      client.close();
    }
  });

  it("answer 404 where there is no log", async () => {
    const process = processWithLogs("bare");
    process.stdoutLog.path = undefined;
    process.stderrLog = undefined;
    for (const path of ["/logtail/bare", "/logtail/bare/stderr", "/logtail/g:*", "/logtail/g", "/mainlogtail"]) {
      const client = new RawClient(await port);
      assert.match(await client.ask(get(path)), /^HTTP\/1\.1 404 /, path);
      client.close();
    }
    process.stdoutLog.path = fixture.path("not-there");
    assert.match(await new RawClient(await port).ask(get("/logtail/bare")), /^HTTP\/1\.1 404 /);
  });

  it("show a line as soon as it is written, byte for byte", async () => {
    const path = fixture.path("main.log");
    fixture.control.log.path = path;
    writeFileSync(path, "");
    const client = new RawClient(await port).send(get("/mainlogtail"));
    await client.until(/\r\n\r\n/);
    assert.doesNotMatch(client.received, /X-Accel-Buffering/);
    appendFileSync(path, "first\n");
    await client.until(/first\n/);
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    appendFileSync(path, bytes);
    await eventually(() => unchunk(client.received).length >= 6 + 256);
    assert.equal(unchunk(client.received), `first\n${bytes.toString("latin1")}`);
    client.close();
    fixture.control.log.path = undefined;
  });

  it("lose and double nothing over rotations under load, for a quick and for a slow reader", async () => {
    const process = processWithLogs("busy");
    const path = process.stdoutLog.path ?? "";
    writeFileSync(path, "");
    const quick = new RawClient(await port).send(get("/logtail/busy"));
    const slow = new RawClient(await port).send(get("/logtail/busy"));
    await quick.until(/\r\n\r\n/);
    await slow.until(/\r\n\r\n/);
    slow.socket.pause();
    const expected: string[] = [];
    for (let number = 0; number < 40_000; number++) {
      expected.push(`line ${number} ${"x".repeat(60)}\n`);
      if (number % 100 === 99) {
        appendFileSync(path, expected.slice(-100).join(""));
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (number % 4000 === 3999) rotate(path, 12);
    }
    const whole = expected.join("");
    await eventually(() => unchunk(quick.received).length >= whole.length);
    assert.ok(unchunk(quick.received) === whole);
    slow.socket.resume();
    await eventually(() => unchunk(slow.received).length >= whole.length);
    assert.ok(unchunk(slow.received) === whole);
    quick.close();
    slow.close();
  });

  it("stay open for a reader that has nothing to read, or takes its time, however long", async () => {
    const process = processWithLogs("quiet");
    const path = process.stdoutLog.path ?? "";
    const patient = await fixture.port({}, { maxStallMs: 50, moreRoutes: () => [bigRoute] });
    const idle = new RawClient(patient).send(get("/logtail/quiet"));
    const stuck = new RawClient(patient).send(get("/logtail/quiet"));
    await idle.until(/quiet out/);
    await stuck.until(/quiet out/);
    stuck.socket.pause();
    appendFileSync(path, "x".repeat(20_000_000));
    await eventually(() => idle.received.length > 20_000_000);
    await fixture.untilStallIsOver(patient);
    appendFileSync(path, "last words");
    await idle.until(/last words/);
    stuck.socket.resume();
    await eventually(() => stuck.received.length > 20_000_000);
    await stuck.until(/last words/);
    idle.close();
    stuck.close();
  });

  it("cost bounded memory for a reader that never reads", async () => {
    const process = processWithLogs("flood");
    const path = process.stdoutLog.path ?? "";
    const client = new RawClient(await port);
    client.socket.pause();
    client.send(get("/logtail/flood"));
    const piece = Buffer.alloc(1 << 20, "y");
    const before = globalThis.process.memoryUsage();
    for (let count = 0; count < 100; count++) {
      appendFileSync(path, piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const now = globalThis.process.memoryUsage();
    assert.ok(
      now.arrayBuffers - before.arrayBuffers < 20 << 20,
      `${now.arrayBuffers - before.arrayBuffers} bytes held`,
    );
    client.close();
  });

  it("let go of everything when the reader is gone", {
    skip: existsSync("/proc/self/fd") ? false : "no /proc",
  }, async () => {
    const process = processWithLogs("gone");
    const descriptors = (): number => readdirSync("/proc/self/fd").length;
    const before = descriptors();
    const streams: RawClient[] = [];
    for (let count = 0; count < 20; count++) streams.push(new RawClient(await port).send(get("/logtail/gone")));
    for (const stream of streams) await stream.until(/gone out/);
    for (const stream of streams) stream.close();
    await eventually(() => descriptors() <= before + 1);
    appendFileSync(process.stdoutLog.path ?? "", "after\n");
  });
});

function rotate(path: string, backups: number): void {
  for (let number = backups - 1; number >= 0; number--) {
    const from = number === 0 ? path : `${path}.${number}`;
    if (existsSync(from)) renameSync(from, `${path}.${number + 1}`);
  }
  writeFileSync(path, "");
}
