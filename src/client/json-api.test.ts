import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { test } from "node:test";
import { fakeServer } from "./fake-server.ts";
import { connectTo } from "./http-connection.ts";
import { JsonApi } from "./json-api.ts";

type Replies = Readonly<Record<string, unknown>>;

/** A server with these answers to paths below /api/v1, and the client that asks it. */
async function served(replies: Replies, ask: (api: JsonApi, asked: readonly string[]) => Promise<void>): Promise<void> {
  const asked: string[] = [];
  await using server = await fakeServer((_method, request) => ({
    kind: "raw",
    respond: (_request, response: ServerResponse) => {
      const path = (request.url ?? "").replace("/api/v1", "");
      asked.push(path);
      const reply = replies[path.replace(/\?.*/, "")];
      if (reply === undefined) response.writeHead(404).end();
      else if (typeof reply === "number") response.writeHead(reply).end();
      else response.end(typeof reply === "string" ? reply : JSON.stringify(reply));
    },
  }));
  const api = new JsonApi(connectTo(server.url, undefined), { timeoutMs: 10_000 });
  await ask(api, asked);
  api.close();
}

const process = {
  ...{ id: "g:p", group: "g", name: "p", kind: "program", state: "RUNNING", stateSince: null, settled: false },
  ...{ description: "", pid: 7, startedAt: null, stoppedAt: null, uptimeSeconds: 1, exit: null, error: null },
  ...{ trouble: null, flapping: null, starts: 1, retryInSeconds: null, usage: null, command: "cat" },
};
const life = { startedAt: "2026-01-31T08:00:00Z", endedAt: null, seconds: 1, end: null, how: null };
const log = { channel: "stdout", path: "/l", absence: null, files: [] };
const past = {
  process: "g:p",
  event: "started",
  at: life.startedAt,
  seconds: null,
  end: null,
  how: null,
  attempt: null,
};
const options = { process: "g:p", options: { section: null, options: [], environment: ["TOKEN"] } };

test("what the server lists is given as it is; names are part of the address", async () => {
  const configuration = { path: "/c", problems: [], difference: [] };
  const replies = {
    ...{ "/processes": [process], "/processes/g%3Ap": process, "/processes/g%3Ap/lives": [life] },
    ...{ "/processes/g%3Ap/logs": [log], "/configuration": configuration, "/options": [options], "/history": [past] },
  };
  await served(replies, async (api, asked) => {
    assert.deepEqual(await api.processes(), [process]);
    assert.deepEqual(await api.details("problems"), [process]);
    assert.deepEqual(await api.process("g:p"), process);
    assert.deepEqual(await api.lives("g:p"), [life]);
    assert.deepEqual(await api.processLogs("g:p"), [log]);
    assert.deepEqual(await api.configuration(), configuration);
    assert.deepEqual(await api.options(["g:p", "a&b"]), [options]);
    assert.deepEqual(await api.history(["g:p"], 5), [past]);
    assert.deepEqual(
      asked.filter((path) => path.includes("?")),
      ["/processes?only=problems", "/options?process=g%3Ap&process=a%26b", "/history?limit=5&process=g%3Ap"],
    );
  });
});

test("a server that has no such thing, or says something else, tells nothing; one that fails is a fault", async () => {
  await served({ "/processes": "<html>", "/history": [{ ...past, at: 7 }], "/options": 500 }, async (api) => {
    assert.equal(await api.configuration(), undefined);
    assert.equal(await api.processes(), undefined);
    assert.equal(await api.history([], 5), undefined);
    await assert.rejects(api.options(["g:p"]), /HTTP status 500/);
  });
});

test("a part of a log's file is read as bytes, and one that has gone is empty", async () => {
  await served({ "/processes/g%3Ap/logs/stderr": "tail\xff" }, async (api, asked) => {
    const place = { channel: "stderr", inode: 12, offset: 34 } as const;
    assert.equal((await api.readLogFile("g:p", place, 5)).toString(), "tail\xff");
    assert.deepEqual(asked, ["/processes/g%3Ap/logs/stderr?inode=12&offset=34&length=5"]);
    assert.deepEqual(await api.readLogFile("gone", place, 5), Buffer.alloc(0));
  });
});

const stream = (...events: readonly (readonly [event: string, body: unknown])[]): string =>
  events.map(([event, body]) => `event: ${event}\ndata: ${JSON.stringify(body)}\n\n`).join("");

async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

test("a log is followed from the places where it was read, and what is not known is passed over", async () => {
  const output = { channel: "stdout", text: "x\n" };
  const restarted = { channel: "stderr", reason: "rotated" };
  const body = stream(["output", output], ["line", 7], ["output", { channel: 1 }], ["restarted", restarted]);
  await served({ "/processes/g%3Ap/logs/events": body }, async (api, asked) => {
    const places = [
      { channel: "stdout", inode: 1, offset: 2 },
      { channel: "stderr", inode: 3, offset: 4 },
    ] as const;
    assert.deepEqual(await all(api.followLogs("g:p", "both", places, {})), [
      { kind: "output", ...output },
      { kind: "restarted", ...restarted },
    ]);
    assert.deepEqual(asked, ["/processes/g%3Ap/logs/events?channel=both&tail=0&lastEventId=stdout:1.2,stderr:3.4"]);
  });
});

test("what happens is told as far as it is known", async () => {
  const body = stream(
    ["snapshot", { processes: [process], supervisor: { state: "RUNNING" } }],
    ["process", process],
    ["process", { ...process, id: 7 }],
    ["usage", {}],
    ["group-added", { name: "g", processes: [process] }],
    ["group-removed", { name: "g" }],
    ["supervisor", { state: "SHUTDOWN" }],
  );
  await served({ "/events": body }, async (api) => {
    assert.deepEqual(await all(api.followEvents({})), [
      { kind: "snapshot", processes: [process], supervisor: "RUNNING" },
      { kind: "process", process },
      { kind: "group-added", group: "g", processes: [process] },
      { kind: "group-removed", group: "g" },
      { kind: "supervisor", supervisor: "SHUTDOWN" },
    ]);
  });
});
