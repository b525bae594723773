/** supervisorctl against a real supervisord: what it does beyond Supervisor's, and what it says when nothing answers. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { bin, complete, Daemon, peerSupervisord } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";

const ctl = join(bin, "supervisorctl");

describe("supervisorctl", () => {
  let daemon: Daemon;
  before(async () => {
    daemon = await new Daemon({
      programs: `[program:web-1]
command=/bin/cat
[program:web-2]
command=/bin/cat
[program:job]
command=/bin/cat
process_name=%(program_name)s_%(process_num)d
numprocs=2
autostart=false
[program:idle]
command=/bin/cat
autostart=false
`,
    }).start();
    for (const name of ["web-1", "web-2"]) await daemon.untilState(name, "RUNNING");
  });
  after(() => daemon.stop());

  test("patterns name processes and groups in every action", () => {
    const said = (...args: readonly string[]) =>
      daemon
        .ctl(...args)
        .stdout.split("\n")
        .sort()
        .join("\n")
        .trim();
    assert.equal(said("restart", "web-*:*"), "web-1: started\nweb-1: stopped\nweb-2: started\nweb-2: stopped");
    assert.equal(said("start", "job:*_[1-9]"), "job:job_1: started");
    assert.equal(
      said("start", "*"),
      "job:job_0: started\njob:job_1: ERROR (already started)\nidle: started\nweb-1: ERROR (already started)\nweb-2: ERROR (already started)"
        .split("\n")
        .sort()
        .join("\n"),
    );
    assert.match(said("status", "w*"), /^web-1 .*\nweb-2 .*$/);
    assert.match(said("pid", "job:*"), /^\d+\n\d+$/);
    assert.equal(said("signal", "CONT", "web-?"), "web-1: signalled\nweb-2: signalled");
    assert.equal(said("clear", "job:*"), "job:job_0: cleared\njob:job_1: cleared");
    assert.equal(said("stop", "j*", "idle"), "idle: stopped\njob:job_0: stopped\njob:job_1: stopped");
    const unknown = daemon.ctl("start", "nope-*");
    assert.deepEqual([unknown.stdout, unknown.status], ["nope-*: ERROR (no such process)\n", 1]);
    const unknownGroup = daemon.ctl("start", "nope-*:*");
    assert.deepEqual([unknownGroup.stdout, unknownGroup.status], ["nope-*: ERROR (no such group)\n", 2]);
  });

  test("tail shows several, each below its name; fg wants one; add and remove work on groups", () => {
    const { stdout, status } = daemon.ctl("tail", "-5", "web-?", "stderr");
    assert.deepEqual([stdout, status], ["==> web-1 <==\n\n==> web-2 <==\n\n", 0]);
    assert.equal(daemon.ctl("tail", "web-[1]").stdout, "\n");
    assert.equal(daemon.ctl("tail", "nope*").stdout, "nope*: ERROR (no such process name)\n");
    assert.equal(daemon.ctl("fg", "*").stdout, "ERROR: too many process names supplied\n");
    assert.equal(daemon.ctl("fg", "nope*").stdout, "ERROR: bad process name supplied\n");
    assert.equal(daemon.ctl("fg", "id*").stdout, "ERROR: process not running\n");
    assert.equal(
      daemon.ctl("remove", "i*", "jo[b]").stdout,
      "idle: removed process group\njob: removed process group\n",
    );
    assert.equal(daemon.ctl("add", "web-*").stdout, "ERROR: no such process/group: web-*\n");
    assert.equal(daemon.ctl("add", "*").stdout, "idle: added process group\njob: added process group\n");
    assert.equal(daemon.ctl("update", "nope*").stdout, "ERROR: no such group: nope*\n");
  });

  test("status --json has what getProcessInfo has, and the same exit status", () => {
    const all = daemon.ctl("status", "--json");
    assert.equal(all.status, 3);
    const processes = JSON.parse(all.stdout);
    assert.deepEqual(
      processes.map(({ group, name }: { group: string; name: string }) => `${group}:${name}`),
      ["idle:idle", "job:job_0", "job:job_1", "web-1:web-1", "web-2:web-2"],
    );
    assert.equal(processes[4].statename, "RUNNING");
    assert.ok(processes[4].pid > 0);
    assert.equal(processes[0].usage, null);
    const { cpuSeconds, residentBytes } = processes[4].usage;
    assert.ok(cpuSeconds >= 0 && residentBytes > 100_000, JSON.stringify(processes[4].usage));
    const some = daemon.ctl("status", "web-1", "nope", "--json");
    assert.equal(some.status, 4);
    assert.equal(JSON.parse(some.stdout).length, 1);
    assert.equal(some.stderr, "nope: ERROR (no such process)\n");
  });

  test("status --json does without the figures where the server is Supervisor", requires(peerSupervisord), async () => {
    await using peer = new Daemon({ programs: "[program:cat]\ncommand=/bin/cat\n", executable: peerSupervisord });
    await peer.start();
    await peer.untilState("cat", "RUNNING");
    const { status, stdout, stderr } = peer.ctl("status", "--json");
    assert.deepEqual([status, stderr], [0, ""]);
    const [{ usage, trouble, flapping }] = JSON.parse(stdout);
    assert.deepEqual([usage, trouble, flapping], [null, null, null]);
  });

  test("into a pipe there are no colours", () => {
    assert.ok(!daemon.ctl("status").stdout.includes("\x1b"));
  });
});

describe("tail -f", () => {
  let daemon: Daemon;
  before(async () => {
    daemon = await new Daemon({
      programs: `[program:a]
command=/bin/cat
stdout_logfile=@DIR@/a.log
stdout_logfile_maxbytes=1000
stdout_logfile_backups=1
[program:bb]
command=/bin/cat
stdout_logfile=@DIR@/bb.log
stdout_logfile_maxbytes=0
`,
    }).start();
    for (const name of ["a", "bb"]) await daemon.untilState(name, "RUNNING");
  });
  after(() => daemon.stop());

  async function follow(args: readonly string[], during: (shown: () => string) => Promise<void>) {
    const child = spawn(ctl, ["-c", daemon.configuration, "tail", "-f", ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let shown = "";
    let errors = "";
    child.stdout.on("data", (chunk) => {
      shown += chunk;
    });
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    await until("the log is followed", () => shown.includes("<==\n"));
    await during(() => shown);
    child.kill("SIGINT");
    const [status] = await once(child, "close");
    return { shown, errors, status };
  }

  const say = (name: string, text: string) => daemon.rpc("supervisor.sendProcessStdin", name, text);

  test("goes on through rotation, and through clearing", async () => {
    const { shown, status } = await follow(["a"], async (shown) => {
      for (let line = 0; line < 60; line++) {
        await say("a", `line ${line} ${"x".repeat(40)}\n`);
        await until(`line ${line} is shown`, () => shown().includes(`line ${line} `));
      }
      daemon.ctl("clear", "a");
      await say("a", "after the clear\n");
      await until("what comes after is shown", () => shown().includes("after the clear\n"));
    });
    assert.equal(status, 0);
    assert.ok(shown.endsWith("\n\n"));
  });

  test("follows several processes, each line behind its name", async () => {
    daemon.ctl("clear", "all");
    const { shown, status } = await follow(["a", "bb"], async (shown) => {
      await say("a", "one\n");
      await until("a is shown", () => shown().includes("one\n"));
      await say("bb", "two\n");
      await until("bb is shown", () => shown().includes("two\n"));
    });
    assert.equal(status, 0);
    assert.match(shown, /^==> Press Ctrl-C to exit <==\n[\s\S]*a {2}\| one\nbb \| two\n\n$/);
  });

  test("patterns and all name several, an unknown name none", async () => {
    const { shown } = await follow(["*"], async (shown) => {
      await say("bb", "three\n");
      await until("bb is shown", () => shown().includes("bb | three\n"));
    });
    assert.ok(shown.startsWith("==> Press"));
    const unknown = daemon.ctl("tail", "-f", "a", "bb", "nope");
    assert.deepEqual([unknown.stdout, unknown.status], ["nope: ERROR (no such process name)\n", 1]);
  });

  test("ends with a word on standard error when the server ends", async () => {
    const other = await new Daemon({ programs: "[program:c]\ncommand=/bin/sh -c 'echo ready; exec cat'\n" }).start();
    const child = spawn(ctl, ["-c", other.configuration, "tail", "-f", "c"], { stdio: ["ignore", "pipe", "pipe"] });
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    const closed = once(child, "close");
    let shown = "";
    child.stdout.on("data", (chunk) => {
      shown += chunk;
    });
    await until("the log is followed", () => shown.includes("ready"));
    await other.stop();
    const [status] = await closed;
    assert.equal(errors, `unix://${other.socket}/logtail/c/stdout Cannot read, the server closed the connection\n`);
    assert.equal(status, 0);
  });
});

describe("when no supervisord answers", () => {
  const daemon = new Daemon();
  after(() => daemon.stop());
  const run = (...args: readonly string[]) => complete(ctl, args, { cwd: daemon.directory });

  test("a missing socket is named, with the configuration that names it", () => {
    const { stdout, stderr, status } = run("-c", daemon.configuration, "pid");
    assert.equal(stdout, `unix://${daemon.socket} no such file\n`);
    assert.equal(
      stderr,
      `supervisorctl: tried unix://${daemon.socket} (serverurl in [supervisorctl] of ${daemon.configuration}): the socket does ` +
        "not exist; is supervisord running, and is this its [unix_http_server] file?\n",
    );
    assert.equal(status, 7);
  });

  test("a refused connection, from an action that does not check first", async () => {
    const port = await freePort();
    const { stdout, stderr, status } = run("-s", `http://127.0.0.1:${port}`, "reread");
    assert.equal(stdout, `error: http://127.0.0.1:${port} refused connection\n`);
    assert.match(
      stderr,
      /^supervisorctl: tried http:\/\/127\.0\.0\.1:\d+ \(from the command line\): connection refused; is/,
    );
    assert.equal(status, 1);
  });

  test("IPv6, and a relative path of a socket, lead to a server like any other address", async (t) => {
    const port = await freePort();
    const other = new Daemon({ programs: `[inet_http_server]\nport=[::1]:${port}\n` });
    t.after(() => other.stop());
    if (!existsSync("/proc/net/if_inet6")) return t.skip("no IPv6");
    await other.start();
    const urls = [`http://[::1]:${port}`, `http://[0:0:0:0:0:0:0:1]:${port}/RPC2`, "unix://supervisor.sock"];
    for (const url of urls) {
      const { stdout, status } = complete(ctl, ["-s", url, "pid"], { cwd: other.directory });
      assert.deepEqual([stdout, status], [`${other.pid}\n`, 0]);
    }
  });

  test("a password in the URL is shown to nobody", async () => {
    const port = await freePort();
    for (const action of ["version", "reread", "shutdown"]) {
      const { stdout, stderr } = run("-s", `http://me:s%40c:r@et@127.0.0.1:${port}/x`, action);
      assert.match(
        stdout,
        new RegExp(`^(error: |ERROR: )?http://me:\\*\\*\\*@127\\.0\\.0\\.1:${port}/x refused connection`),
      );
      assert.doesNotMatch(stdout + stderr, /s%40c|r@et/);
    }
  });

  test("a file or a directory where the socket should be", () => {
    for (const path of ["/etc/passwd", daemon.directory]) {
      const { stdout, stderr, status } = run("-s", `unix://${path}`, "pid");
      assert.equal(stdout, `unix://${path} refused connection\n`);
      assert.match(
        stderr,
        /\(from the command line\): the file is not a socket; is this its \[unix_http_server\] file\?\n$/,
      );
      assert.equal(status, 4);
    }
    const { stdout, status } = run("-s", `unix:///${"x".repeat(200)}`, "pid");
    assert.match(stdout, /^error: the socket's path is longer than the 107 bytes of the system: unix:/);
    assert.equal(status, 1);
  });

  test("a socket that is for others", requires("/usr/sbin/runuser"), async (t) => {
    if (process.getuid?.() !== 0) return t.skip("only root can become somebody else");
    const other = await new Daemon().start();
    t.after(() => other.stop());
    const { stdout, stderr } = complete("/usr/sbin/runuser", [
      "-u",
      "nobody",
      "--",
      process.execPath,
      ctl,
      "-s",
      `unix://${other.socket}`,
      "pid",
    ]);
    assert.equal(stdout, `error: unix://${other.socket}: permission denied\n`);
    assert.match(
      stderr,
      /permission denied; run this as a user whom the chmod and chown of \[unix_http_server\] admit/,
    );
  });

  test("credentials that are missing or wrong", async (t) => {
    const other = await new Daemon({ programs: "[unix_http_server]\nusername=u\npassword=p\n" }).start();
    t.after(() => other.stop());
    const { stdout, stderr, status } = other.ctl("version");
    assert.equal(stdout, "Server requires authentication\n");
    assert.match(stderr, /user name or password missing or wrong; give them with -u and -p, or in \[supervisorctl\]/);
    assert.equal(status, 1);
  });
});
