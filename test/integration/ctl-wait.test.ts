/** `wait` of supervisorctl, against real daemons: ours, and Supervisor's. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { bin, Daemon, peerSupervisord } from "../helpers/daemon.ts";
import { Following } from "../helpers/following.ts";
import { requires } from "../helpers/requires.ts";
import { keys, python, Terminal } from "../helpers/terminal.ts";
import { until } from "../helpers/until.ts";

const ctl = join(bin, "supervisorctl");

const programs = `[program:cat]
command=/bin/cat
autostart=false
[program:pair]
command=/bin/cat
process_name=%(process_num)d
numprocs=2
autostart=false
startsecs=0
[program:bad]
command=/bin/sh -c 'echo no such port >&2; exit 3'
autostart=false
startretries=0
[program:job]
command=/bin/sh -c 'test -e @DIR@/go && exit 5; exec sleep 0.1'
autorestart=true
startsecs=0
autostart=false
`;

for (const [server, executable] of [
  ["ours", undefined],
  ["Supervisor's", peerSupervisord],
] as const) {
  describe(`wait, with a daemon that is ${server}`, executable === undefined ? {} : requires(executable), () => {
    let daemon: Daemon;
    before(async () => {
      daemon = await new Daemon({ programs, ...(executable === undefined ? {} : { executable }) }).start();
    });
    after(() => daemon.stop());

    test("ends when all are running, and tells of each", async () => {
      await using waiting = new Following(daemon, "wait", "cat", "pair:*", "--timeout", "60s");
      await daemon.rpc("supervisor.startProcess", "pair:0");
      await until("the first is told", () => waiting.shown === "pair:0: running\n");
      await daemon.rpc("supervisor.startProcess", "pair:1");
      await daemon.rpc("supervisor.startProcess", "cat");
      assert.equal(await waiting.ended(), 0);
      assert.deepEqual(waiting.shown.trim().split("\n").sort(), ["cat: running", "pair:0: running", "pair:1: running"]);
      assert.deepEqual(daemon.ctl("wait", "cat", "pair:*"), {
        status: 0,
        stdout: "cat: running\npair:0: running\npair:1: running\n",
        stderr: "",
      });
    });

    test("stopped is at rest, whoever asked for it", async () => {
      await using waiting = new Following(daemon, "wait", "pair:1", "--for=stopped");
      await daemon.rpc("supervisor.stopProcess", "pair:1");
      assert.equal(await waiting.ended(), 0);
      assert.equal(waiting.shown, "pair:1: stopped\n");
    });

    test("the time can be up, status 124", () => {
      const { status, stdout, stderr } = daemon.ctl("wait", "cat", "bad", "--timeout", "250ms");
      assert.deepEqual([status, stdout], [124, "cat: running\n"]);
      assert.equal(stderr, "bad: ERROR (not running within 250ms: it is STOPPED)\n");
    });

    test("what is given up ends it with status 1, and the reason", async () => {
      await using waiting = new Following(daemon, "wait", "bad");
      await daemon.rpc("supervisor.startProcess", "bad");
      assert.equal(await waiting.ended(), 1);
      const why = executable === undefined ? /exit status 3.*: no such port/ : /Exited too quickly/;
      assert.match(waiting.errors, /^bad: ERROR \(will not be running: it is FATAL, /);
      assert.match(waiting.errors, why);
      assert.equal(daemon.ctl("wait", "bad", "--for", "stopped").status, 0);
      assert.match(daemon.ctl("wait", "bad", "--for", "exited").stderr, /will not be exited: it is FATAL/);
    });

    test("unknown names and wrong words are told at once", () => {
      const unknown = daemon.ctl("wait", "cta", "cat");
      assert.deepEqual([unknown.status, unknown.stdout], [1, ""]);
      assert.match(unknown.stderr, /^cta: ERROR \(no such process name\)\n.*did you mean cat\?\n$/);
      for (const [words, message] of [
        [[], "Error: wait requires a process name"],
        [["cat", "--for", "ever"], "Error: cannot wait for ever, only for running, stopped, exited"],
        [["cat", "--timeout", "soon"], "Error: bad time soon: write 250ms, 60s, 5m or 1h30m"],
      ] as const) {
        const { status, stdout } = daemon.ctl("wait", ...words);
        assert.deepEqual([status, stdout.split("\n")[0]], [2, message]);
      }
    });

    test("a daemon that goes away meanwhile ends it with status 1", async () => {
      const other = await new Daemon({ programs, ...(executable === undefined ? {} : { executable }) }).start();
      await using waiting = new Following(other, "wait", "pair:0", "cat");
      await other.rpc("supervisor.startProcess", "pair:0");
      await until("it waits", () => waiting.shown.includes("pair:0"));
      other.signal("SIGKILL");
      await other.ended();
      assert.equal(await waiting.ended(), 1);
      assert.match(waiting.errors, /^supervisorctl: whether it will be running cannot be seen any more: /);
      await other.start();
      await other.stop();
    });
  });
}

describe("wait", () => {
  let daemon: Daemon;
  before(async () => {
    daemon = await new Daemon({ programs }).start();
  });
  after(() => daemon.stop());

  test("an end by itself counts, though it is started again at once; an end of that kind is not at rest", async () => {
    await using exited = new Following(daemon, "wait", "job", "--for", "exited");
    await using stopped = new Following(daemon, "wait", "job", "--for", "stopped");
    await daemon.rpc("supervisor.startProcess", "job");
    assert.equal(await exited.ended(), 0);
    assert.equal(stopped.shown, "");
    daemon.ctl("stop", "job");
    assert.equal(await stopped.ended(), 0);
    assert.match(
      daemon.ctl("wait", "job", "--for", "exited").stderr,
      /^job: ERROR \(will not be exited: it is STOPPED/,
    );
  });

  test("what is removed will not be so", async () => {
    await using waiting = new Following(daemon, "wait", "pair:*", "--timeout", "60s");
    await daemon.rpc("supervisor.startProcess", "pair:0");
    await until("it waits", () => waiting.shown.includes("pair:0"));
    daemon.ctl("stop", "pair:*");
    daemon.ctl("remove", "pair");
    assert.equal(await waiting.ended(), 1);
    assert.match(waiting.errors, /^pair:\d: ERROR \(will not be running: it was removed\)\n$/);
  });

  test("on a terminal it says what it waits for; Ctrl-C gives up", requires(python), async () => {
    await using terminal = new Terminal([ctl, "-c", daemon.configuration, "wait", "cat", "--timeout", "5m"]);
    await terminal.see("waiting for cat to be running, 5m at most; Ctrl-C gives up\r\n");
    terminal.type(keys.ctrlC);
    assert.equal(await terminal.ended(), 130);
  });

  test("in the shell Ctrl-C leads back to the prompt", requires(python), async () => {
    await using terminal = new Terminal([ctl, "-c", daemon.configuration]);
    await terminal.see("supervisor> ");
    terminal.type(`wait cat${keys.enter}`);
    await terminal.see("Ctrl-C gives up");
    terminal.type(keys.ctrlC);
    await terminal.see("supervisor> ");
    terminal.type(keys.ctrlD);
    assert.equal(await terminal.ended(), 0);
  });
});
