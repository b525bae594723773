import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { Daemon, root } from "../helpers/daemon.ts";
import { dataOf, python, recordedEvents, recordingListener } from "../helpers/recorded-events.ts";
import { until } from "../helpers/until.ts";

/** Sends `count` log events through a pool of three: none may be lost, each listener has its own in order, memory stays bounded. */
export async function floodPool(count: number): Promise<void> {
  await using daemon = await new Daemon({
    supervisord: "loglevel=info",
    programs: `[eventlistener:recorder]
command = ${recordingListener} @DIR@/events
process_name = %(program_name)s_%(process_num)d
numprocs = 3
events = PROCESS_LOG
buffer_size = ${count}
stdout_logfile = none
[program:flood]
command = ${python} ${root}test/programs/one-read-each.py ${count}
autostart = false
stdout_events_enabled = true
stdout_logfile = none
`,
  }).start();
  for (const index of [0, 1, 2]) await daemon.untilState(`recorder:recorder_${index}`, "RUNNING");
  const before = privateBytes(daemon.pid);
  let most = before;
  daemon.ctl("start", "flood");
  let size = 0;
  await until(
    "all events are recorded",
    () => {
      most = Math.max(most, privateBytes(daemon.pid));
      // The file is large: it is counted when it has stopped growing.
      const last = size;
      size = statSync(daemon.path("events")).size;
      return size === last && readFileSync(daemon.path("events"), "latin1").split("\n").length - 1 >= count;
    },
    300_000,
  );
  const events = recordedEvents(daemon.path("events"));
  assert.equal(events.length, count);
  const numbers = events.map((event) => Number.parseInt(dataOf(event), 10)).sort((a, b) => a - b);
  assert.ok(numbers.every((number, index) => number === index));
  const listeners = [...new Set(events.map(({ listener }) => listener))];
  assert.equal(listeners.length, 3);
  for (const listener of listeners) {
    const own = events.filter((event) => event.listener === listener);
    assert.ok(own.every((event, index) => index === 0 || event.poolserial > (own[index - 1]?.poolserial ?? 0)));
  }
  assert.ok(!daemon.log.includes("overflowed"));
  assert.ok(most - before < 128 * 1024 * 1024, `grew by ${most - before} bytes`);
}

/** Memory of the daemon that it shares with nobody, in bytes. */
function privateBytes(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  return [...text.matchAll(/^Private_\w+:\s+(\d+) kB/gm)].reduce((sum, [, kb]) => sum + Number(kb) * 1024, 0);
}
