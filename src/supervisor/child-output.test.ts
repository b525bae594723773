import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import type { ProcessConfig } from "../config/configuration.ts";
import { captureBegin, captureEnd } from "../events/capture.ts";
import { eventTypeNames, subscribedTypes } from "../events/event-types.ts";
import { renderPayload } from "../events/render-payload.ts";
import { exited } from "../system/fake-system.ts";
import { groupConfig, programConfig, Workshop } from "./fixtures.ts";

let workshop: Workshop;
let seen: string[];

/** Starts a program and tells what types and payloads its output leads to. */
function talker(change: Partial<ProcessConfig>) {
  const config = programConfig({ name: "talker", ...change });
  const group = workshop.group(groupConfig("group", [config]));
  for (const process of group.processes) process.autostart();
  workshop.system.settle();
  const child = workshop.system.processes.last;
  const wrote = (fd: 1 | 2, ...chunks: readonly string[]): void => {
    for (const chunk of chunks) {
      child.write(fd, chunk);
      workshop.system.settle();
    }
  };
  return { child, wrote, log: () => workshop.logs.get("talker")?.stdout.text };
}

const channel = programConfig().stdout;
const withEvents = { ...channel, events_enabled: true };
const withCapture = { ...channel, capture_maxbytes: 1000 };

beforeEach(() => {
  workshop = new Workshop();
  seen = [];
  const types = [...subscribedTypes(eventTypeNames)].filter((type) => /^PROCESS_(LOG|COMM)/.test(type));
  workshop.events.subscribe(types, ({ event }) => {
    seen.push(`${event.type} ${Buffer.from(renderPayload(event, "characters", String).bytes)}`);
  });
});

describe("output of a program with events enabled", () => {
  test("becomes events of its channel, with the child's pid", () => {
    const { child, wrote } = talker({ stdout: withEvents, stderr: withEvents });
    wrote(1, "out\n");
    wrote(2, "err\n");
    const who = `processname:talker groupname:group pid:${child.pid}`;
    assert.deepEqual(seen, [
      `PROCESS_LOG_STDOUT ${who} channel:stdout\nout\n`,
      `PROCESS_LOG_STDERR ${who} channel:stderr\nerr\n`,
    ]);
  });

  test("in both channels goes to stdout where stderr is redirected", () => {
    const { wrote } = talker({ redirect_stderr: true, stdout: withEvents, stderr: withEvents });
    wrote(2, "err\n");
    assert.match(seen[0] ?? "", /^PROCESS_LOG_STDOUT /);
  });

  test("of an earlier run keeps that run's pid", () => {
    const { child } = talker({ stdout: withEvents, autorestart: true, startsecs: 0 });
    child.exit(exited(0), { keepPipes: true });
    workshop.system.advance(1000);
    assert.notEqual(workshop.system.processes.last, child);
    child.write(1, "a grandchild");
    workshop.system.settle();
    assert.match(seen[0] ?? "", new RegExp(`pid:${child.pid} channel:stdout\na grandchild$`));
  });

  test("without it there are none", () => {
    talker({}).wrote(1, "out\n");
    assert.deepEqual(seen, []);
  });
});

describe("messages in the output", () => {
  test("become events, are said at level debug, and leave no trace in the log", () => {
    const { child, wrote, log } = talker({ stdout: withCapture });
    wrote(1, `before${captureBegin.slice(0, 9)}`, `${captureBegin.slice(9)}mess`, `age${captureEnd}after`);
    assert.deepEqual(seen, [
      `PROCESS_COMMUNICATION_STDOUT processname:talker groupname:group pid:${child.pid}\nmessage`,
    ]);
    assert.equal(log(), "beforeafter");
    assert.ok(workshop.messages("debug").includes("'talker' stdout emitted a comm event"));
  });

  test("are no log events too", () => {
    const { wrote } = talker({ stderr: { ...withCapture, events_enabled: true } });
    wrote(2, `a${captureBegin}b${captureEnd}c`);
    assert.deepEqual(
      seen.map((line) => line.slice(0, line.indexOf(" "))),
      ["PROCESS_LOG_STDERR", "PROCESS_COMMUNICATION_STDERR", "PROCESS_LOG_STDERR"],
    );
  });

  test("that have no end when the child dies are in the log; the next run begins outside of a message", () => {
    const { child, wrote, log } = talker({ stdout: withCapture, autorestart: true, startsecs: 0 });
    wrote(1, `a${captureBegin}unfinished`);
    assert.equal(log(), "a");
    workshop.system.exit(child.pid, exited(1));
    workshop.system.advance(1000);
    assert.equal(log(), "aunfinished");
    workshop.system.processes.last.write(1, "next");
    workshop.system.settle();
    assert.equal(log(), "aunfinishednext");
  });

  test("tokens mean nothing without capture", () => {
    const { wrote, log } = talker({});
    wrote(1, `a${captureBegin}b${captureEnd}`);
    assert.equal(log(), `a${captureBegin}b${captureEnd}`);
    assert.deepEqual(seen, []);
  });
});

test("a listener's standard output is logged, and is neither event nor message", () => {
  const config = programConfig({ name: "l", stdout: { ...withCapture, events_enabled: true }, stderr: withEvents });
  const group = workshop.group({
    kind: "eventlistener",
    name: "l",
    priority: -1,
    processes: [config],
    events: ["TICK_5"],
    buffer_size: 1,
    result_handler: "",
    len_in_bytes: false,
    restart_on_protocol_error: false,
  });
  for (const process of group.processes) process.autostart();
  workshop.system.settle();
  const child = workshop.system.processes.last;
  child.write(1, `READY\n${captureBegin}a${captureEnd}`);
  child.write(2, "trouble");
  workshop.system.settle();
  assert.equal(workshop.logs.get("l")?.stdout.text, `READY\n${captureBegin}a${captureEnd}`);
  assert.deepEqual(
    seen.map((line) => line.slice(0, line.indexOf(" "))),
    ["PROCESS_LOG_STDERR"],
  );
});
