import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FakeSystem } from "../system/fake-system.ts";
import { type CheckLookups, checkConfiguration } from "./check-configuration.ts";
import { readText } from "./fixtures.ts";
import { formatProblem } from "./problem.ts";

/** Problems and warnings of a configuration; every command but /bin/x fails. */
function check(text: string, lookups: Partial<CheckLookups> = {}) {
  const system = new FakeSystem();
  system.files.makeDirectory("/var/dir");
  const result = checkConfiguration(readText(`[supervisord]\n${text}`, system), {
    files: system.files,
    users: system.users,
    home: "/root",
    effectiveUid: 0,
    cwd: "/site",
    commandFailure: ({ command }) => (command.startsWith("/bin/x") ? undefined : `can't find command '${command}'`),
    ...lookups,
  });
  return { problems: result.problems.map(formatProblem), warnings: result.warnings.map(formatProblem) };
}

const clean = { problems: [], warnings: [] };

describe("checkConfiguration", () => {
  test("has nothing to say of what works", () => {
    const text =
      "[program:x]\ncommand=/bin/x\ndirectory=/tmp\nstdout_logfile=/tmp/x.log\n[unix_http_server]\nfile=/tmp/s\n";
    assert.deepEqual(check(text), clean);
  });

  test("finds commands that cannot be started, once for a program", () => {
    assert.deepEqual(check("[program:y]\ncommand=gunicorn\nnumprocs=3\nprocess_name=%(process_num)d\n").problems, [
      "/etc/c.conf:3: [program:y] command: can't find command 'gunicorn'; give its full path, or install it",
    ]);
  });

  test("finds directories that are missing", () => {
    assert.deepEqual(
      check("[program:x]\ncommand=/bin/x\ndirectory=/no/such\n[unix_http_server]\nfile=/no/s.sock\n").problems,
      [
        "/etc/c.conf:4: [program:x] directory: /no/such is not an existing directory; create it",
        "/etc/c.conf:6: [unix_http_server] file: /no is not an existing directory; create it",
      ],
    );
  });

  test("finds paths that cannot be files or sockets", () => {
    const long = `/tmp/${"x".repeat(110)}`;
    const text = `[program:x]\ncommand=/bin/x\nstdout_logfile=/var/dir\n[unix_http_server]\nfile=/var/dir\n[unix_http_server:b]\nfile=${long}\n`;
    assert.deepEqual(check(text).problems, [
      "/etc/c.conf:4: [program:x] stdout_logfile: /var/dir is a directory; name a file",
      "/etc/c.conf:6: [unix_http_server] file: /var/dir is a directory; name a socket in it",
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

  test("warns of a rotated log that two share, under whatever name", () => {
    const text = `logfile=/site/s.log
[program:a]
command=/bin/x
stdout_logfile=/site/../site/a.log
stderr_logfile=s.log
[program:b]
command=/bin/x
stdout_logfile=a.log
numprocs=2
process_name=%(process_num)d
`;
    const system = new FakeSystem();
    system.files.makeDirectory("/site");
    const read = readText(`[supervisord]\n${text}`, system);
    const lookups = { files: system.files, users: system.users, home: "/", effectiveUid: 0, cwd: "/site" };
    const { warnings } = checkConfiguration(read, { ...lookups, commandFailure: () => undefined });
    const hint = "give each its own file, or set the *_logfile_maxbytes of both to 0";
    assert.deepEqual(warnings.map(formatProblem), [
      `/etc/c.conf:6: [program:a] stderr_logfile: s.log is also written and rotated by supervisord itself; ${hint}`,
      `/etc/c.conf:9: [program:b] stdout_logfile: a.log is also written and rotated by stdout of a in [program:a]; ${hint}`,
    ]);
  });

  test("does not mind a shared log that nobody rotates", () => {
    const log = "stdout_logfile=/dev/stdout\nstdout_logfile_maxbytes=0\n";
    assert.deepEqual(check(`[program:a]\ncommand=/bin/x\n${log}[program:b]\ncommand=/bin/x\n${log}`), clean);
  });

  test("warns of an option that is set twice in one file", () => {
    assert.deepEqual(check("[program:x]\ncommand=/bin/x\nstartsecs=1\n[program:x]\nStartSecs=2\n").warnings, [
      "/etc/c.conf:4: [program:x] startsecs: is set again, which is what counts, in line 6; remove one of them",
    ]);
  });

  test("knows that only root can start the daemon as another user", () => {
    assert.deepEqual(check("user=nobody\n"), clean);
    assert.deepEqual(check("user=nobody\n", { effectiveUid: 1000 }).problems, [
      "/etc/c.conf:2: [supervisord] user: Can't drop privilege as nonroot user; start supervisord as root or as nobody",
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
});
