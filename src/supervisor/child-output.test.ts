import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { fc } from "../../test/helpers/fast-check.ts";
import type { ProcessConfig } from "../config/configuration.ts";
import { captureBegin, captureEnd } from "../events/capture.ts";
import { eventTypeNames, subscribedTypes } from "../events/event-types.ts";
import { renderPayload } from "../events/render-payload.ts";
import { openChildLog } from "../logging/child-log.ts";
import { LogOutputs } from "../logging/log-outputs.ts";
import { exited } from "../system/fake-system.ts";
import { ProcessOutput } from "./child-output.ts";
import { groupConfig, MemoryChildLog, programConfig, Workshop } from "./fixtures.ts";
import { Group } from "./group.ts";
import type { OpenLogs } from "./surroundings.ts";

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

  test("that have no end when the process is removed are in the log, though a grandchild keeps the pipe", () => {
    const config = programConfig({ name: "talker", stdout: withCapture, autorestart: false });
    const group = workshop.group(groupConfig("group", [config]));
    for (const process of group.processes) process.autostart();
    workshop.system.settle();
    const child = workshop.system.processes.last;
    child.write(1, `a${captureBegin}unfinished`);
    child.exit(exited(0), { keepPipes: true });
    workshop.system.settle();
    for (const process of group.processes) process.dispose();
    assert.equal(workshop.logs.get("talker")?.stdout.text, "aunfinished");
  });

  test("are whole, and are left out of the log, where the output is taken over by another in their middle", () => {
    const config = programConfig({ name: "talker", stdout: { ...withCapture, capture_maxbytes: 10 } });
    const piece = fc.constantFrom(captureBegin, captureEnd, captureBegin.slice(0, 7), captureEnd.slice(7), "<", "text");
    const bytes = fc.array(piece).map((pieces) => Buffer.from(pieces.join("")));
    fc.assert(
      fc.property(bytes, fc.nat(), fc.nat(), (input, first, second) => {
        const cuts = [0, first % (input.length + 1), second % (input.length + 1), input.length].sort((a, b) => a - b);
        const outcomes = [false, true].map((moves) => {
          const log = new MemoryChildLog({ group: "group", process: "talker", channel: "stdout" });
          const output = new ProcessOutput(config, workshop.surroundings, undefined);
          let run = output.open("stdout", 7, log);
          seen = [];
          for (const [index, start] of cuts.slice(0, -1).entries()) {
            run.write(input.subarray(start, cuts[index + 1]));
            if (moves) run = output.open("stdout", 7, log, JSON.parse(JSON.stringify(run.snapshot())));
          }
          run.end();
          return { text: log.text, seen };
        });
        assert.deepEqual(outcomes[1], outcomes[0]);
      }),
    );
  });

  test("tokens mean nothing without capture", () => {
    const { wrote, log } = talker({});
    wrote(1, `a${captureBegin}b${captureEnd}`);
    assert.equal(log(), `a${captureBegin}b${captureEnd}`);
    assert.deepEqual(seen, []);
  });
});

test("only an answer is awaited: other output may be left in its pipe for the next few milliseconds", () => {
  const log = new MemoryChildLog({ group: "group", process: "talker", channel: "stdout" });
  const output = new ProcessOutput(programConfig({ name: "talker" }), workshop.surroundings, () => {});
  assert.equal(output.open("stdout", 7, log).isAwaited, true);
  assert.notEqual(output.open("stderr", 7, log).isAwaited, true);
});

describe("output of a grandchild that outlives its run", () => {
  const path = "/var/log/talker.log";

  /** Two runs that write to one log: a grandchild of the first one keeps its pipe. */
  function twoRuns(change: Partial<ProcessConfig["stdout"]>) {
    const { system, log: activity, surroundings } = workshop;
    system.files.makeDirectory("/var/log");
    const environment = { clock: system.clock, files: system.files, outputs: new LogOutputs(system, "x"), activity };
    const stdout = { ...channel, logfile: { kind: "file", path }, ...change } as const;
    const config = programConfig({ name: "talker", stdout, redirect_stderr: true, autorestart: true, startsecs: 0 });
    const openLogs: OpenLogs = ({ name: processName }, groupName, { recorded: onOutput }) => {
      const who = { groupName, processName, channel: "stdout", config: stdout, onOutput } as const;
      const request = { ...who, childlogdir: "/tmp", identifier: "x", stripAnsi: true };
      return { stdout: openChildLog(request, environment), stderr: undefined };
    };
    const group = new Group(groupConfig("group", [config]), openLogs, surroundings);
    for (const process of group.processes) process.autostart();
    system.settle();
    const first = system.processes.last;
    first.exit(exited(0), { keepPipes: true });
    system.advance(1000);
    const second = system.processes.last;
    assert.notEqual(second, first);
    const wrote = (child: typeof first, text: string): void => {
      child.write(1, text);
      system.settle();
    };
    return { first, second, wrote };
  }

  test("has a line and a control sequence of its own", () => {
    const { first, second, wrote } = twoRuns({ syslog: true });
    wrote(first, "grand\x1b[3");
    wrote(second, "par");
    wrote(first, "1mchild\n");
    wrote(second, "ent\n");
    assert.equal(workshop.system.files.text(path), "grandparchild\nent\n");
    const lines = workshop.system.datagrams.sent.map((datagram) => datagram.slice(datagram.indexOf("x: ") + 3));
    assert.deepEqual(lines, ["talker grandchild", "talker parent"]);
  });

  test("is its run's to the last byte", () => {
    const { first, wrote } = twoRuns({ events_enabled: true });
    wrote(first, "end\x1b[3");
    first.closePipes();
    workshop.system.settle();
    assert.deepEqual(
      seen.map((text) => /pid:(\d+) .*\n(.*)$/.exec(text)?.slice(1)),
      [
        [`${first.pid}`, "end"],
        [`${first.pid}`, "\x1b[3"],
      ],
    );
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
