import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { requestFor } from "../config/fixtures.ts";
import { readConfiguration } from "../config/read-configuration.ts";
import { reportCheck } from "./supervisord-check.ts";

function check(text: string, failure?: string) {
  const request = requestFor(text);
  const { files, users, cwd, effectiveUid } = request;
  const lookups = { files, users, cwd, effectiveUid, home: "/", commandFailure: () => failure };
  return reportCheck("c.conf", readConfiguration(request), lookups);
}

const text = "[supervisord]\n[program:x]\ncommand=/bin/x\ncolour=red\n[include]\nfiles=none/*\n";
const warnings =
  "Warning: /etc/c.conf:4: [program:x] unknown option colour is ignored\n" +
  'Warning: No file matches via include "/etc/none/*"\n';

describe("supervisord --check", () => {
  test("says what was found, with warnings, and exits with 0", () => {
    const report = check(text);
    assert.deepEqual(report, { stdout: "c.conf: valid, 1 process in 1 group\n", stderr: report.stderr, status: 0 });
    assert.deepEqual(report.stderr.split("\n").sort(), warnings.split("\n").sort());
  });

  test("exits with 2 when something cannot work", () => {
    const { stdout, stderr, status } = check(text, "command is empty");
    assert.deepEqual([stdout, status], ["", 2]);
    assert.match(stderr, /^Error: \/etc\/c\.conf:3: \[program:x\] command: command is empty; .*\nWarning: /);
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
});
