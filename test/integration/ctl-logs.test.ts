/** `logs` and `tail -n` of supervisorctl, against a real daemon and its rotating logs. */
import assert from "node:assert/strict";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { bin, Daemon, peerSupervisord } from "../helpers/daemon.ts";
import { Following } from "../helpers/following.ts";
import { requires } from "../helpers/requires.ts";
import { keys, python, Terminal } from "../helpers/terminal.ts";
import { until } from "../helpers/until.ts";

const ctl = join(bin, "supervisorctl");

const programs = `[program:web]
command=/bin/cat
stdout_logfile=@DIR@/web.log
stdout_logfile_maxbytes=60
stdout_logfile_backups=9
stderr_logfile=@DIR@/web.err
[program:job]
command=/bin/cat
process_name=%(program_name)s_%(process_num)d
numprocs=2
redirect_stderr=true
stdout_logfile=@DIR@/%(program_name)s_%(process_num)d.log
[program:mute]
command=/bin/cat
stdout_logfile=NONE
stderr_logfile=/dev/null
`;

describe("logs", () => {
  let daemon: Daemon;
  before(async () => {
    daemon = await new Daemon({ programs }).start();
    for (const name of ["web", "job:job_0", "job:job_1", "mute"]) await daemon.untilState(name, "RUNNING");
  });
  after(() => daemon.stop());

  const stamped = (second: number, text: string) => `2026-01-01 10:00:0${second} ${text}`;
  /** Rotated files as the daemon would leave them. */
  const writeLogs = (): void => {
    writeFileSync(daemon.path("web.log.2"), `${stamped(0, "first")}\n${stamped(1, "sec")}`);
    writeFileSync(daemon.path("web.log.1"), `ond\n  at f()\n${stamped(4, "third")}\n`);
    writeFileSync(daemon.path("web.log"), `${stamped(6, "fourth")}\n`);
    writeFileSync(daemon.path("web.err"), `${stamped(3, "warned")}\n`);
    writeFileSync(daemon.path("job_0.log"), `${stamped(5, "begun")}\n`);
    writeFileSync(daemon.path("job_1.log"), "no time here\n");
  };

  test("several logs come in one order, rotated files first, each line behind its process", () => {
    writeLogs();
    const { stdout, stderr, status } = daemon.ctl("logs", "-n", "all", "web", "job:*");
    assert.deepEqual([stderr, status], ["", 0]);
    assert.deepEqual(stdout.split("\n"), [
      "job:job_1 | no time here",
      `web       | ${stamped(0, "first")}`,
      `web       | ${stamped(1, "second")}`,
      "web       |   at f()",
      `web       ! ${stamped(3, "warned")}`,
      `web       | ${stamped(4, "third")}`,
      `job:job_0 | ${stamped(5, "begun")}`,
      `web       | ${stamped(6, "fourth")}`,
      "",
    ]);
  });

  test("-n, --grep, --since and --stdout choose lines; one log alone has no prefixes", () => {
    writeLogs();
    const logs = (...args: readonly string[]) => daemon.ctl("logs", "web", "--stdout", ...args).stdout;
    assert.equal(logs("-n", "2"), `${stamped(4, "third")}\n${stamped(6, "fourth")}\n`);
    assert.equal(logs("-n", "0"), "");
    assert.equal(logs("--grep", "f(i|o)\\w+|at f"), `${stamped(0, "first")}\n  at f()\n${stamped(6, "fourth")}\n`);
    assert.equal(logs("--grep=:0[0-1] ", "-n1"), `${stamped(1, "second")}\n`);
    assert.equal(logs("--grep=:0[0-4] ", "-n", "1"), `${stamped(4, "third")}\n`);
    assert.equal(logs("--since", "2026-01-01 10:00:02"), `${stamped(4, "third")}\n${stamped(6, "fourth")}\n`);
    assert.equal(logs("--since", "10m"), "");
    const untimed = daemon.ctl("logs", "job:job_1", "--since", "10m");
    assert.equal(untimed.stdout, "no time here\n");
    assert.match(untimed.stderr, /^supervisorctl: lines of job:job_1 \(stdout\) do not begin with a date and a time/);
  });

  test("--json gives an object a line, with the time where it is known", () => {
    writeLogs();
    const objects = daemon
      .ctl("logs", "--json", "web", "job:job_1")
      .stdout.trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(objects[0], { process: "job:job_1", channel: "stdout", text: "no time here" });
    assert.deepEqual(objects.at(-1), {
      process: "web",
      channel: "stdout",
      text: stamped(6, "fourth"),
      at: new Date(2026, 0, 1, 10, 0, 6).toISOString(),
    });
  });

  test("a log that is none says so, an unknown name too, and the others go on", () => {
    writeLogs();
    const { stdout, stderr, status } = daemon.ctl("logs", "-n", "1", "mute", "wbe", "job:job_0");
    assert.equal(stdout, `${stamped(5, "begun")}\n`);
    assert.equal(
      stderr,
      "wbe: ERROR (no such process name)\n" +
        "mute: no stdout log to read: it is not kept (stdout_logfile=NONE)\n" +
        "mute: no stderr log to read: it goes to /dev/null, which cannot be read back\n" +
        "supervisorctl: did you mean web?\n",
    );
    assert.equal(status, 1);
    assert.match(daemon.ctl("logs", "job:job_0", "--stderr").stderr, /it goes to stdout \(redirect_stderr=true\)/);
  });

  test("wrong options are told with the usage, status 2", () => {
    for (const [args, message] of [
      [[], "Error: logs requires a process name"],
      [["web", "-x"], "Error: bad argument -x"],
      [["web", "-n"], "Error: -n requires LINES"],
      [["web", "-n", "x"], "Error: bad number of lines x"],
      [["web", "--since", "now"], "Error: bad time now: write 90s, 10m, 1h30m, 2d, or 2026-01-31 08:00"],
      [["web", "--grep", "("], "Error: bad pattern: Invalid regular expression: /(/u: Unterminated group"],
    ] as const) {
      const { stdout, status } = daemon.ctl("logs", ...args);
      assert.deepEqual([stdout.split("\n")[0], status], [message, 2]);
    }
  });

  test("following goes on where the past ended, through rotations, with the lines that match", async () => {
    writeLogs();
    appendFileSync(daemon.path("job_0.log"), "half a l");
    await using following = new Following(daemon, "logs", "-f", "-n", "1", "--grep", "[a-z]", "web", "job:job_0");
    await until("the past is shown", () => following.shown.includes("begun"));
    await daemon.rpc("supervisor.sendProcessStdin", "job:job_0", "ine\n0123\nthen another\n");
    for (let line = 0; line < 20; line++) {
      await daemon.rpc("supervisor.sendProcessStdin", "web", `a line of twenty bytes ${line}\n`);
    }
    await until("the last line is there", () => following.shown.includes("bytes 19\n"));
    await until("the other one is there, too", () => following.shown.includes("then another\n"));
    assert.equal(await following.interrupt(), 0);
    assert.equal(following.errors, "");
    const lines = following.shown.split("\n");
    assert.ok(lines.includes("job:job_0 | half a line"));
    assert.deepEqual(
      lines.filter((line) => line.includes("twenty")),
      Array.from({ length: 20 }, (_, line) => `web       | a line of twenty bytes ${line}`),
    );
    assert.ok(!following.shown.includes("0123"));
  });

  test("a line that is followed has the time of its arrival", async () => {
    await using following = new Following(daemon, "logs", "-f", "--json", "-n", "0", "job:job_1");
    const begin = Date.now();
    await until("a line has come", async () => {
      await daemon.rpc("supervisor.sendProcessStdin", "job:job_1", "tick\n");
      return following.shown.includes("\n");
    });
    assert.equal(await following.interrupt(), 0);
    const { text, at } = JSON.parse(following.shown.split("\n")[0] ?? "");
    assert.equal(text, "tick");
    assert.ok(Date.parse(at) >= begin && Date.parse(at) <= Date.now());
  });

  test("on a terminal names are coloured, and no byte of a log acts on it but colours", requires(python), async () => {
    writeFileSync(daemon.path("web.err"), "\x1b]0;title\x07\x1b[31mred\x1b[2J \x9b1mno\n");
    await using terminal = new Terminal([ctl, "-c", daemon.configuration, "logs", "-n", "1", "web", "job:job_0"]);
    assert.equal(await terminal.ended(), 0);
    assert.match(terminal.screen, /\x1b\[31mweb {7}! \x1b\[0m␛]0;title␇\x1b\[31mred␛\[2J \ufffd1mno\x1b\[0m\r\n/);
    assert.match(terminal.screen, /\x1b\[33mjob:job_0 \| \x1b\[0m/);
  });

  test(
    "in the shell Ctrl-C leads back to the prompt, and quotes hold a pattern together",
    requires(python),
    async () => {
      writeLogs();
      await using terminal = new Terminal([ctl, "-c", daemon.configuration]);
      await terminal.see("supervisor> ");
      terminal.type(`logs --grep '00 first' -f web${keys.enter}`);
      await terminal.see(stamped(0, "first"));
      terminal.type(keys.ctrlC);
      await terminal.see("supervisor> ");
    },
  );

  test("tail -n shows lines instead of bytes, also of several, and follows", async () => {
    writeLogs();
    assert.equal(daemon.ctl("tail", "-n", "1", "web").stdout, `${stamped(6, "fourth")}\n`);
    assert.equal(
      daemon.ctl("tail", "-n", "1", "web", "job:*").stdout,
      `==> web <==\n${stamped(6, "fourth")}\n==> job:job_0 <==\n${stamped(5, "begun")}\n==> job:job_1 <==\nno time here\n`,
    );
    assert.equal(daemon.ctl("tail", "-n", "1", "web", "stderr").stdout, `${stamped(3, "warned")}\n`);
    assert.match(
      daemon.ctl("tail", "all").stdout,
      /^==> job:job_0 <==\n[\s\S]*==> mute <==\nmute: ERROR \(no log file\)/m,
    );
    await using following = new Following(daemon, "tail", "-n", "2", "-f", "web");
    await until("the past is shown", () => following.shown.includes("fourth"));
    await daemon.rpc("supervisor.sendProcessStdin", "web", "fifth\n");
    await until("it is followed", () => following.shown.includes("fifth"));
    assert.equal(await following.interrupt(), 0);
    assert.equal(following.shown, `${stamped(4, "third")}\n${stamped(6, "fourth")}\nfifth\n`);
    assert.equal(daemon.ctl("tail", "-n", "x", "web").stdout, "Error: bad number of lines x\n");
  });

  test("Ctrl-C ends it also where the server does not answer", async () => {
    writeLogs();
    await using following = new Following(daemon, "logs", "-f", "web");
    await until("it follows", () => following.shown.includes("fourth"));
    daemon.signal("SIGSTOP");
    try {
      assert.equal(await following.interrupt(), 0);
    } finally {
      daemon.signal("SIGCONT");
    }
  });

  test("who follows is told when the daemon ends", async () => {
    const other = await new Daemon({ programs: "[program:cat]\ncommand=/bin/cat\n" }).start();
    await other.untilState("cat", "RUNNING");
    await using following = new Following(other, "logs", "-f", "all");
    await other.rpc("supervisor.sendProcessStdin", "cat", "hello\n");
    await until("it is followed", () => following.shown.includes("hello"));
    await other.stop();
    assert.equal(await following.ended(), 1);
    assert.match(following.errors, /^supervisorctl: the logs cannot be followed any further: the server closed/);
  });
});

describe("logs of a Supervisor", requires(peerSupervisord), () => {
  let daemon: Daemon;
  before(async () => {
    daemon = await new Daemon({ programs, executable: peerSupervisord }).start();
    for (const name of ["web", "job:job_0", "job:job_1", "mute"]) await daemon.untilState(name, "RUNNING");
  });
  after(() => daemon.stop());

  test("are shown as far as it offers them, and what it does not is said", async () => {
    writeFileSync(daemon.path("web.log"), "one\ntwo\nthree\n");
    const { stdout, stderr, status } = daemon.ctl("logs", "-n", "2", "web");
    assert.deepEqual([stdout, status], ["web | two\nweb | three\n", 0]);
    assert.match(
      stderr,
      /^supervisorctl: this server is not supervisor-ts, or an older one: what it shows has no rotated/,
    );
    assert.equal(daemon.ctl("tail", "-n", "1", "web").stdout, "three\n");
    writeFileSync(daemon.path("web.log"), `${"x".repeat(99)}\n`.repeat(20));
    await using following = new Following(daemon, "logs", "-f", "web");
    await until("it is followed", () => following.shown.includes("x\n"));
    assert.equal(await following.interrupt(), 0);
    assert.deepEqual(
      [...new Set(following.shown.split("\n"))],
      [`web | ${"x".repeat(99)}`, ""],
      "from the start of a line",
    );
  });
});
