/** Every XML-RPC method with good and bad arguments: the same outcome from Debian's Supervisor and from ours. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Daemon, peerSupervisord } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { stirring } from "./stirring.ts";

const python = "/usr/bin/python3";
const caller = fileURLToPath(new URL("call_methods.py", import.meta.url));

const programs = `
[program:cat]
command=/bin/cat
startsecs=0
stdout_logfile=@DIR@/cat.log
stderr_logfile=NONE
[program:stubborn]
command=/bin/sh -c "trap '' TERM; echo up; while :; do sleep 0.1; done"
autostart=false
startsecs=1
stopwaitsecs=2
killasgroup=true
[program:fast]
command=/bin/sh -c "sleep 0.2; exit 1"
autostart=false
startretries=0
[program:again]
command=/bin/sh -c "test -e @DIR@/again && exec cat; touch @DIR@/again; sleep 0.3; exit 3"
startsecs=0
autostart=false
autorestart=false
[program:nofile]
command=/no/such
autostart=false
[program:noexec]
command=/etc/passwd
autostart=false
[program:directory]
command=/tmp
autostart=false
[program:unparsable]
command=/bin/cat "x
autostart=false
[program:gone]
command=/bin/cat
autostart=false
stdout_logfile=@DIR@/gone.log
stderr_logfile=@DIR@/gone.err
[program:nolog]
command=/bin/cat
autostart=false
startsecs=0
stdout_logfile=NONE
redirect_stderr=true
[program:out]
command=/bin/sh -c "printf 'hi\\\\nabc\\\\nh\\\\303\\\\251\\\\n'; echo err >&2; exec cat"
startsecs=0
stdout_logfile=@DIR@/out.log
stderr_logfile=@DIR@/err.log
stdout_logfile_maxbytes=1MB
stderr_logfile_backups=3
priority=7
stopsignal=INT
exitcodes=0,2
[program:raw]
command=/bin/sh -c "printf '\\\\033[31mred\\\\033[0m\\\\000\\\\377'; exec cat"
startsecs=0
stdout_logfile=@DIR@/raw.log
[group:g]
programs=w,v,bad
priority=20
[program:w]
command=/bin/cat
priority=30
stdout_logfile=NONE
stderr_logfile=NONE
autostart=false
startsecs=0
[program:v]
command=/bin/cat
priority=10
stdout_logfile=NONE
stderr_logfile=NONE
autostart=false
startsecs=0
[program:bad]
command=/no/such
priority=5
stdout_logfile=NONE
stderr_logfile=NONE
autostart=false
`;

interface Case {
  readonly method: string;
  readonly params: readonly unknown[];
  /** Why, and how, ours differs on purpose. */
  readonly ours?: { readonly why: string; readonly outcome: unknown };
}

const supervisor = (method: string, ...params: readonly unknown[]): Case => ({
  method: `supervisor.${method}`,
  params,
});
const system = (method: string, ...params: readonly unknown[]): Case => ({ method: `system.${method}`, params });
const until = (name: string, state: string): Case => ({ method: "until", params: [name, state] });
const differently = (one: Case, why: string, outcome: unknown): Case => ({ ...one, ours: { why, outcome } });
const crash = "Supervisor answers HTTP 500";
const wrongType = (param: string, type: string) => ({
  fault: `2 INCORRECT_PARAMETERS: ${param} must be of type ${type}`,
});

const names = [
  "",
  "cat",
  "cat:cat",
  "cat:",
  "cat:*",
  "g",
  "g:v",
  "g:*",
  "v",
  ":",
  ":cat",
  "nope",
  "nope:*",
  "g:v:x",
  "g:nope",
];
const slices = [
  [0, 0],
  [0, 4],
  [2, 4],
  [5, 3],
  [11, 4],
  [100, 4],
  [-3, 0],
  [-100, 0],
  [0, 100],
] as const;

