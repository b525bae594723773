import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeTerminal } from "../fake-terminal.ts";
import { dateAndTime } from "../local-time.ts";
import type { ProcessReport } from "./process-report.ts";
import { renderReport } from "./render-report.ts";

const at = "2026-01-31T08:00:05Z";
const shownAt = dateAndTime(at);
const base: ProcessReport = {
  ...{ id: "g:p", group: "g", name: "p", kind: "program", state: "RUNNING", stateSince: at, settled: false },
  ...{ description: "", pid: 7, startedAt: at, stoppedAt: null, uptimeSeconds: 65, exit: null, error: null },
  ...{ trouble: null, flapping: null, starts: 2, retryInSeconds: null, command: "cat -n" },
  usage: { cpuPercent: 1.5, cpuSeconds: 9, residentBytes: 1_572_864 },
  lives: [],
  logs: null,
  section: { name: "program:p", file: "s.conf", line: 12 },
  options: [],
  environment: null,
};
const lines = (report: Partial<ProcessReport>, coloured = false): readonly string[] =>
  renderReport(new FakeTerminal([], { coloured }), { ...base, ...report }).split("\n");

test("the facts stand first, and what is not known is left out", () => {
  assert.deepEqual(lines({}), [
    `g:p  RUNNING since ${shownAt}`,
    "  command    cat -n",
    "  directory  that of supervisord",
    "  user       that of supervisord",
    "  pid        7",
    "  uptime     1m 5s",
    "  processor  1.5% of a core, 9s since its start",
    "  memory     1.5 MB",
    "  starts     2 since supervisord came up",
    "  section    [program:p] s.conf:12",
    "",
  ]);
  const stopped = {
    state: "STOPPED",
    stateSince: null,
    pid: null,
    uptimeSeconds: null,
    usage: null,
    starts: 0,
  } as const;
  assert.deepEqual(lines({ ...stopped, section: null }), [
    "g:p  STOPPED",
    "  command    cat -n",
    "  directory  that of supervisord",
    "  user       that of supervisord",
    "",
  ]);
});

test("what is wrong stands below the name, once", () => {
  const end = { code: 3, signal: null, coreDumped: false, seconds: 0.1 };
  const trouble = { ...end, how: "exit status 3", attempts: 2, at, lastLine: "no such\ttable" };
  const shown = lines({ state: "BACKOFF", trouble, retryInSeconds: 4, error: "Exited too quickly" });
  assert.match(shown[1] ?? "", /^ {2}exit status 3, 2 attempts, the last on .*: no such\ttable$/);
  assert.ok(shown.includes("  next try   in 4s"));
  assert.ok(!shown.some((line) => line.includes("Exited too quickly")));
  assert.ok(lines({ error: "unknown" }).includes("  error      unknown"));
  const flapping = { ends: 4, withinSeconds: 300, lastEnd: at, how: "exit status 1", until: at };
  assert.match(lines({ flapping })[1] ?? "", /^ {2}flapping: 4 unexpected ends/);
});

test("each life says how it ended", () => {
  const life = { startedAt: at, endedAt: at, seconds: 1.25, end: "unexpected", how: "exit status 1" } as const;
  const lives = [
    { ...life, endedAt: null, end: null, how: null },
    life,
    { ...life, end: "stopped", how: "terminated by SIGTERM" },
    { ...life, end: "not-started", how: "no such file" },
    { ...life, end: null, how: null },
  ] as const;
  const none = " ".repeat(shownAt.length);
  const shown = lines({ lives });
  assert.deepEqual(shown.slice(shown.indexOf("Lives") + 1), [
    `  ${"STARTED".padEnd(shownAt.length)}  ${"ENDED".padEnd(shownAt.length)}  AFTER  HOW`,
    `  ${shownAt}  ${none}  1.3s   goes on`,
    `  ${shownAt}  ${shownAt}  1.3s   exit status 1, unexpected`,
    `  ${shownAt}  ${shownAt}  1.3s   stopped, terminated by SIGTERM`,
    `  ${none}  ${shownAt}         not started: no such file`,
    `  ${shownAt}  ${shownAt}  1.3s   unknown`,
    "",
  ]);
});

test("logs tell their files, and why there are none", () => {
  const file = { path: "/l", inode: 1, modifiedAt: at };
  const files = [
    { ...file, bytes: 1_024 },
    { ...file, bytes: 2_048 },
    { ...file, bytes: 10 },
  ];
  const shown = lines({
    logs: [
      { channel: "stdout", path: "/l", absence: null, files },
      { channel: "stderr", path: null, absence: "redirected", files: [] },
      { channel: "stderr", path: null, absence: "none", files: [] },
      { channel: "stderr", path: null, absence: "other", files: [] },
    ],
  });
  assert.deepEqual(shown.slice(shown.indexOf("Logs") + 1), [
    "  stdout  /l                                     10 B, 2 rotated: 3.0 KB",
    "  stderr  goes to stdout (redirect_stderr=true)",
    "  stderr  not kept (stderr_logfile=NONE)",
    "  stderr  a device",
    "",
  ]);
});

test("options tell where they are written; defaults stand back on a terminal with colours", () => {
  const options = [
    { option: "user", value: "app", place: { file: "s.conf", line: 14 }, differs: false },
    { option: "umask", value: null, place: null, differs: false },
    { option: "priority", value: "999", place: null, differs: true },
  ];
  const shown = lines({ options, environment: ["TOKEN"] });
  assert.ok(shown.includes("  user       app"));
  assert.deepEqual(shown.slice(shown.indexOf("Environment")), [
    ...["Environment", "  TOKEN", "", "Options"],
    "  user      app  s.conf:14",
    "  umask          default",
    "  priority  999  changed in the files",
    "",
  ]);
  assert.ok(lines({ options }, true).includes("\x1b[2m  umask          default\x1b[0m"));
  assert.ok(lines({ options, section: null }).includes("  umask"), "a server that tells no places has no defaults");
});
