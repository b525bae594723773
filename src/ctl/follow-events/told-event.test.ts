import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeTerminal } from "../fake-terminal.ts";
import { dateAndTime } from "../local-time.ts";
import type { ServerChange, WatchedProcess } from "../watch/server-news.ts";
import { EventPrinter } from "./event-printer.ts";
import { toldEvent } from "./told-event.ts";

const at = "2026-01-31T08:00:05Z";
const running: WatchedProcess = {
  ...{ id: "g:p", group: "g", name: "p", kind: "program", state: "RUNNING", stateSince: at, settled: false },
  ...{ description: "", pid: 7, startedAt: at, stoppedAt: null, uptimeSeconds: 0, exit: null, error: null },
  ...{ trouble: null, flapping: null, starts: 1, retryInSeconds: null, usage: null, command: "cat" },
};
const end = { code: 3, signal: null, coreDumped: false, seconds: 0.1 };
const trouble = { ...end, how: "exit status 3", attempts: 2, at, lastLine: "no route" };

async function printed(news: ServerChange, before?: WatchedProcess): Promise<string> {
  const terminal = new FakeTerminal();
  await new EventPrinter(terminal, false).print(toldEvent(news, before, at), new AbortController().signal);
  return terminal.output.replace(`${dateAndTime(at)}  `, "");
}
const changed = (process: Partial<WatchedProcess>, before?: WatchedProcess): Promise<string> =>
  printed({ kind: "process", process: { ...running, ...process } }, before);

test("a state tells what is asked first of it", async () => {
  assert.equal(await changed({}), "g:p  RUNNING   pid 7\n");
  assert.equal(await changed({ state: "STARTING" }), "g:p  STARTING\n");
  const exited = { state: "EXITED", pid: null } as const;
  assert.equal(await changed({ ...exited, exit: { code: 0, signal: null } }), "g:p  EXITED    exit status 0\n");
  assert.equal(
    await changed({
      ...exited,
      exit: { code: null, signal: "SIGKILL" },
      trouble: { ...trouble, how: "terminated by SIGKILL", attempts: 0 },
    }),
    "g:p  EXITED    terminated by SIGKILL, unexpected: no route\n",
  );
  assert.equal(
    await changed({ state: "BACKOFF", pid: null, trouble, retryInSeconds: 2 }),
    "g:p  BACKOFF   exit status 3, 2 attempts, next try in 2s: no route\n",
  );
  assert.equal(
    await changed({ state: "FATAL", pid: null, trouble: { ...trouble, attempts: 1, lastLine: null } }),
    "g:p  FATAL     exit status 3, 1 attempt\n",
  );
});

test("one that was being stopped says how it ended", async () => {
  const stopping: WatchedProcess = { ...running, state: "STOPPING" };
  const stopped = { state: "STOPPED", pid: null } as const;
  assert.equal(
    await changed({ ...stopped, exit: { code: null, signal: "SIGTERM" } }, stopping),
    "g:p  STOPPED   terminated by SIGTERM\n",
  );
  assert.equal(
    await changed({ ...stopped, exit: { code: null, signal: null } }, stopping),
    "g:p  STOPPED   terminated by a signal\n",
  );
  assert.equal(await changed({ ...stopped, error: "gone" }, stopping), "g:p  STOPPED   gone\n");
});

test("groups and the daemon are told of, too", async () => {
  assert.equal(await printed({ kind: "group-added", group: "g", processes: [] }), "g  group added\n");
  assert.equal(await printed({ kind: "group-removed", group: "g" }), "g  group removed\n");
  assert.equal(await printed({ kind: "supervisor", supervisor: "SHUTDOWN" }), "supervisord  SHUTDOWN\n");
});

test("names that will come decide where states stand; colours are for terminals", async () => {
  const terminal = new FakeTerminal([], { coloured: true });
  const printer = new EventPrinter(terminal, false);
  printer.expect(["g:p", "a long name"]);
  await printer.print(toldEvent({ kind: "process", process: running }, undefined, at), new AbortController().signal);
  assert.equal(terminal.output, `${dateAndTime(at)}  g:p          \x1b[32mRUNNING \x1b[0m  pid 7\n`);
});

test("as JSON an event has the names of Supervisor's types, and all facts", async () => {
  const terminal = new FakeTerminal();
  const printer = new EventPrinter(terminal, true);
  const news = { kind: "process", process: { ...running, state: "EXITED", pid: null, trouble } } as const;
  await printer.print(toldEvent(news, running, at), new AbortController().signal);
  assert.deepEqual(JSON.parse(terminal.output), {
    ...{ at, type: "PROCESS_STATE_EXITED", process: "g:p", group: "g", state: "EXITED", from: "RUNNING", pid: null },
    ...{ how: "exit status 3", expected: false, attempts: 2, retryInSeconds: null, lastLine: "no route" },
  });
});