const cases: readonly Case[] = [
  until("cat", "RUNNING"),
  until("out", "RUNNING"),
  until("raw", "RUNNING"),
  ...[
    "supervisor",
    "a.b.c",
    "supervisor.",
    "supervisor._x",
    "supervisor.__init__",
    "supervisor.getState.x",
    "nope.x",
    "system.x",
    ".getState",
    "supervisor.supervisord",
    "supervisor.Getstate",
    "constructor",
    "supervisor.constructor",
    "__proto__",
    "supervisor.getState.__class__",
  ].map((method): Case => ({ method, params: [] })),
  { method: "", params: [] },
  system("listMethods"),
  ...["supervisor.startProcess", "supervisor.getState", "system.multicall", "nope", "", 5].map((name) =>
    system("methodSignature", name),
  ),
  system("methodSignature"),
  system("methodHelp", "nope"),
  supervisor("getAPIVersion"),
  supervisor("getVersion"),
  supervisor("getIdentification"),
  supervisor("getState"),
  supervisor("getState", 1),
  ...names.map((name) => supervisor("getProcessInfo", name)),
  ...[5, true, {}, ["cat"]].map((name) =>
    differently(supervisor("getProcessInfo", name), crash, wrongType("name", "string")),
  ),
  supervisor("getProcessInfo", { $base64: "Y2F0" }),
  supervisor("getAllProcessInfo"),
  ...["nope", "nofile", "noexec", "directory", "unparsable", "nope:*", "cat:nope", "cat"].map((name) =>
    supervisor("startProcess", name),
  ),
  supervisor("startProcess", "fast"),
  until("fast", "FATAL"),
  {
    ...supervisor("getProcessInfo", "fast"),
    ours: {
      why: "Supervisor forgets the exit status of a process that ended too quickly",
      outcome: {
        value: {
          name: "fast",
          group: "fast",
          start: "some time",
          stop: "some time",
          now: "some time",
          state: 200,
          statename: "FATAL",
          spawnerr: "Exited too quickly (process log may have details)",
          exitstatus: 1,
          logfile: "@DIR@/fast-stdout---differential-XXXXXXXX.log",
          stdout_logfile: "@DIR@/fast-stdout---differential-XXXXXXXX.log",
          stderr_logfile: "@DIR@/fast-stderr---differential-XXXXXXXX.log",
          pid: 0,
          description: "Exited too quickly (process log may have details)",
        },
      },
    },
  },
  supervisor("startProcess", "again"),
  until("again", "EXITED"),
  supervisor("getProcessInfo", "again"),
  supervisor("startProcess", "again"),
  supervisor("getProcessInfo", "again"),
  supervisor("startProcess", "stubborn", "x"),
  supervisor("startProcess", "stubborn", false),
  ...["CONT", "sigcont", " CONT ", "18", 18, 0, "BOGUS", "", -1, 99, "USR9"].map((signal) =>
    supervisor("signalProcess", "stubborn", signal),
  ),
  supervisor("signalProcess", "nope", "BOGUS"),
  supervisor("signalProcess", "nolog", "BOGUS"),
  supervisor("signalProcess", "nolog", "CONT"),
  supervisor("stopProcess", "stubborn", false),
  supervisor("getProcessInfo", "stubborn"),
  supervisor("stopProcess", "stubborn"),
  supervisor("startProcess", "stubborn", false),
  supervisor("startProcess", "stubborn"),
  supervisor("startProcessGroup", "stubborn"),
  supervisor("stopProcessGroup", "stubborn"),
  supervisor("sendProcessStdin", "stubborn", "x"),
  supervisor("signalProcess", "stubborn", "CONT"),
  supervisor("removeProcessGroup", "stubborn"),
  until("stubborn", "STOPPED"),
  supervisor("getProcessInfo", "stubborn"),
  ...["startProcess", "stopProcess"].flatMap((method) =>
    names.filter((name) => !name.startsWith("cat")).map((name) => supervisor(method, name)),
  ),
  supervisor("startProcessGroup", "g", false),
  supervisor("startProcessGroup", "g"),
  ...["startProcessGroup", "stopProcessGroup"].flatMap((method) =>
    ["nope", "g:*", ""].map((name) => supervisor(method, name)),
  ),
  supervisor("signalProcessGroup", "g", "CONT"),
  supervisor("signalProcessGroup", "g", "BOGUS"),
  supervisor("signalProcessGroup", "nope", "BOGUS"),
  supervisor("signalProcess", "g:*", "CONT"),
  supervisor("signalAllProcesses", "CONT"),
  supervisor("signalAllProcesses", "BOGUS"),
  supervisor("stopProcessGroup", "g"),
  supervisor("stopProcessGroup", "g"),
  supervisor("stopProcess", "g:*", false),
  ...[
    "readProcessStdoutLog",
    "readProcessLog",
    "readProcessStderrLog",
    "tailProcessStdoutLog",
    "tailProcessLog",
    "tailProcessStderrLog",
  ].flatMap((method) => [
    // From the third byte on, offsets fall into a character: Supervisor breaks there, see below.
    ...slices.map(([offset, length]) => supervisor(method, "out", offset, length)),
    supervisor(method, "out", -1, 1),
    supervisor(method, "out", 3, -1),
    ...["nope", "g:*", "nolog", "gone"].map((name) => supervisor(method, name, 0, 0)),
    supervisor(method, "out", "0", "4"),
    supervisor(method, "out", 1.5, 4),
    supervisor(method, "out"),
    supervisor(method, "out", 0, 0, 0),
    differently(supervisor(method, "out", "x", 0), crash, wrongType("offset", "int")),
  ]),
  differently(supervisor("readProcessStdoutLog", "out", 0, 9), crash, { value: "hi\nabc\nh\ufffd" }),
  differently(supervisor("readProcessStdoutLog", "raw", 0, 0), crash, { value: "\u241b[31mred\u241b[0m\u2400\ufffd" }),
  differently(
    supervisor("readProcessStdoutLog", "raw", 0, 5),
    "Python cannot read the control character that Supervisor sends",
    {
      value: "\u241b[31m",
    },
  ),
  supervisor("readLog", 0, -1),
  supervisor("readLog", -5, 5),
  supervisor("readLog", 1_000_000_000, 10),
  supervisor("readLog", 1),
  differently(supervisor("readLog", "a", "b"), crash, wrongType("offset", "int")),
  ...["nope", "g:*", "", "g"].map((name) => supervisor("clearProcessLogs", name)),
  supervisor("clearProcessLogs", "nolog"),
  supervisor("clearProcessLog", "out"),
  supervisor("readProcessStdoutLog", "out", 0, 0),
  supervisor("clearAllProcessLogs"),
  ...["cat:*", "nope", "nolog"].map((name) => supervisor("sendProcessStdin", name, "x")),
  supervisor("sendProcessStdin", "nope", 5),
  supervisor("sendProcessStdin", "cat", 5),
  supervisor("sendProcessStdin", "cat", "h\u00e9llo\n"),
  supervisor("sendProcessStdin", "cat", { $base64: "Ynl0ZXMK" }),
  differently(
    supervisor("sendProcessStdin", "cat", { $base64: "/w==" }),
    "Supervisor refuses bytes that are no UTF-8",
    { value: true },
  ),
  supervisor("sendRemoteCommEvent", "a", "b"),
  supervisor("sendRemoteCommEvent", 1, 2),
  supervisor("sendRemoteCommEvent", "a"),
  supervisor("addProcessGroup", "cat"),
  supervisor("addProcessGroup", "nope"),
  supervisor("addProcessGroup", 5),
  supervisor("removeProcessGroup", "nope"),
  supervisor("removeProcessGroup", "cat"),
  differently(supervisor("removeProcessGroup", [1]), "ours says which", wrongType("name", "string")),
  supervisor("getAllConfigInfo"),
  supervisor("removeProcessGroup", "g"),
  supervisor("getAllConfigInfo"),
  supervisor("reloadConfig"),
  supervisor("addProcessGroup", "g"),
  supervisor("getProcessInfo", "g:v"),
  system("multicall", [
    { methodName: "supervisor.getState", params: [] },
    { methodName: "supervisor.startProcess", params: ["nolog"] },
    { methodName: "supervisor.stopProcess", params: ["nolog"] },
    { methodName: "system.multicall", params: [[]] },
    { params: [] },
    { methodName: "nope" },
    { methodName: "" },
    { methodName: "supervisor.getAPIVersion" },
    { methodName: "supervisor.getProcessInfo", params: ["x"] },
    { methodName: "supervisor.getProcessInfo", params: "cat" },
    { methodName: "supervisor.__class__" },
    { methodName: "supervisor.startAllProcesses", params: [false] },
  ]),
  system("multicall", []),
  differently(system("multicall", 5), "ours says which", wrongType("calls", "array")),
  differently(system("multicall", { a: 1 }), "ours says which", wrongType("calls", "array")),
  system("multicall"),
  differently(system("multicall", [5]), crash, {
    value: [{ faultCode: 2, faultString: "INCORRECT_PARAMETERS: No methodName" }],
  }),
  supervisor("stopAllProcesses"),
  supervisor("stopAllProcesses", false),
  supervisor("removeProcessGroup", "fast"),
  supervisor("addProcessGroup", "fast"),
  supervisor("clearAllProcessLogs"),
  supervisor("clearLog"),
  supervisor("startProcess", "stubborn"),
  supervisor("shutdown"),
  supervisor("shutdown"),
  supervisor("getState"),
  supervisor("getState", 1),
  supervisor("nope"),
  supervisor("sendRemoteCommEvent", "a", "b"),
  system("methodSignature", "supervisor.getState"),
  system("multicall", [{ methodName: "supervisor.getPID", params: [] }]),
];

