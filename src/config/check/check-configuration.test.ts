import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FakeSystem } from "../../system/fake-system.ts";
import { formatProblem } from "../problem.ts";
import { findingsOf } from "./fixtures.ts";
import type { CheckLookups } from "./subject.ts";

const server = `[unix_http_server]
file=/tmp/s.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
`;

/** Problems and warnings of a configuration; every command but /bin/x fails. */
function check(text: string, lookups: Partial<CheckLookups> = {}) {
  const system = new FakeSystem();
  system.files.makeDirectory("/var/dir");
  const findings = findingsOf(
    `[supervisord]\n${text}${server}`,
    {
      resolve: ({ command }) =>
        command.startsWith("/bin/x")
          ? { ok: true, file: "/bin/x" }
          : { ok: false, reason: `can't find command '${command}'` },
      ...lookups,
    },
    system,
  );
  const of = (wanted: string) => findings.filter(({ severity }) => severity === wanted).map(formatProblem);
  return { problems: of("error"), warnings: of("warning") };
}

const clean = { problems: [], warnings: [] };

describe("checkConfiguration", () => {
  test("has nothing to say of what works", () => {
    const text =
      "[program:x]\ncommand=/bin/x\ndirectory=/tmp\nstdout_logfile=/tmp/x.log\n[unix_http_server:2]\nfile=/tmp/s\n";
    assert.deepEqual(check(text), clean);
  });

  test("finds commands that cannot be started, once for a program", () => {
    assert.deepEqual(check("[program:y]\ncommand=gunicorn\nnumprocs=3\nprocess_name=%(process_num)d\n").problems, [
      "/etc/c.conf:3: [program:y] command: can't find command 'gunicorn'; give its full path, or install it",
    ]);
  });

  test("finds directories that are missing", () => {
    assert.deepEqual(
      check("[program:x]\ncommand=/bin/x\ndirectory=/no/such\n[unix_http_server:2]\nfile=/no/s.sock\n").problems,
      [
        "/etc/c.conf:4: [program:x] directory: /no/such is not an existing directory; create it",
        "/etc/c.conf:6: [unix_http_server:2] file: /no is not an existing directory; create it",
      ],
    );
  });

  test("finds paths that cannot be files or sockets", () => {
    const long = `/tmp/${"x".repeat(110)}`;
    const text = `[program:x]\ncommand=/bin/x\nstdout_logfile=/var/dir\n[unix_http_server:a]\nfile=/var/dir\n[unix_http_server:b]\nfile=${long}\n`;
    assert.deepEqual(check(text).problems, [
      "/etc/c.conf:4: [program:x] stdout_logfile: /var/dir is a directory; name a file",
      "/etc/c.conf:6: [unix_http_server:a] file: /var/dir is a directory; name a socket in it",
      `/etc/c.conf:8: [unix_http_server:b] file: ${long} is too long for a socket; use a shorter path`,
    ]);
  });

  test("knows that only root can become another user", () => {
    const text = "[program:x]\ncommand=/bin/x\nuser=nobody\n";
    assert.deepEqual(check(text), clean);
    assert.deepEqual(check(text, { effectiveUid: 65_534 }), clean);
    assert.deepEqual(check(text, { effectiveUid: 1000 }).problems, [
      "/etc/c.conf:4: [program:x] user: Can't drop privilege as nonroot user; start supervisord as root to run programs as nobody",
    ]);
  });

  test("knows that only root can start the daemon as another user", () => {
    assert.deepEqual(check("user=nobody\n"), clean);
    assert.deepEqual(check("user=nobody\n", { effectiveUid: 1000 }).problems, [
      "/etc/c.conf:2: [supervisord] user: Can't drop privilege as nonroot user; start supervisord as root or as nobody",
    ]);
  });

  test("warns of an option that is set twice in one file", () => {
    assert.deepEqual(check("[program:x]\ncommand=/bin/x\nstartsecs=1\n[program:x]\nStartSecs=2\n").warnings, [
      "/etc/c.conf:4: [program:x] startsecs: is set again, which is what counts, in line 6; remove one of them",
    ]);
  });

  test("sees a comment that cuts a quoted value", () => {
    const hint =
      "a ; or # after white space starts a comment, even inside quotes; leave out the white space in front of it";
    assert.deepEqual(check(`[program:y]\ncommand=sh -c "a ; b"\n`).problems, [
      `/etc/c.conf:3: [program:y] command: can't find command 'sh -c "a'; ${hint}`,
    ]);
    assert.deepEqual(check(`[program:x]\ncommand=/bin/x\nprocess_name='a ;b'\n`).warnings, [
      `/etc/c.conf:4: [program:x] process_name: the value is cut short before ;b'; ${hint}`,
    ]);
    assert.deepEqual(check(`[program:x]\ncommand=/bin/x "a" ; it's fine\n`), clean);
  });

  test("looks at the text of a file that is refused, too, and puts what cannot work first", () => {
    const { problems, warnings } = check("[program:x]\ncommand=/bin/x && y\n  autostart=false\nstartsecs=soon\n");
    assert.match(problems.join("\n"), /^\/etc\/c\.conf:5: \[program:x\] startsecs: /);
    assert.equal(warnings.length, 2, warnings.join("\n"));
  });
});

describe("a port in use", () => {
  const text = `[inet_http_server]\nport=127.0.0.1:9001\n`;
  const holder = { pid: 42, command: "nginx: master process" };
  const warnings = (lookups: Partial<CheckLookups>, port = text) => check(port, lookups).warnings;

  test("is told with who has it, as far as the system tells", () => {
    assert.deepEqual(warnings({ portListeners: () => [{ address: "127.0.0.1", holder }] }), [
      "/etc/c.conf:3: [inet_http_server] port: port 9001 is in use by pid 42 (nginx: master process): supervisord could not start now; stop it first, or choose another port",
    ]);
    assert.match(warnings({ portListeners: () => [{ address: "::", holder: undefined }] })[0] ?? "", /another program/);
  });

  test("is told of a FastCGI program once, alone or in a group", () => {
    const fcgi =
      "[fcgi-program:f]\ncommand=/bin/x\nsocket=tcp://127.0.0.1:9001\nnumprocs=3\nprocess_name=%(process_num)d\n";
    const taken = { portListeners: () => [{ address: "127.0.0.1", holder }] };
    const expected =
      "[fcgi-program:f] socket: port 9001 is in use by pid 42 (nginx: master process): its processes could not start now; stop it first, or choose another port";
    assert.deepEqual(warnings(taken, fcgi), [`/etc/c.conf:4: ${expected}`]);
    assert.deepEqual(warnings(taken, `[group:g]\nprograms=f\n${fcgi}`), [`/etc/c.conf:6: ${expected}`]);
  });

  test("is no matter on another address, or where the daemon of this configuration has it", () => {
    assert.deepEqual(warnings({ portListeners: () => [{ address: "192.0.2.7", holder }] }), []);
    const mine = { portListeners: () => [{ address: "127.0.0.1", holder }], runningDaemon: 42 };
    assert.deepEqual(warnings(mine), []);
    assert.deepEqual(warnings({ ...mine, portListeners: () => [{ address: "127.0.0.1", holder: undefined }] }), []);
    assert.equal(warnings({ ...mine, runningDaemon: 43 }).length, 1);
    const byName = text.replace("127.0.0.1", "localhost");
    assert.equal(warnings({ portListeners: () => [{ address: "127.0.0.1", holder }] }, byName).length, 1);
  });
});
