import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { FakeSystem } from "../../system/fake-system.ts";
import { TimeSlices } from "../../system/time-slices.ts";
import type { Exchange } from "../exchange.ts";
import { bigRoute, eventually, get, HttpFixture, RawClient } from "../http-fixture.ts";
import { EventStream } from "./event-stream.ts";
import { followLogs } from "./follow-logs.ts";

const fixture = new HttpFixture();
after(() => fixture.close());

/** A stream to a real client; time passes by hand. */
async function streamTo(): Promise<{
  client: RawClient;
  stream: EventStream;
  system: FakeSystem;
  closed: () => boolean;
  port: number;
}> {
  const system = new FakeSystem();
  let stream: EventStream | undefined;
  let isClosed = false;
  const port = await fixture.port(
    {},
    {
      maxStallMs: 300,
      moreRoutes: () => [
        bigRoute,
        {
          name: "events",
          matches: (path) => path === "/events",
          methods: ["GET"],
          handle: (exchange) => {
            stream = new EventStream(exchange, system.clock, () => {
              isClosed = true;
            });
          },
        },
      ],
    },
  );
  const client = new RawClient(port).send(get("/events"));
  await client.until(/text\/event-stream/);
  if (stream === undefined) throw new Error("no stream");
  return { client, stream, system, closed: () => isClosed, port };
}

describe("EventStream", () => {
  it("of a reader who left before it began is closed, and nothing is left of it", async () => {
    const { clock, files } = new FakeSystem();
    files.put("/log", "x");
    let entered = false;
    let begun = false;
    const late = {
      name: "late",
      matches: (path: string) => path === "/late",
      methods: ["GET"],
      // As when the code that answers has to be loaded first.
      handle: async (exchange: Exchange): Promise<void> => {
        entered = true;
        await eventually(() => exchange.response.closed);
        followLogs(
          { clock, files, slices: new TimeSlices(clock) },
          [{ channel: "stdout", path: "/log", process: undefined }],
          { tailBytes: 10, countLines: false, lastId: undefined },
          exchange,
        );
        begun = true;
      },
    };
    const port = await fixture.port({}, { moreRoutes: () => [late] });
    const client = new RawClient(port).send(get("/late"));
    await eventually(() => entered);
    client.close();
    await eventually(() => begun);
    assert.equal(clock.pendingTimers, 0);
  });

  it("sends events with their ids, and a comment now and then", async () => {
    const { client, stream, system } = await streamTo();
    assert.ok(stream.send("news", { text: "a\nb" }, "7"));
    await client.until(/id: 7\nevent: news\ndata: \{"text":"a\\nb"\}\n\n/);
    system.clock.advance(15_000);
    await client.until(/:\n\n/);
    client.close();
  });

  it("is closed when the reader leaves, and sends nothing more", async () => {
    const { client, stream, closed } = await streamTo();
    client.close();
    await eventually(closed);
    assert.equal(stream.open, false);
    assert.equal(stream.send("news", {}), false);
  });

  it("a reader that has nothing to read may stay", async () => {
    const { client, stream, system, port } = await streamTo();
    let isOver = false;
    const stall = fixture.untilStallIsOver(port).then(() => {
      isOver = true;
    });
    while (!isOver) {
      const from = client.received.length;
      system.clock.advance(15_000);
      await eventually(() => client.received.length > from);
    }
    await stall;
    assert.ok(stream.open);
    client.close();
  });

  it("who takes nothing more is let go", async () => {
    const { client, stream, system, closed } = await streamTo();
    client.socket.pause();
    for (let i = 0; i < 20; i++) stream.send("news", { text: "x".repeat(1_000_000) });
    system.clock.advance(15_000);
    await eventually(closed);
    assert.equal(stream.open, false);
    client.close();
  });

  it("who takes a little all the time is not, however long one event takes", async () => {
    const { client, stream, system } = await streamTo();
    stream.send("news", { text: "x".repeat(20_000_000) });
    while (client.received.length < 12_000_000) {
      client.socket.pause();
      // It is slow, and that is what this is about.
      await sleep(60);
      system.clock.advance(15_000);
      const from = client.received.length;
      client.socket.resume();
      await eventually(() => client.received.length > from + 1_000_000 || client.ended);
      assert.ok(!client.ended);
    }
    await eventually(() => client.received.length > 20_000_000);
    assert.ok(stream.open);
    client.close();
  });
});
