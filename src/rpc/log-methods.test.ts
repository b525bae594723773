import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FakeProcess } from "../control/fake-control.ts";
import { programConfig } from "../supervisor/fixtures.ts";
import { RpcFixture } from "./rpc-fixture.ts";

function withLog(text: string | Uint8Array): { rpc: RpcFixture; cat: FakeProcess } {
  const rpc = new RpcFixture();
  const cat = rpc.control.program("cat");
  cat.stdoutLog.path = "/out";
  rpc.system.files.put("/out", text);
  return { rpc, cat };
}

describe("reading logs", () => {
  it("reads the daemon's own", async () => {
    const rpc = new RpcFixture();
    assert.equal(await rpc.call("readLog", 0, 0), "20 NO_FILE");
    rpc.control.log.path = "/log";
    rpc.system.files.put("/log", "0123456789");
    assert.equal(await rpc.call("readLog", -3, 0), "789");
    assert.equal(await rpc.call("readMainLog", 2, 3), "234");
    assert.equal(await rpc.call("readLog", 0, -1), "3 BAD_ARGUMENTS");
    assert.equal(await rpc.call("readLog", -5, 5), "3 BAD_ARGUMENTS");
    assert.equal(await rpc.call("readLog", 99, 0), "");
  });

  it("reads the channel asked for, of a single process", async () => {
    const { rpc, cat } = withLog("out");
    rpc.system.files.put("/err", "err");
    assert.equal(await rpc.call("readProcessStderrLog", "cat", 0, 0), "20 NO_FILE");
    if (cat.stderrLog !== undefined) cat.stderrLog.path = "/err";
    assert.equal(await rpc.call("readProcessStderrLog", "cat", 0, 0), "err");
    for (const method of ["readProcessStdoutLog", "readProcessLog"]) {
      assert.equal(await rpc.call(method, "cat", 0, 0), "out");
      assert.equal(await rpc.call(method, "cat:*", 0, 0), "10 BAD_NAME: cat:*");
      assert.equal(await rpc.call(method, "nope", 0, 0), "10 BAD_NAME: nope");
    }
    cat.stderrLog = undefined; // redirect_stderr
    assert.equal(await rpc.call("readProcessStderrLog", "cat", 0, 0), "20 NO_FILE");
    assert.deepEqual(await rpc.call("tailProcessStderrLog", "cat", 0, 10), ["", 0, false]);
  });

  it("names the file that is not there", async () => {
    const { rpc, cat } = withLog("out");
    rpc.control.log.path = "/gone";
    assert.equal(await rpc.call("readLog", 0, 0), "20 NO_FILE: /gone");
    cat.stdoutLog.path = "/gone.out";
    assert.equal(await rpc.call("readProcessStdoutLog", "cat", 0, 0), "20 NO_FILE: /gone.out");
    const terminal = { ...programConfig().stdout, logfile: { kind: "file", path: "/dev/stderr" } } as const;
    rpc.control.program("loud", { stderr: terminal }); // a stream, which cannot be read back
    assert.equal(await rpc.call("readProcessStderrLog", "loud", 0, 0), "20 NO_FILE: /dev/stderr");
  });

  it("gives text for any bytes and any slice", async () => {
    const bytes = Buffer.concat([Buffer.from("a\u00f1\u65e5\u{1F642}"), Buffer.from([0xff, 0, 27])]);
    const { rpc } = withLog(bytes);
    for (let offset = 0; offset <= bytes.length; offset++) {
      for (let length = 0; length <= bytes.length; length++) {
        assert.equal(typeof (await rpc.call("readProcessStdoutLog", "cat", offset, length)), "string");
        assert.ok(Array.isArray(await rpc.call("tailProcessStdoutLog", "cat", offset, length)));
      }
    }
  });

  it("tails as Supervisor does", async () => {
    const { rpc } = withLog("hi\nabc\nh\u00e9\n");
    for (const [offset, length, answer] of [
      [0, 4, ["h\u00e9\n", 11, true]],
      [2, 4, ["h\u00e9\n", 11, true]],
      [100, 4, ["", 11, false]],
      [0, 100, ["hi\nabc\nh\u00e9\n", 11, false]],
      [-3, 100, ["hi\nabc\nh\u00e9\n", 11, false]],
      [-3, -1, ["", 11, true]],
      [-3, 0, ["", 11, true]],
      [5, 3, ["\u00e9\n", 11, true]],
      [0, -1, ["", 11, true]],
    ] as const) {
      assert.deepEqual(await rpc.call("tailProcessStdoutLog", "cat", offset, length), answer);
      assert.deepEqual(await rpc.call("tailProcessLog", "cat", offset, length), answer);
    }
    assert.equal(await rpc.call("tailProcessStdoutLog", "nope", 0, 1), "10 BAD_NAME: nope");
  });
});

describe("clearing logs", () => {
  it("empties both channels of a process, running or not", async () => {
    const { rpc, cat } = withLog("x");
    assert.equal(await rpc.call("clearProcessLogs", "cat"), true);
    assert.equal(await rpc.call("clearProcessLog", "cat"), true);
    assert.deepEqual([cat.stdoutLog.cleared, cat.stderrLog?.cleared], [2, 2]);
    assert.equal(await rpc.call("clearProcessLogs", "cat:*"), "10 BAD_NAME: cat:*");
    cat.stdoutLog.clearError = new Error("EACCES: permission denied, unlink '/out'");
    assert.equal(await rpc.call("clearProcessLogs", "cat"), "30 FAILED: EACCES: permission denied, unlink '/out'");
  });

  it("goes on after a failure when it clears all", async () => {
    const { rpc, cat } = withLog("x");
    rpc.control.program("zoo");
    cat.stdoutLog.clearError = new Error("EROFS");
    assert.deepEqual(await rpc.call("clearAllProcessLogs"), [
      { name: "cat", group: "cat", status: 30, description: "FAILED: EROFS" },
      { name: "zoo", group: "zoo", status: 80, description: "OK" },
    ]);
  });
});

describe("sendProcessStdin", () => {
  it("sends text as UTF-8 and base64 as it is", async () => {
    const { rpc, cat } = withLog("");
    cat.become("RUNNING", 1);
    assert.equal(await rpc.call("sendProcessStdin", "cat", "h\u00e9\n"), true);
    assert.equal(await rpc.call("sendProcessStdin", "cat", Uint8Array.of(0xff, 0x00)), true);
    assert.equal(cat.stdin, "h\u00c3\u00a9\n\xff\0");
  });

  it("refuses what cannot be sent", async () => {
    const { rpc, cat } = withLog("");
    assert.equal(await rpc.call("sendProcessStdin", "nope", 5), "2 INCORRECT_PARAMETERS: 5");
    assert.equal(await rpc.call("sendProcessStdin", "cat", ["x"]), '2 INCORRECT_PARAMETERS: ["x"]');
    assert.equal(await rpc.call("sendProcessStdin", "nope", "x"), "10 BAD_NAME: nope");
    assert.equal(await rpc.call("sendProcessStdin", "cat", "x"), "70 NOT_RUNNING: cat");
    cat.become("RUNNING", 1);
    cat.stdinRefusal = "closed";
    assert.equal(await rpc.call("sendProcessStdin", "cat", "x"), "20 NO_FILE: cat");
    cat.stdinRefusal = "full";
    assert.match(String(await rpc.call("sendProcessStdin", "cat", "x")), /^30 FAILED: cat does not read/);
  });
});
