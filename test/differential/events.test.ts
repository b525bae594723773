/**
 * The stream of events that a listener sees, through the same life of the same programs: under Debian's Supervisor and
 * under ours. Only pids may differ.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ctlInProcess } from "../helpers/ctl-in-process.ts";
import { Daemon, peerSupervisorctl, peerSupervisord, root } from "../helpers/daemon.ts";
import { python, type RecordedEvent, recordedEvents, recordingListener } from "../helpers/recorded-events.ts";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";
import { stirring } from "./stirring.ts";

// Longer than what Debian's Supervisor holds back while it looks for capture tokens.
const padding = "and text that is longer than a token by itself";

const programs = `[eventlistener:recorder]
command = ${recordingListener} @DIR@/events
events = PROCESS_STATE,PROCESS_LOG,PROCESS_COMMUNICATION,REMOTE_COMMUNICATION,SUPERVISOR_STATE_CHANGE,PROCESS_GROUP
buffer_size = 1000
[program:calm]
command = /bin/sleep 600
autostart = false
[program:failing]
command = /bin/sh -c "sleep 0.3; exit 1"
startsecs = 5
startretries = 1
autostart = false
[program:patient]
command = /bin/sh -c "sleep 0.3; exit 1"
startsecs = 5
startretries = 20
autostart = false
[program:wrong]
command = /bin/sh -c "test -e @DIR@/once && exec sleep 600; touch @DIR@/once; sleep 2; exit 3"
autostart = false
[program:right]
command = /bin/sh -c "sleep 2; exit 7"
exitcodes = 0,7
autostart = false
[program:crasher]
command = /bin/sleep 600
autorestart = true
autostart = false
[program:speaker]
command = /bin/sh -c "printf 'gr\\303\\274n '; sleep 0.2; printf 'two\\nlines\\n' >&2; sleep 0.2; printf '\\377\\t\\047'; exec sleep 600"
stdout_events_enabled = true
stderr_events_enabled = true
autostart = false
[program:messenger]
command = ${python} -u ${root}test/programs/send-messages.py "${padding}"
stdout_capture_maxbytes = 1MB
stderr_capture_maxbytes = 1MB
autostart = false
[group:pair]
programs = left,right_hand
[program:left]
command = /bin/sleep 600
autostart = false
[program:right_hand]
command = /bin/sleep 600
autostart = false
`;

interface Stream {
  readonly lines: string[];
  readonly serials: readonly number[];
  readonly poolserials: readonly number[];
  readonly headers: readonly string[];
}

/** What happens to the programs; `recorded` are the events that the listener has got so far. */
async function live(daemon: Daemon, recorded: () => readonly RecordedEvent[]): Promise<void> {
  /** Waits until an event has been seen `times` times. */
  const seen = (name: string, part: string, times = 1): Promise<void> =>
    until(`${name} with ${part}, ${times} times`, () => {
      const matching = recorded().filter((event) => event.name === name && event.payload.includes(part));
      return matching.length >= times;
    });
  const ctl = (...args: readonly string[]) => ctlInProcess(["-c", daemon.configuration, ...args]);
  await seen("PROCESS_STATE_RUNNING", "processname:recorder");
  await ctl("start", "calm");
  await ctl("stop", "calm");
  await seen("PROCESS_STATE_STOPPED", "processname:calm");
  await ctl("start", "failing");
  await seen("PROCESS_STATE_FATAL", "processname:failing");
  await ctl("start", "patient");
  await seen("PROCESS_STATE_BACKOFF", "processname:patient", 3);
  await ctl("stop", "patient");
  await seen("PROCESS_STATE_STOPPED", "processname:patient");
  await ctl("start", "wrong");
  await seen("PROCESS_STATE_EXITED", "processname:wrong");
  await seen("PROCESS_STATE_RUNNING", "processname:wrong", 2); // autorestart=unexpected
  await ctl("stop", "wrong");
  await ctl("start", "right");
  await seen("PROCESS_STATE_EXITED", "processname:right");
  await ctl("start", "crasher");
  process.kill(await daemon.pidOf("crasher"), "SIGKILL");
  await seen("PROCESS_STATE_RUNNING", "processname:crasher", 2);
  await ctl("stop", "crasher");
  await ctl("start", "speaker");
  await seen("PROCESS_LOG_STDOUT", "Undecodable");
  await seen("PROCESS_STATE_RUNNING", "processname:speaker");
  await ctl("stop", "speaker");
  await ctl("start", "messenger");
  await seen("PROCESS_COMMUNICATION_STDERR", "last");
  await seen("PROCESS_STATE_RUNNING", "processname:messenger");
  await ctl("stop", "messenger");
  await ctl("start", "pair:*");
  await ctl("restart", "pair:left");
  await ctl("stop", "pair:left");
  await ctl("stop", "pair:right_hand");
  await daemon.rpc("supervisor.sendRemoteCommEvent", "deploy", "grün\nzwei");
  await daemon.rpc("supervisor.sendRemoteCommEvent", "deploy", "reject me");
  await daemon.rpc("supervisor.sendRemoteCommEvent", "", "");
  await seen("REMOTE_COMMUNICATION", "type:\n");
  await ctl("remove", "failing");
  await ctl("add", "failing");
  await seen("PROCESS_GROUP_ADDED", "groupname:failing", 2);
  await ctl("start", "calm");
  await seen("PROCESS_STATE_RUNNING", "processname:calm", 2);
  daemon.signal("SIGTERM");
  await daemon.ended();
}

async function record(executable: string | undefined): Promise<Stream> {
  const daemon = new Daemon({ programs, ...(executable === undefined ? {} : { executable }) });
  const recorded = (): readonly RecordedEvent[] => recordedEvents(daemon.path("events"));
  try {
    await daemon.start();
    await stirring(daemon, () => live(daemon, recorded));
    const events = recorded();
    for (const { header, payload } of events) assert.equal(Number(header.get("len")), [...payload].length);
    return {
      lines: events.map(({ name, payload }) => `${name} ${payload.replace(/\bpid:[1-9]\d*/, "pid:<pid>")}`),
      serials: events.map(({ serial }) => serial),
      poolserials: events.map(({ poolserial }) => poolserial),
      headers: [
        ...new Set(events.map(({ header }) => [...header.keys(), header.get("server"), header.get("pool")].join())),
      ],
    };
  } finally {
    await daemon.stop();
  }
}

test("a listener sees the same events under both", requires(peerSupervisord, peerSupervisorctl, python), async () => {
  const [ours, theirs] = await Promise.all([record(undefined), record(peerSupervisord)]);
  // How the last program ends reaches a listener under Debian's only if it is quick.
  const last = ours.lines.splice(ours.lines.indexOf("SUPERVISOR_STATE_CHANGE_STOPPING ") + 1);
  theirs.lines.splice(ours.lines.length);
  assert.deepEqual(ours.lines, theirs.lines);
  assert.deepEqual(last, [
    "PROCESS_STATE_STOPPING processname:calm groupname:calm from_state:RUNNING pid:<pid>",
    "PROCESS_STATE_STOPPED processname:calm groupname:calm from_state:STOPPING pid:<pid>",
  ]);
  assert.deepEqual(ours.headers, theirs.headers);
  for (const stream of [ours, theirs]) {
    assert.deepEqual(stream.serials, stream.poolserials);
    assert.deepEqual(
      [...new Set(stream.serials)],
      Array.from({ length: new Set(stream.serials).size }, (_, index) => index),
    );
  }
  assert.ok(ours.lines.length > 60, `${ours.lines.length} events`);
});