describe("Python's XML-RPC client", requires(python, peerSupervisord), () => {
  const outcomes: { ours: readonly unknown[]; theirs: readonly unknown[] } = { ours: [], theirs: [] };
  const daemons: Daemon[] = [];

  before(async () => {
    const observe = async (daemon: Daemon): Promise<readonly unknown[]> => {
      daemons.push(daemon);
      await daemon.start();
      return normalise(await stirring(daemon, () => callAll(daemon)), daemon.directory);
    };
    const options = { programs, supervisord: "identifier=differential" };
    const peer = new Daemon({ ...options, executable: peerSupervisord });
    [outcomes.ours, outcomes.theirs] = await Promise.all([observe(new Daemon(options)), observe(peer)]);
  });
  after(async () => {
    for (const daemon of daemons) await daemon.stop();
  });

  for (const [index, { method, params, ours }] of cases.entries()) {
    if (method === "until") continue;
    const title = `${method}(${params.map((param) => JSON.stringify(param)).join(", ")})`.slice(0, 120);
    test(`gets ${ours === undefined ? "the same" : "a better answer"} from ${title}`, () => {
      if (ours === undefined) {
        assert.deepEqual(outcomes.ours[index], outcomes.theirs[index]);
      } else {
        assert.deepEqual(outcomes.ours[index], ours.outcome, ours.why);
        assert.notDeepEqual(outcomes.theirs[index], ours.outcome, `no difference any more: ${ours.why}`);
      }
    });
  }
});

