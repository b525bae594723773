import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionError } from "../client/connection-error.ts";
import { FakeTerminal } from "./fake-terminal.ts";
import { type FollowedLog, firstBytes, followLogs } from "./follow-logs.ts";
import { Interrupted, Session } from "./session.ts";

function sessionOn(terminal: FakeTerminal): Session {
  return new Session({
    terminal,
    commands: [],
    serverUrl: "unix:///x",
    urlOrigin: { kind: "option" },
    credentials: undefined,
    interactive: false,
  });
}

/** Logs whose chunks come in the order of the list. */
function logsOf(chunks: readonly (readonly [label: string, chunk: string])[]): readonly FollowedLog[] {
  let turn = 0;
  const labels = [...new Set(chunks.map(([label]) => label))];
  return labels.map((label) => ({
    label,
    path: `/logtail/${label}/stdout`,
    async *open() {
      for (const [at, [whose, chunk]] of chunks.entries()) {
        if (whose !== label) continue;
        while (turn < at) await new Promise((resolve) => setImmediate(resolve));
        turn = at + 1;
        yield Buffer.from(chunk);
      }
    },
  }));
}

async function follow(logs: readonly FollowedLog[], options = {}): Promise<FakeTerminal> {
  const terminal = new FakeTerminal([], options);
  await followLogs(sessionOn(terminal), logs);
  return terminal;
}

const head = "==> Press Ctrl-C to exit <==\n";

test("one log is copied as it is", async () => {
  const { output } = await follow(
    logsOf([
      ["a", "one\ntw"],
      ["a", "o\n"],
    ]),
  );
  assert.equal(output, `${head}one\ntwo\n`);
});

test("lines of several logs begin with the name of their process", async () => {
  const { output } = await follow(
    logsOf([
      ["web", "one\ntwo\n"],
      ["db", "three\n"],
      ["web", "\n"],
    ]),
  );
  assert.equal(output, `${head}web | one\nweb | two\ndb  | three\nweb | \n`);
});

test("a line without its end is shown at once, and ended when another process writes", async () => {
  const { output } = await follow(
    logsOf([
      ["a", "prom"],
      ["a", "pt> "],
      ["b", "x\n"],
      ["a", "y\n"],
    ]),
  );
  assert.equal(output, `${head}a | prompt> \nb | x\na | y\n`);
});

test("names are coloured on a terminal, lines are not", async () => {
  const { output } = await follow(
    logsOf([
      ["a", "x\n"],
      ["b", "y\n"],
    ]),
    { coloured: true },
  );
  assert.equal(output, `${head}\x1b[36ma | \x1b[0mx\n\x1b[33mb | \x1b[0my\n`);
});

test("a log that cannot be read is told of on standard error, the others go on", async () => {
  const refused: FollowedLog = {
    label: "b",
    path: "/logtail/b/stdout",
    // biome-ignore lint/correctness/useYield: it never comes to that
    async *open() {
      throw new ConnectionError("http-status", "unix:///x", "HTTP status 404", { status: 404 });
    },
  };
  const { output, errors } = await follow([...logsOf([["a", "x\n"]]), refused]);
  assert.equal(output, `${head}a | x\n`);
  const beginning = "unix:///x/logtail";
  const ended = `${beginning}/a/stdout Cannot read, the server closed the connection\n`;
  assert.equal(errors, `${beginning}/b/stdout Cannot read, status code 404\n${ended}`);
});

test("Ctrl-C ends it with a newline, and is afterwards no longer caught", async () => {
  const terminal = new FakeTerminal();
  const endless: FollowedLog = {
    label: "a",
    path: "/logtail/a/stdout",
    async *open(signal) {
      yield Buffer.from("x\n");
      terminal.interrupt();
      signal.throwIfAborted();
      throw new Error("not interrupted");
    },
  };
  await followLogs(sessionOn(terminal), [endless]);
  assert.equal(terminal.output, `${head}x\n\n`);
  assert.equal(terminal.interruptListeners, 0);
  assert.ok(new Interrupted() instanceof Error);
});

test("a reader who is slow gets no more than he takes", async () => {
  const terminal = new FakeTerminal();
  let takesAgain = () => {};
  terminal.reader = new Promise((resolve) => {
    takesAgain = resolve;
  });
  let asked = 0;
  const log: FollowedLog = {
    label: "a",
    path: "/logtail/a/stdout",
    async *open() {
      for (; asked < 2; asked++) yield Buffer.from("x\n");
    },
  };
  const following = followLogs(sessionOn(terminal), [log]);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(asked, 0);
  takesAgain();
  await following;
  assert.equal(asked, 2);
});

test("several logs, and one on a terminal, begin at the start of a line where the server cuts one", async () => {
  const torn = `rn line\n${"x".repeat(firstBytes - 16)}\nwhole\n`;
  const cut = (pieces: readonly string[]): FollowedLog => ({
    label: "a",
    path: "/logtail/a/stdout",
    isCut: async () => true,
    async *open() {
      for (const piece of pieces) yield Buffer.from(piece);
    },
  });
  const onTerminal = { coloured: true };
  const expected = `${head}${torn.slice(8)}`;
  assert.equal((await follow([cut([torn])], onTerminal)).output, expected);
  assert.equal((await follow([cut([torn.slice(0, 3), torn.slice(3)])], onTerminal)).output, expected);
  assert.equal((await follow([cut([torn])])).output, `${head}${torn}`, "byte for byte off a terminal");
  const endless = "y".repeat(firstBytes);
  assert.equal((await follow([cut([endless, "y\n"])], onTerminal)).output, `${head}${endless}y\n`);
});
