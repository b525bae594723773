import assert from "node:assert/strict";
import { test } from "node:test";
import type { Report } from "../process/model.ts";
import { activityMessage } from "./activity-messages.ts";

const ok = { kind: "exited", code: 0 } as const;
const three = { kind: "exited", code: 3 } as const;
const segv = { kind: "signaled", signal: 11, coreDumped: true } as const;
const realtime = { kind: "signaled", signal: 40, coreDumped: false } as const;

/** Log scrapers match these lines: they change only with a note in CHANGELOG.md. */
const lines: readonly (readonly [Report, string])[] = [
  [{ kind: "already-running" }, "warn process 'cat' already running"],
  [{ kind: "spawned", pid: 42 }, "info spawned: 'cat' with pid 42"],
  [{ kind: "spawn-failed", reason: "can't find command 'nope'" }, "info spawnerr: can't find command 'nope'"],
  [
    { kind: "entered-running", startsecs: 10 },
    "info success: cat entered RUNNING state, process has stayed up for > than 10 seconds (startsecs)",
  ],
  [{ kind: "exited", status: ok, expected: true }, "info exited: cat (exit status 0; expected)"],
  [{ kind: "exited", status: three, expected: false }, "warn exited: cat (exit status 3; not expected)"],
  [
    { kind: "exited", status: segv, expected: false },
    "warn exited: cat (terminated by SIGSEGV (core dumped); not expected)",
  ],
  [{ kind: "exited", status: realtime, expected: false }, "warn exited: cat (terminated by signal 40; not expected)"],
  [{ kind: "stopped", status: ok, expected: true }, "info stopped: cat (exit status 0)"],
  [{ kind: "stopped", status: three, expected: false }, "warn stopped: cat (exit status 3)"],
  [{ kind: "gave-up" }, "info gave up: cat entered FATAL state, too many start retries too quickly"],
  [{ kind: "stop-in-backoff" }, "debug Attempted to kill cat, which is in BACKOFF state."],
  [{ kind: "stopping", pid: 42, signal: 15, toGroup: false }, "debug killing cat (pid 42) with signal SIGTERM"],
  [
    { kind: "stopping", pid: 42, signal: 2, toGroup: true },
    "debug killing cat (pid 42) process group with signal SIGINT",
  ],
  [{ kind: "killing", pid: 42 }, "warn killing 'cat' (42) with SIGKILL"],
];

for (const [report, line] of lines) {
  test(line, () => {
    const { level, message } = activityMessage("cat", report);
    assert.equal(`${level} ${message}`, line);
  });
}