function callAll(daemon: Daemon): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, [caller, daemon.socket], { stdio: ["pipe", "pipe", "inherit"] });
    let answer = "";
    child.stdout.on("data", (chunk) => {
      answer += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(JSON.parse(answer)) : reject(new Error(`python: ${code}`))));
    child.stdin.end(JSON.stringify(cases.map(({ method, params }) => [method, params])));
  });
}

/** Takes out what differs from run to run: pids, times, and the names of directories and automatic logs. */
function normalise(all: readonly unknown[], directory: string): readonly unknown[] {
  const text = JSON.stringify(all)
    .replaceAll(directory, "@DIR@")
    .replace(/(std(?:out|err))---differential-\w+\.log/g, "$1---differential-XXXXXXXX.log")
    .replace(/"(start|stop|now)": ?[1-9]\d*/g, '"$1":"some time"')
    .replace(/"pid": ?[1-9]\d*/g, '"pid":"some pid"')
    .replace(/pid \d+, uptime [^"]*/g, "pid N, uptime T")
    .replace(/[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M/g, "some time")
    // Supervisor 4.2 does not have it yet.
    .replace(/"autorestart": ?("unexpected"|true|false),/g, "");
  return JSON.parse(text).map((outcome: { readonly value?: unknown } | null, index: number) =>
    cases[index]?.method.startsWith("supervisor.stop") ? inOrder(outcome) : outcome,
  );
}

/** Supervisor tells of members that stop at almost the same time in the order in which it notices. */
function inOrder(outcome: { readonly value?: unknown } | null): unknown {
  const value = outcome?.value;
  if (!Array.isArray(value) || !value.every((one) => one?.status === 80)) return outcome;
  return { value: value.toSorted((a, b) => (a.group + a.name < b.group + b.name ? -1 : 1)) };
}
