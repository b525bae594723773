/** supervisord in the background, and what it refuses. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { describe, test } from "node:test";
import { bin, complete, Daemon, isAlive } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { until } from "../helpers/until.ts";

function background(daemon: Daemon, ...args: readonly string[]) {
  return complete(`${bin}/supervisord`, ["-c", daemon.configuration, ...args], { cwd: daemon.directory });
}

async function endBackground(daemon: Daemon): Promise<void> {
  const pid = Number(daemon.read("supervisord.pid"));
  process.kill(pid, "SIGTERM");
  await until("the daemon is gone", () => !isAlive(pid));
}

describe("in the background", () => {
  test("the command returns when the daemon answers; the daemon has let go of the terminal and of the session", async () => {
    await using daemon = new Daemon({ programs: "[program:cat]\ncommand=/bin/cat\n" });
    assert.deepEqual(background(daemon), { status: 0, stdout: "", stderr: "" });
    const pid = Number(daemon.read("supervisord.pid"));
    assert.match(await daemon.rpc("supervisor.getPID"), new RegExp(`<int>${pid}</int>`));
    for (const fd of [0, 1, 2]) assert.equal(readlinkSync(`/proc/${pid}/fd/${fd}`), "/dev/null");
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [, , , session, terminal] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    assert.equal(Number(session), pid);
    assert.equal(terminal, "0");
    assert.doesNotMatch(readFileSync(`/proc/${await daemon.pidOf("cat")}/environ`, "utf8"), /SUPERVISOR_TS/);
    await endBackground(daemon);
    assert.ok(!existsSync(daemon.path("supervisord.pid")));
    assert.ok(!existsSync(daemon.socket));
  });

  test("a daemon that cannot start says why on the terminal, and the command exits with 2", async () => {
    await using daemon = new Daemon({ supervisord: "minfds=99999999999" });
    const { status, stderr } = background(daemon, "-u", "nobody");
    assert.equal(status, 2);
    assert.match(stderr, /^Error: .*minfds=99999999999/);
  });

  test("all problems of a configuration are told with file, line, section and key, and the exit status is 2", async () => {
    await using daemon = new Daemon({
      programs: "[program:a]\ncommand=/bin/cat\nstartsecs=soon\nautorestart=maybe\n[program:b]\nnumprocs=x\n",
    });
    for (const args of [[], ["-n"]]) {
      const { status, stderr, stdout } = background(daemon, ...args);
      assert.equal(status, 2);
      assert.equal(stdout, "");
      for (const part of [
        /supervisord\.conf:\d+: \[program:a\] startsecs: .*'soon'/,
        /supervisord\.conf:\d+: \[program:a\] autorestart: .*'maybe'/,
        /supervisord\.conf:\d+: \[program:b\] numprocs: .*'x'/,
        /program section program:b does not specify a command/,
      ]) {
        assert.match(stderr, part);
      }
      assert.ok(!existsSync(daemon.socket));
    }
  });

  test("a second supervisord is refused and leaves the first one's socket, pid file and AUTO logs alone", async () => {
    await using daemon = new Daemon({ programs: "[program:cat]\ncommand=/bin/cat\n" });
    await daemon.start();
    await daemon.untilState("cat", "RUNNING");
    const before = daemon.descriptorTargets.filter((target) => target.includes("cat-stdout")).sort();
    for (const args of [[], ["-n"]]) {
      const { status, stderr } = background(daemon, ...args);
      assert.equal(status, 2);
      assert.match(stderr, new RegExp(`already running with pid ${daemon.pid} `));
    }
    assert.equal(daemon.read("supervisord.pid"), `${daemon.pid}\n`);
    assert.deepEqual(daemon.descriptorTargets.filter((target) => target.includes("cat-stdout")).sort(), before);
    assert.equal(daemon.ctl("status", "cat").status, 0);
  });

  test("a second supervisord is refused also where the configuration has no server", async () => {
    await using daemon = new Daemon();
    writeFileSync(
      daemon.configuration,
      `[supervisord]\nlogfile=${daemon.path("l")}\npidfile=${daemon.path("supervisord.pid")}\nchildlogdir=${daemon.directory}\n`,
    );
    assert.equal(background(daemon).status, 0);
    const pid = daemon.read("supervisord.pid").trim();
    for (const args of [[], ["-n"]]) {
      const { status, stderr } = background(daemon, ...args);
      assert.equal(status, 2);
      assert.match(stderr, new RegExp(`already running with pid ${pid} `));
    }
    assert.equal(daemon.read("supervisord.pid").trim(), pid);
    await endBackground(daemon);
  });

  test("a TCP port that somebody else has is named", async () => {
    const port = await freePort();
    const server = createServer().listen(port, "127.0.0.1");
    await once(server, "listening");
    try {
      await using daemon = new Daemon({ programs: `[inet_http_server]\nport=127.0.0.1:${port}\n` });
      const { status, stderr } = background(daemon);
      assert.equal(status, 2);
      assert.match(
        stderr,
        new RegExp(`already listening on a port.*127\\.0\\.0\\.1:${port} is taken by pid ${process.pid}: `, "s"),
      );
    } finally {
      server.close();
    }
  });

  test("a stale socket is taken over", async () => {
    await using daemon = new Daemon();
    await daemon.start();
    daemon.signal("SIGKILL");
    await daemon.ended();
    assert.ok(existsSync(daemon.socket));
    await daemon.start();
    await until("it answers", () =>
      daemon.rpc("supervisor.getState").then(
        () => true,
        () => false,
      ),
    );
    assert.match(daemon.output, /Unlinking stale socket/);
  });

  test("the commands run from any directory, by absolute path and through a link", async () => {
    await using daemon = new Daemon();
    symlinkSync(`${bin}/supervisord`, daemon.path("linked"));
    for (const command of [`${bin}/supervisord`, daemon.path("linked")]) {
      const { status, stdout } = complete(command, ["--version"], { cwd: "/" });
      assert.deepEqual({ status, stdout }, { status: 0, stdout: "5.0.0-dev\n" });
    }
  });
});

describe("reload", () => {
  test("SIGHUP starts everything afresh with the new configuration, under the same pid", async () => {
    await using daemon = new Daemon({ programs: "[program:old]\ncommand=/bin/cat\n" });
    await daemon.start();
    await daemon.untilState("old", "RUNNING");
    const old = await daemon.pidOf("old");
    const changed = readFileSync(daemon.configuration, "utf8").replace("[program:old]", "[program:new]");
    writeFileSync(daemon.configuration, changed);
    daemon.signal("SIGHUP");
    await until("the new program runs", () => daemon.ctl("status", "new").stdout.includes("RUNNING"));
    assert.ok(!isAlive(old));
    assert.equal(daemon.read("supervisord.pid"), `${daemon.pid}\n`);
  });

  test("SIGHUP with a broken configuration leaves everything running and says what is wrong", async () => {
    await using daemon = new Daemon({ programs: "[program:cat]\ncommand=/bin/cat\n" });
    await daemon.start();
    await daemon.untilState("cat", "RUNNING");
    const pid = await daemon.pidOf("cat");
    writeFileSync(daemon.configuration, `${daemon.read("supervisord.conf")}\n[program:broken]\nautostart=perhaps\n`);
    daemon.signal("SIGHUP");
    await until("the log tells", () => /ERRO .*\[program:broken\] autostart/.test(daemon.log));
    assert.equal(await daemon.pidOf("cat"), pid);
    assert.match(await daemon.rpc("supervisor.restart"), /CANT_REREAD/);
    assert.equal(await daemon.pidOf("cat"), pid);
  });

  test("umask and directory also hold in the foreground", async () => {
    await using daemon = new Daemon({
      supervisord: "umask=077\ndirectory=/usr",
      programs: "[program:cat]\ncommand=/bin/cat\n",
    });
    await daemon.start();
    await daemon.untilState("cat", "RUNNING");
    const pid = await daemon.pidOf("cat");
    assert.equal(readlinkSync(`/proc/${pid}/cwd`), "/usr");
    assert.match(readFileSync(`/proc/${pid}/status`, "utf8"), /^Umask:\s+0077$/m);
  });
});
