/** `describe` and `history` of supervisorctl, against real daemons: ours, and Supervisor's. */
import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { ProcessReport } from "../../src/ctl/describe/process-report.ts";
import { bin, Daemon, peerSupervisord } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { python, Terminal } from "../helpers/terminal.ts";

const ctl = join(bin, "supervisorctl");

const programs = `[program:web]
command=/bin/sh -c 'printf "no \\033[2Jport\\n" >&2; exit 3' http://me:hidden@host/
startretries=0
environment=TOKEN="hidden",OTHER="x"
directory=/tmp
stdout_logfile=@DIR@/web.log
stderr_logfile=@DIR@/web.err
[program:pair]
command=/bin/cat
process_name=%(process_num)d
numprocs=2
redirect_stderr=true
[program:nowhere]
command=/nowhere
startretries=0
`;

describe("describe and history", () => {
  let daemon: Daemon;
  before(async () => {
    daemon = await new Daemon({ programs }).start();
    for (const name of ["web", "nowhere"]) await daemon.untilState(name, "FATAL");
    for (const name of ["pair:0", "pair:1"]) await daemon.untilState(name, "RUNNING");
  });
  after(() => daemon.stop());

  test("describe tells everything of a process, and no secret", () => {
    const { stdout, stderr, status } = daemon.ctl("describe", "web");
    assert.deepEqual([stderr, status], ["", 0]);
    for (const pattern of [
      /^web {2}FATAL since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n {2}exit status 3, 1 attempt, at \d\d:\d\d:\d\d: no port\n/,
      /^ {2}command +\/bin\/sh -c '.*' http:\/\/\*\*\*@host\/$/m,
      /^ {2}directory +\/tmp$/m,
      /^ {2}section +\[program:web\] .*supervisord\.conf:\d+$/m,
      /^Lives\n {2}STARTED +ENDED +AFTER +HOW\n {2}\d.* {2}exit status 3, unexpected$/m,
      /^Logs\n {2}stdout {2}.*web\.log {2}0 B\n {2}stderr {2}.*web\.err {2}1\d B$/m,
      /^Environment\n {2}OTHER\n {2}TOKEN$/m,
      /^ {2}startretries +0 +.*supervisord\.conf:\d+$/m,
      /^ {2}startsecs +1 +default$/m,
    ]) {
      assert.match(stdout, pattern);
    }
    const all = daemon.ctl("describe", "all", "--json");
    assert.doesNotMatch(all.stdout + stdout, /hidden/);
    const reports: readonly ProcessReport[] = JSON.parse(all.stdout);
    assert.deepEqual(reports.map(({ id }) => id).sort(), ["nowhere", "pair:0", "pair:1", "web"]);
    assert.equal(reports.find(({ id }) => id === "nowhere")?.lives[0]?.how, "can't find command '/nowhere'");
  });

  test("several stand one below the other, unknown ones are told", () => {
    const { stdout, stderr, status } = daemon.ctl("describe", "pair:*", "wbe");
    assert.equal(stdout.match(/^pair:\d {2}RUNNING since /gm)?.length, 2);
    assert.match(stdout, /^ {2}stderr {2}goes to stdout \(redirect_stderr=true\)$/m);
    assert.equal(stderr, "wbe: ERROR (no such process name)\nsupervisorctl: did you mean web?\n");
    assert.equal(status, 1);
    assert.equal(daemon.ctl("describe").status, 2);
  });

  test("history is one list, -n and names choose", () => {
    const lines = (...words: readonly string[]) =>
      daemon
        .ctl("history", ...words)
        .stdout.split("\n")
        .slice(0, -1)
        .map((line) => line.slice("2026-01-01 00:00:00  ".length));
    assert.deepEqual(lines("web").slice(0, 1), ["web  started"]);
    assert.match(lines("web")[1] ?? "", /^web {2}ended after [\d.]+s: exit status 3, unexpected, attempt 1$/);
    assert.deepEqual(lines("nowhere"), ["nowhere  could not be started: can't find command '/nowhere', attempt 1"]);
    assert.equal(lines().length, 5);
    assert.equal(lines("-n", "2").length, 2);
    assert.equal(lines("-n0").length, 0);
    assert.equal(JSON.parse(daemon.ctl("history", "--json", "-n", "all", "pair:*").stdout).length, 2);
    assert.match(daemon.ctl("history", "-n", "x").stdout, /^Error: bad number x\n/);
    assert.equal(daemon.ctl("history", "nobody").status, 1);
  });

  test("where the files say something else by now, no place is named", () => {
    appendFileSync(daemon.configuration, "\n[program:pair]\nstopwaitsecs=3\n");
    const [report]: readonly ProcessReport[] = JSON.parse(daemon.ctl("describe", "pair:0", "--json").stdout);
    const option = report?.options.find((each) => each.option === "stopwaitsecs");
    assert.deepEqual([option?.value, option?.place, option?.differs], ["10", null, true]);
    assert.match(daemon.ctl("describe", "pair:0").stdout, /^ {2}stopwaitsecs +10 +changed in the files$/m);
  });

  test("on a terminal defaults stand back, ends are coloured, and nothing acts on it", requires(python), async () => {
    await using terminal = new Terminal([ctl, "-c", daemon.configuration, "describe", "web"]);
    assert.equal(await terminal.ended(), 0);
    assert.match(terminal.screen, /web {2}\x1b\[31mFATAL\x1b\[0m since /);
    assert.match(terminal.screen, /\x1b\[2m {2}startsecs +1 +default\x1b\[0m/);
    assert.ok(!terminal.screen.includes("\x1b[2J"));
    await using other = new Terminal([ctl, "-c", daemon.configuration, "history", "web"]);
    assert.equal(await other.ended(), 0);
    assert.match(other.screen, /web {2}\x1b\[31mended after .*\x1b\[0m\r\n/);
  });
});

describe("describe and history of a Supervisor", requires(peerSupervisord), () => {
  test("show what it tells, and say what it does not", async () => {
    await using daemon = await new Daemon({ programs, executable: peerSupervisord }).start();
    await daemon.untilState("web", "FATAL");
    await daemon.untilState("pair:0", "RUNNING");
    const { stdout, stderr, status } = daemon.ctl("describe", "web", "pair:0");
    assert.equal(status, 0);
    assert.match(
      stderr,
      /^supervisorctl: this server is not supervisor-ts, or an older one: it knows neither former lives/,
    );
    assert.match(stdout, /^web {2}FATAL since .*\n {2}command +\/bin\/sh -c .*http:\/\/\*\*\*@host/);
    assert.match(stdout, /^ {2}error +Exited too quickly/m);
    assert.match(stdout, /^pair:0 {2}RUNNING since /m);
    assert.match(stdout, /^ {2}startretries +0$/m);
    assert.doesNotMatch(stdout, /hidden/);
    const past = daemon.ctl("history", "web", "pair:0");
    assert.match(past.stderr, /it knows the last start and the last end of each process/);
    assert.match(past.stdout, /^\d.* web {5}ended/m);
    assert.match(past.stdout, /^\d.* pair:0 {2}started$/m);
  });
});
