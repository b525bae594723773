import assert from "node:assert/strict";
import { PassThrough, Readable } from "node:stream";
import { describe, test } from "node:test";
import { fc } from "../../test/helpers/fast-check.ts";
import type { SupervisorEvent } from "../events/event.ts";
import { renderEvent } from "../events/render-event.ts";
import { type LengthUnit, renderPayload } from "../events/render-payload.ts";
import { type EventHandler, type ListenerEvent, listen } from "./listen.ts";

/** Events as the daemon writes them. */
function sent(events: readonly SupervisorEvent[], unit: LengthUnit = "characters"): Buffer {
  return Buffer.concat(
    events.map((event, serial) => {
      const header = { server: "s", serial, pool: "p", poolserial: serial, eventname: event.type };
      return renderEvent(header, renderPayload(event, unit, String));
    }),
  );
}

/** Feeds a listener to the end of its input; returns what it said. */
async function run(
  handler: EventHandler,
  bytes: Buffer,
  unit: LengthUnit = "characters",
  sizes: number[] = [],
): Promise<string> {
  const output = new PassThrough();
  let said = "";
  output.on("data", (chunk) => {
    said += chunk;
  });
  function* chunks() {
    for (let at = 0; at < bytes.length; ) {
      const size = sizes.shift() ?? bytes.length;
      yield bytes.subarray(at, at + size);
      at += size;
    }
  }
  const input = Readable.from(chunks());
  await listen(handler, { input, output, lengthUnit: unit, failDelayMs: 0, onError: () => {} });
  return said;
}

const message = (data: string): SupervisorEvent => ({ type: "REMOTE_COMMUNICATION", kind: "k", data });
const dataOf = (event: ListenerEvent): string => ("data" in event ? event.data.toString() : "");

describe("the protocol", () => {
  test("READY, an answer for each event, READY again", async () => {
    assert.equal(
      await run(() => {}, sent([message("a"), message("b")])),
      "READY\nRESULT 2\nOKREADY\nRESULT 2\nOKREADY\n",
    );
  });

  test("a handler that throws, at once or later, gives the event back", async () => {
    const said = await run(
      async (event) => {
        if (dataOf(event) === "sync") throw new Error("sync");
        await Promise.resolve();
        if (dataOf(event) === "async") throw new Error("async");
      },
      sent([message("sync"), message("async"), message("fine")]),
    );
    assert.equal(said, "READY\nRESULT 4\nFAILREADY\nRESULT 4\nFAILREADY\nRESULT 2\nOKREADY\n");
  });

  test("one event at a time, however many have come", async () => {
    let running = 0;
    await run(
      async () => {
        assert.equal(++running, 1);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
      },
      sent([message("a"), message("b"), message("c")]),
    );
  });

  test("input that is no event is refused with its text", async () => {
    await assert.rejects(
      run(() => {}, Buffer.from("hello\n")),
      /not an event: no number "len" in the header "hello"/,
    );
  });

  test("an event that is cut off by the end of the input is not handled", async () => {
    const bytes = sent([message("whole")]);
    assert.equal(await run(() => assert.fail("handled"), bytes.subarray(0, -1)), "READY\n");
  });
});

describe("events", () => {
  const who = { process: "web", group: "site", pid: 42, tries: 3, expected: true, from: "RUNNING" } as const;
  const cases: readonly (readonly [SupervisorEvent, Record<string, unknown>])[] = [
    [
      { ...who, type: "PROCESS_STATE_STARTING" },
      { process: "web", group: "site", from: "RUNNING", tries: 3 },
    ],
    [
      { ...who, type: "PROCESS_STATE_STOPPED" },
      { process: "web", group: "site", from: "RUNNING", pid: 42 },
    ],
    [
      { ...who, type: "PROCESS_STATE_EXITED" },
      { process: "web", group: "site", from: "RUNNING", pid: 42, expected: true },
    ],
    [
      { ...who, type: "PROCESS_STATE_FATAL" },
      { process: "web", group: "site", from: "RUNNING" },
    ],
    [
      { type: "PROCESS_LOG_STDERR", process: "web", group: "site", pid: 42, data: Buffer.from("a:b c\nd") },
      { process: "web", group: "site", pid: 42, data: Buffer.from("a:b c\nd") },
    ],
    [
      { type: "PROCESS_COMMUNICATION_STDOUT", process: "web", group: "site", pid: 42, data: Buffer.from("") },
      { process: "web", group: "site", pid: 42, data: Buffer.from("") },
    ],
    [message("two\nlines"), { kind: "k", data: Buffer.from("two\nlines") }],
    [{ type: "SUPERVISOR_STATE_CHANGE_STOPPING" }, {}],
    [{ type: "TICK_60", when: 120 }, { when: 120 }],
    [{ type: "PROCESS_GROUP_ADDED", group: "site" }, { group: "site" }],
  ];
  for (const [event, fields] of cases) {
    test(`${event.type} with all that it tells`, async () => {
      const got: ListenerEvent[] = [];
      await run((each) => void got.push(each), sent([event]));
      const [{ header, payload: _, ...rest } = assert.fail("nothing")] = got;
      assert.deepEqual(rest, { type: event.type, ...fields });
      assert.equal(header.eventname, event.type);
      assert.equal(header.server, "s");
    });
  }

  test("a type from the future is passed on as it is", async () => {
    const bytes = Buffer.from("ver:3.0 server:s serial:1 pool:p poolserial:1 eventname:NEW_THING len:3 more:x\nabc");
    const got: ListenerEvent[] = [];
    await run((each) => void got.push(each), bytes);
    assert.deepEqual(
      [got[0]?.type, got[0]?.header.eventname, got[0]?.payload.toString()],
      ["OTHER", "NEW_THING", "abc"],
    );
  });
});

test("events are whole, whatever their characters, in both units and in chunks of any size", async () => {
  const texts = fc.array(fc.string({ unit: "grapheme", maxLength: 20 }), { maxLength: 6 });
  const units = fc.constantFrom<LengthUnit>("characters", "bytes");
  await fc.assert(
    fc.asyncProperty(texts, units, fc.array(fc.integer({ min: 1, max: 9 })), async (all, unit, sizes) => {
      const got: string[] = [];
      await run((event) => void got.push(dataOf(event)), sent(all.map(message), unit), unit, sizes);
      assert.deepEqual(got, all);
    }),
  );
});
