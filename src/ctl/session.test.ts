import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeServer } from "../client/fake-server.ts";
import { FakeTerminal } from "./fake-terminal.ts";
import { Session } from "./session.ts";

function sessionOn(serverUrl: string): Session {
  return new Session({
    terminal: new FakeTerminal(),
    commands: [],
    serverUrl,
    urlOrigin: { kind: "option" },
    credentials: { username: "me", password: "here" },
    interactive: true,
  });
}

test("a URL is shown without its password", () => {
  for (const [url, shown] of [
    ["http://host:9001", "http://host:9001"],
    ["http://me@host:9001", "http://me@host:9001"],
    ["http://me:secret@host:9001/x@y", "http://me:***@host:9001/x@y"],
    ["http://me:s@e:c@host", "http://me:***@host"],
    ["unix:///a:b@c", "unix:///a:b@c"],
  ] as const) {
    assert.equal(sessionOn(url).serverUrl, shown);
  }
  assert.throws(() => sessionOn("http://me:secret@host:no-port").client, /serverurl http:\/\/me:\*\*\*@host:no-port,/);
});

test("credentials hold for the next server, too, unless its URL has its own", async () => {
  await using server = await fakeServer(() => ({ kind: "value", value: 1 }));
  const session = sessionOn("unix:///nonexistent");
  for (const url of [server.url, server.url.replace("//", "//other:there@"), server.url]) {
    session.open(url);
    await session.client.getPID();
  }
  await session.close();
  const sent = server.headers.map(({ authorization }) =>
    Buffer.from(authorization?.slice(6) ?? "", "base64").toString(),
  );
  assert.deepEqual(sent, ["me:here", "other:there", "other:there"]);
});
