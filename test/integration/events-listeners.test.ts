/** Event listeners under the built daemon: one as users write them in Python, the example, floods and deaths. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import { Daemon, peerSupervisord, root } from "../helpers/daemon.ts";
import { dataOf, python, recordedEvents, recordingListener } from "../helpers/recorded-events.ts";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";
import { floodPool } from "./flood-pool.ts";

describe("Python listeners", requires(python), () => {
  test("10,000 log events through a pool of three: none lost, in order for each, in bounded memory", async () => {
    await floodPool(10_000);
  });

  test("a listener killed in mid-event: the event comes again with its numbers, and nothing after it is lost", async () => {
    await using daemon = await new Daemon({
      programs: `[eventlistener:slow]
command = ${recordingListener} @DIR@/events 2
events = REMOTE_COMMUNICATION
stdout_logfile = @DIR@/slow.out
[eventlistener:stranger]
command = ${recordingListener} @DIR@/stranger
events = TICK_3600
`,
    }).start();
    await daemon.untilState("slow", "RUNNING");
    await until("the listener is ready", () => daemon.read("slow.out").includes("READY"));
    const victim = await daemon.pidOf("slow");
    for (const data of ["a", "b", "c"]) await daemon.rpc("supervisor.sendRemoteCommEvent", "t", data);
    await until("the first event is recorded", () => recordedEvents(daemon.path("events")).length >= 1);
    process.kill(victim, "SIGKILL");
    await until("the others are recorded", () => recordedEvents(daemon.path("events")).length === 4, 60_000);
    const events = recordedEvents(daemon.path("events"));
    assert.deepEqual(events.map(dataOf), ["a", "a", "b", "c"]);
    assert.deepEqual(
      events.map(({ poolserial }) => poolserial),
      [0, 0, 1, 2],
    );
    assert.equal(events[0]?.listener, victim);
    assert.notEqual(events[1]?.listener, victim);
    assert.deepEqual(recordedEvents(daemon.path("stranger")), []);
  });

  test("a listener that is stuck: the buffer keeps the newest events, the log says so briefly, the listener recovers", async () => {
    await using daemon = await new Daemon({
      supervisord: "loglevel=info",
      programs: `[eventlistener:stuck]
command = /bin/sh -c "while ! test -e @DIR@/go; do sleep 0.1; done; exec ${recordingListener} @DIR@/events"
events = PROCESS_LOG
buffer_size = 10
[program:flood]
command = ${python} ${root}test/programs/one-read-each.py 10000
stdout_events_enabled = true
stdout_logfile = @DIR@/flood.log
`,
    }).start();
    await until(
      "all output is logged",
      () => existsSync(daemon.path("flood.log")) && daemon.read("flood.log").includes("0009999"),
      120_000,
    );
    const said = daemon.log.split("\n").filter((line) => line.includes("overflowed"));
    assert.match(said[0] ?? "", /ERRO pool stuck event buffer overflowed, discarding event \d+$/);
    assert.ok(said.length < 10, `${said.length} lines`);
    assert.equal(daemon.ctl("status", "flood").status, 0);
    writeFileSync(daemon.path("go"), "");
    const numbers = (): readonly number[] =>
      recordedEvents(daemon.path("events")).map((event) => Number.parseInt(dataOf(event), 10));
    await until("the listener has caught up", () => numbers().at(-1) === 9999);
    assert.deepEqual(numbers(), [9990, 9991, 9992, 9993, 9994, 9995, 9996, 9997, 9998, 9999]);
  });
});

describe("the library for listeners", () => {
  const listener = `${process.execPath} ${root}test/programs/recording-listener.mjs`;
  const texts = ["plain", "größer 🦭", "two\nlines\n", "throw", ""];
  // Text goes to listeners as UTF-8; the listener records bytes.
  const expected = texts
    .flatMap((text) => (text === "throw" ? [text, text] : [text]))
    .map((text) => Buffer.from(text).toString("latin1"));

  for (const [name, options, executable] of [
    ["characters, under this daemon", "", undefined],
    ["bytes, under this daemon", "len_in_bytes = true", undefined],
    ["characters, under Debian's Supervisor", "", peerSupervisord],
  ] as const) {
    test(
      `keeps step with events counted in ${name}`,
      requires(...(executable === undefined ? [] : [executable])),
      async () => {
        await using daemon = await new Daemon({
          ...(executable === undefined ? {} : { executable }),
          programs: `[eventlistener:library]
command = ${listener} @DIR@/events
events = REMOTE_COMMUNICATION
${options}
`,
        }).start();
        for (const text of texts) await daemon.rpc("supervisor.sendRemoteCommEvent", "t", text);
        const lines = (): readonly string[] =>
          existsSync(daemon.path("events")) ? daemon.read("events").split("\n").slice(0, -1) : [];
        // The one that is always thrown at comes again and again, and holds up the rest, as it should.
        await until("all before it are recorded", () => lines().length >= 5);
        const data = lines().map((line) => (JSON.parse(line) as [number, string, string])[2]);
        assert.deepEqual(data.slice(0, 5), expected.slice(0, 5));
        assert.ok(!/UNKNOWN state/.test(daemon.log));
      },
    );
  }
});

describe("the example that posts crashes to a webhook", () => {
  test("posts a crash, and posts it again while the webhook is down", async () => {
    const posts: Record<string, unknown>[] = [];
    let refuse = true;
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        response.statusCode = refuse ? 503 : 204;
        if (!refuse) posts.push(JSON.parse(body) as Record<string, unknown>);
        refuse = false;
        response.end();
      });
    }).listen(0, "127.0.0.1");
    try {
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      await using daemon = await new Daemon({
        programs: `[eventlistener:webhook]
command = ${process.execPath} ${root}examples/listeners/crash-webhook.mjs http://127.0.0.1:${port}/
events = PROCESS_STATE_EXITED,PROCESS_STATE_FATAL
[program:crasher]
command = /bin/sh -c "sleep 0.2; exit 3"
startsecs = 0
autorestart = false
[program:fine]
command = /bin/true
startsecs = 0
autorestart = false
`,
      }).start();
      await until("the crash is posted", () => posts.length > 0);
      assert.deepEqual(
        posts.map(({ process, group, from, what }) => ({ process, group, from, what })),
        [{ process: "crasher", group: "crasher", from: "RUNNING", what: "crashed" }],
      );
      assert.match(daemon.log, /WARN webhook: event was rejected/);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe("a listener that breaks the protocol", () => {
  const chatter = `${process.execPath} -e "process.stdout.write('Hello there'); setInterval(() => {}, 1000)"`;

  test("stays in UNKNOWN, or is restarted where that is asked for", async () => {
    await using daemon = await new Daemon({
      programs: `[eventlistener:left]
command = ${chatter}
events = TICK_3600
[eventlistener:restarted]
command = ${chatter}
events = TICK_3600
restart_on_protocol_error = true
`,
    }).start();
    await until("both have broken it", () => (daemon.log.match(/has entered the UNKNOWN state/g) ?? []).length >= 2);
    const first = await daemon.pidOf("left");
    await until("one is restarted", () => (daemon.log.match(/spawned: 'restarted'/g) ?? []).length >= 3);
    assert.equal(await daemon.pidOf("left"), first);
  });
});

test("after a restart in the same process, serials go on and poolserials begin anew", requires(python), async () => {
  await using daemon = await new Daemon({
    programs: `[eventlistener:recorder]\ncommand = ${recordingListener} @DIR@/events\nevents = REMOTE_COMMUNICATION\n`,
  }).start();
  const events = () => recordedEvents(daemon.path("events"));
  await daemon.untilState("recorder", "RUNNING");
  for (const data of ["a", "b"]) await daemon.rpc("supervisor.sendRemoteCommEvent", "t", data);
  await until("two events are there", () => events().length === 2);
  const ups = (): number => (daemon.log.match(/success: recorder entered RUNNING state/g) ?? []).length;
  process.kill(daemon.pid, "SIGHUP");
  await until("another recorder is up", () => ups() === 2);
  await daemon.rpc("supervisor.sendRemoteCommEvent", "t", "c");
  await until("the third event is there", () => events().length === 3);
  assert.deepEqual(
    events().map(({ serial, poolserial }) => [serial, poolserial]),
    [
      [0, 0],
      [1, 1],
      [2, 0],
    ],
  );
});

describe("a result handler of one's own", () => {
  const listener = (answer: string): string =>
    `${process.execPath} -e "process.stdout.write('READY\\n'); process.stdin.on('data', () => process.stdout.write('RESULT ${answer.length}\\n${answer}READY\\n'))"`;

  test("decides what an answer means", async () => {
    await using daemon = await new Daemon({
      files: {
        "handler.mjs": `let rejected = false;
export function once(event, result) {
  if (result.toString() !== "DONE") throw new Error("what?");
  if (rejected) return;
  rejected = true;
  throw Object.assign(new Error(event.data), { name: "RejectEvent" });
}
`,
      },
      programs: `[eventlistener:custom]
command = ${listener("DONE")}
events = REMOTE_COMMUNICATION
result_handler = ./handler.mjs:once
`,
    }).start();
    await daemon.untilState("custom", "RUNNING");
    await daemon.rpc("supervisor.sendRemoteCommEvent", "t", "x");
    await until("it is processed", () => daemon.log.includes("custom: event was processed"));
    assert.match(daemon.log, /custom: event was rejected/);
    assert.ok(!daemon.output.includes("ExperimentalWarning"));
  });

  test("that does not exist is refused at the start, with the place", async () => {
    const daemon = new Daemon({
      programs: `[eventlistener:custom]
command = /bin/cat
events = TICK
result_handler = superlance.handlers:mine
`,
    });
    await assert.rejects(
      daemon.start(),
      /result_handler: superlance\.handlers:mine cannot be resolved within \[eventlistener:custom\]: no module named 'superlance\.handlers'/,
    );
    await daemon.stop();
  });
});
