import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { SupervisorEvent } from "./event.ts";
import { renderEvent } from "./render-event.ts";
import { type LengthUnit, renderPayload } from "./render-payload.ts";

const state = { process: "web", group: "site", from: "STARTING", pid: 42, tries: 3, expected: false } as const;
const output = { process: "web", group: "site", pid: 42 } as const;

function rendered(event: SupervisorEvent, unit: LengthUnit = "characters"): { text: string; length: number } {
  const { bytes, length } = renderPayload(event, unit, (data) => `<${data.length} bytes>`);
  return { text: Buffer.from(bytes).toString("utf8"), length };
}

describe("payloads, as Supervisor writes them", () => {
  const cases: readonly (readonly [SupervisorEvent, string])[] = [
    [{ ...state, type: "PROCESS_STATE_STARTING" }, "processname:web groupname:site from_state:STARTING tries:3"],
    [{ ...state, type: "PROCESS_STATE_BACKOFF" }, "processname:web groupname:site from_state:STARTING tries:3"],
    [{ ...state, type: "PROCESS_STATE_RUNNING" }, "processname:web groupname:site from_state:STARTING pid:42"],
    [{ ...state, type: "PROCESS_STATE_STOPPING" }, "processname:web groupname:site from_state:STARTING pid:42"],
    [{ ...state, type: "PROCESS_STATE_STOPPED" }, "processname:web groupname:site from_state:STARTING pid:42"],
    [
      { ...state, type: "PROCESS_STATE_EXITED", from: "RUNNING" },
      "processname:web groupname:site from_state:RUNNING expected:0 pid:42",
    ],
    [
      { ...state, type: "PROCESS_STATE_EXITED", from: "RUNNING", expected: true },
      "processname:web groupname:site from_state:RUNNING expected:1 pid:42",
    ],
    [{ ...state, type: "PROCESS_STATE_FATAL" }, "processname:web groupname:site from_state:STARTING"],
    [{ ...state, type: "PROCESS_STATE_UNKNOWN" }, "processname:web groupname:site from_state:STARTING"],
    [
      { ...output, type: "PROCESS_LOG_STDOUT", data: Buffer.from("a\nb\n") },
      "processname:web groupname:site pid:42 channel:stdout\na\nb\n",
    ],
    [
      { ...output, type: "PROCESS_LOG_STDERR", data: Buffer.from("a") },
      "processname:web groupname:site pid:42 channel:stderr\na",
    ],
    [
      { ...output, type: "PROCESS_COMMUNICATION_STDOUT", data: Buffer.from("m") },
      "processname:web groupname:site pid:42\nm",
    ],
    [
      { ...output, type: "PROCESS_COMMUNICATION_STDERR", data: Buffer.from("") },
      "processname:web groupname:site pid:42\n",
    ],
    [{ type: "REMOTE_COMMUNICATION", kind: "deploy", data: "v2" }, "type:deploy\nv2"],
    [{ type: "SUPERVISOR_STATE_CHANGE_RUNNING" }, ""],
    [{ type: "SUPERVISOR_STATE_CHANGE_STOPPING" }, ""],
    [{ type: "TICK_60", when: 1_795_236_720 }, "when:1795236720"],
    [{ type: "PROCESS_GROUP_ADDED", group: "site" }, "groupname:site\n"],
    [{ type: "PROCESS_GROUP_REMOVED", group: "site" }, "groupname:site\n"],
  ];
  for (const [event, text] of cases) {
    test(`${event.type}: ${JSON.stringify(text)}`, () =>
      assert.deepEqual(rendered(event), { text, length: text.length }));
  }
});

describe("len", () => {
  const data = Buffer.from("bär 🦭");
  const head = "processname:web groupname:site pid:42\n".length;
  const message = { ...output, type: "PROCESS_COMMUNICATION_STDOUT", data } as const;

  test("counts characters, beyond the basic plane too", () => assert.equal(rendered(message).length, head + 5));
  test("counts bytes for a listener that wants it so", () => assert.equal(rendered(message, "bytes").length, head + 9));

  test("output that is no text is shown, and counted as shown", () => {
    const { text, length } = rendered({ ...message, data: Buffer.from([0x68, 0xe9, 0x0a]) });
    assert.equal(text.slice(head), "Undecodable: <3 bytes>");
    assert.equal(length, text.length);
  });

  test("output that is no text goes through as it is when bytes are counted", () => {
    const raw = Buffer.from([0x68, 0xe9, 0x0a]);
    const { bytes, length } = renderPayload({ ...message, data: raw }, "bytes", () => "never");
    assert.deepEqual(Buffer.from(bytes).subarray(head), raw);
    assert.equal(length, head + 3);
  });

  test("half a surrogate pair counts as the one replacement that is sent for it", () => {
    const { text, length } = rendered({ type: "REMOTE_COMMUNICATION", kind: "x", data: "\ud83e" });
    assert.equal(text, "type:x\n\ufffd");
    assert.equal(length, 8);
  });
});

test("the header's keys come in Supervisor's order, the payload right behind, nothing after it", () => {
  const header = { server: "supervisor", serial: 21, pool: "rec", poolserial: 10, eventname: "TICK_5" } as const;
  const payload = renderPayload({ type: "TICK_5", when: 5 }, "characters", String);
  assert.equal(
    Buffer.from(renderEvent(header, payload)).toString(),
    "ver:3.0 server:supervisor serial:21 pool:rec poolserial:10 eventname:TICK_5 len:6\nwhen:5",
  );
});
