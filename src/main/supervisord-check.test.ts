import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fakeLookups } from "../config/check/fixtures.ts";
import type { ResolvedCommand } from "../config/check/subject.ts";
import { requestFor } from "../config/fixtures.ts";
import { readConfiguration } from "../config/read-configuration.ts";
import { FakeSystem } from "../system/fake-system.ts";
import { type CheckOptions, reportCheck } from "./supervisord-check.ts";

function check(text: string, { failure, ...options }: Partial<CheckOptions> & { failure?: string } = {}) {
  const system = new FakeSystem();
  const resolve = ({ command }: { readonly command: string }): ResolvedCommand =>
    failure === undefined ? { ok: true, file: command } : { ok: false, reason: failure };
  const read = readConfiguration(requestFor(text, system));
  return reportCheck("c.conf", read, fakeLookups(system, text, { resolve }), {
    strict: false,
    json: false,
    ...options,
  });
}

const frame = `[supervisord]
[unix_http_server]
file=/tmp/s.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
`;
const clean = `${frame}[program:x]\ncommand=/bin/x\n`;
const text = `${clean}colour=red\n[include]\nfiles=none/*\n`;
const warnings =
  "Warning: /etc/c.conf:8: [program:x] unknown option colour is ignored\n" +
  'Warning: /etc/c.conf:10: [include] files: No file matches via include "/etc/none/*"\n';

describe("supervisord --check", () => {
  test("says what was found, with warnings, and exits with 0", () => {
    assert.deepEqual(check(text), { stdout: "c.conf: valid, 1 process in 1 group\n", stderr: warnings, status: 0 });
  });

  test("exits with 2 when something cannot work", () => {
    const { stdout, stderr, status } = check(text, { failure: "command is empty" });
    assert.deepEqual([stdout, status], ["", 2]);
    assert.match(stderr, /^Error: \/etc\/c\.conf:7: \[program:x\] command: command is empty; .*\nWarning: /);
  });

  test("exits with 2 when the configuration cannot be read", () => {
    assert.deepEqual(check("[supervisord]\nloglevel=foo\n"), {
      stdout: "",
      stderr:
        "Error: /etc/c.conf:2: [supervisord] loglevel: bad logging level name 'foo'; " +
        "expected one of critical, error, warn, info, debug, trace, blather\n",
      status: 2,
    });
  });

  test("--strict exits with 2 for warnings, too", () => {
    assert.deepEqual(check(text, { strict: true }), { stdout: "", stderr: warnings, status: 2 });
    assert.equal(check(clean, { strict: true }).status, 0);
  });

  test("puts lines to write below, indented", () => {
    const { stderr } = check(`${frame}[program:x]\ncommand=/bin/x $HOME\n`);
    assert.match(stderr, /; write:\n {4}command=\/bin\/x %\(ENV_HOME\)s\n$/);
  });

  test("--json prints everything on the standard output, with the same exit status", () => {
    const { stdout, stderr, status } = check(`${clean}colour=red\n`, { json: true });
    assert.deepEqual([stderr, status], ["", 0]);
    const unknown = {
      severity: "warning",
      rule: "unknown-option",
      file: "/etc/c.conf",
      line: 8,
      section: "program:x",
      option: "colour",
      message: "[program:x] unknown option colour is ignored",
      instead: null,
      lines: [],
    };
    assert.deepEqual(JSON.parse(stdout), {
      file: "c.conf",
      valid: true,
      groups: 1,
      processes: 1,
      findings: [unknown],
    });
    assert.equal(check(`${clean}colour=red\n`, { json: true, strict: true }).status, 2);
    const refused = check("[supervisord]\nloglevel=foo\n", { json: true });
    assert.deepEqual([refused.status, JSON.parse(refused.stdout).valid], [2, false]);
    assert.deepEqual(JSON.parse(refused.stdout).findings[0].rule, "invalid");
  });
});
