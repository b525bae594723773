import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FakeSystem } from "../system/fake-system.ts";
import { lastLine, maxLineBytes, tellingLine } from "./last-line.ts";

const nodeError = `node:events:497
      throw er; // Unhandled 'error' event
      ^

Error: listen EADDRINUSE: address already in use :::80
    at Server.setupListenHandle [as _listen2] (node:net:1908:16)
Emitted 'error' event on Server instance at:
    at emitErrorNT (node:net:1887:8) {
  code: 'EADDRINUSE',
  port: 80
}

Node.js v22.14.0
`;

const javaError = `Exception in thread "main" java.lang.RuntimeException: outer
\tat Main.main(Main.java:5)
Caused by: java.net.BindException: Address already in use
\tat Main.listen(Main.java:9)
\t... 1 more
`;

const pythonError = `Traceback (most recent call last):
  File "/app/x.py", line 1, in <module>
    raise ValueError("no such port")
ValueError: no such port
`;

test("the message of an error is told, not what interpreters write below it", () => {
  assert.equal(tellingLine(nodeError), "Error: listen EADDRINUSE: address already in use :::80");
  assert.equal(tellingLine(javaError), "Caused by: java.net.BindException: Address already in use");
  assert.equal(tellingLine(pythonError), "ValueError: no such port");
});

test("of plain lines the last is told, with or without its end, and blank ones tell nothing", () => {
  assert.equal(tellingLine("one\ntwo\n\n \r\n"), "two");
  assert.equal(tellingLine("one\ntwo"), "two");
  assert.equal(tellingLine("10 %\r50 %\r"), "50 %");
  assert.equal(tellingLine("  only indented\n"), "only indented");
  assert.equal(tellingLine("\n\n"), undefined);
  assert.equal(tellingLine(""), undefined);
});

test("a long line is cut at a whole character", () => {
  const line = tellingLine(`${"é".repeat(1000)}\n`) ?? "";
  assert.ok(Buffer.byteLength(line) <= maxLineBytes);
  assert.match(line, /^é+…$/);
});

describe("of a log", () => {
  function withLog(text: string | Uint8Array) {
    const system = new FakeSystem();
    system.advance(60_000);
    const fd = system.files.openAppend("/tmp/log");
    system.files.write(fd, Buffer.from(text));
    system.files.close(fd);
    const begun = system.clock.wallMs();
    return { ...system, files: system.files, system, begun };
  }

  test("colours are taken out, and the end of a big one is read only", () => {
    const { files, begun } = withLog(`${"x".repeat(1_000_000)}\n\x1b[31mit broke\x1b[0m\n`);
    assert.equal(lastLine(files, "/tmp/log", begun), "it broke");
  });

  test("what was written before the run began is not told", () => {
    const { files, begun } = withLog("of an earlier run\n");
    assert.equal(lastLine(files, "/tmp/log", begun), "of an earlier run");
    assert.equal(lastLine(files, "/tmp/log", begun + 1000), undefined);
  });

  test("what was rotated away by the last line is found", () => {
    const { files, begun, system } = withLog("the last\n");
    const directory = files.openDirectory("/tmp");
    directory.rename("log", "log.1");
    directory.close();
    files.close(files.openAppend("/tmp/log"));
    assert.equal(lastLine(files, "/tmp/log", begun), "the last");
    assert.equal(system.descriptors.count, new FakeSystem().descriptors.count);
  });

  test("there is none where there is no file, or no regular one, or none that can be read", () => {
    const { files, begun } = withLog("text\n");
    assert.equal(lastLine(files, "/tmp/none", begun), undefined);
    files.putSpecial("/tmp/pipe", "pipe");
    assert.equal(lastLine(files, "/tmp/pipe", begun), undefined);
    files.fail("openRead", "/tmp/log", "EACCES");
    assert.equal(lastLine(files, "/tmp/log", begun), undefined);
  });
});
