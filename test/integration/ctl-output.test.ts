/** Where supervisorctl's output goes, and what it does when it cannot go there. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { bin, complete, Daemon } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";

const ctl = join(bin, "supervisorctl");

describe("output of supervisorctl", () => {
  let daemon: Daemon;
  before(async () => {
    daemon = await new Daemon({
      programs: `[program:many]
command=/bin/cat
process_name=%(program_name)s_%(process_num)d
numprocs=1000
autostart=false
stdout_logfile=NONE
stderr_logfile=NONE
`,
    }).start();
  });
  after(() => daemon.stop());

  const shell = (script: string) =>
    complete("/bin/sh", ["-c", script, "sh", ctl, daemon.configuration], { cwd: daemon.directory });

  test("all of it reaches a reader who is slower than the command, in a pipe", () => {
    const { stdout } = shell('"$1" -c "$2" status --json | { sleep 1; cat; }');
    const processes = JSON.parse(stdout);
    assert.equal(processes.length, 1000);
    assert.ok(stdout.length > 200_000, "more than a pipe holds");
    assert.equal(shell('"$1" -c "$2" status | { sleep 1; wc -l; }').stdout.trim(), "1000");
  });

  test("a reader who leaves in the middle ends it without a word, with the status of SIGPIPE", () => {
    const { stdout, stderr } = shell('{ "$1" -c "$2" status --json; echo "$?" >&2; } | head -c 1');
    assert.equal(stdout, "[");
    assert.equal(stderr, "141\n");
  });

  test("a full disk is told, and is a failure", requires("/dev/full"), () => {
    const { stderr, status } = shell('"$1" -c "$2" version > /dev/full');
    assert.equal(stderr, "supervisorctl: cannot write to standard output: ENOSPC: no space left on device, write\n");
    assert.equal(status, 1);
  });

  test("without standard output or error it works all the same", () => {
    const { stderr, status } = shell('"$1" -c "$2" version >&-');
    assert.deepEqual([stderr, status], ["", 0]);
    assert.equal(shell('"$1" -s unix:///nonexistent.sock version 2>&-').status, 7);
  });
});

describe("output of the other commands", () => {
  const programs = Array.from({ length: 100 }, (_, index) => `[program:p${index}]\ncommand=/bin/cat\n`).join("");
  const daemon = new Daemon({ programs });
  after(() => daemon.stop());
  const shell = (script: string) =>
    complete("/bin/sh", ["-c", script, "sh", bin, daemon.configuration], { cwd: daemon.directory });

  test("supervisord --print-config is complete for a slow reader, and quiet for one who leaves", () => {
    const whole = shell('"$1/supervisord" -c "$2" --print-config | { sleep 1; cat; }').stdout;
    assert.ok(whole.length > 200_000);
    assert.doesNotThrow(() => JSON.parse(whole));
    const left = shell('{ "$1/supervisord" -c "$2" --print-config; echo "$?" >&2; } | head -c 1');
    assert.equal(left.stderr, "141\n");
  });

  test("a full disk is told", requires("/dev/full"), () => {
    for (const command of ["supervisord --version", "echo_supervisord_conf"]) {
      const { stderr, status } = shell(`"$1"/${command} > /dev/full`);
      assert.match(stderr, /^\w+: cannot write to standard output: ENOSPC/);
      assert.equal(status, 1);
    }
  });
});
