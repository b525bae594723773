import assert from "node:assert/strict";
import { test } from "node:test";
import { serverSentEvents } from "./server-sent-events.ts";

test("events come out however the stream was cut; comments do not", async () => {
  const bytes = Buffer.from(
    'retry: 1000\n\n:\n\nid: a:1.2\nevent: output\ndata: {"text":"ä"}\n\nevent: live\ndata: {}\n\nev',
  );
  for (const size of [1, 7, 1000]) {
    const chunks = async function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    };
    const events = [];
    for await (const event of serverSentEvents(chunks())) events.push(event);
    assert.deepEqual(events, [
      { event: "output", id: "a:1.2", body: { text: "ä" } },
      { event: "live", id: undefined, body: {} },
    ]);
  }
});
