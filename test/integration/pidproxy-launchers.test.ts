/** pidproxy between the daemon and launchers that keep signals to themselves. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { basename, dirname, join } from "node:path";
import { describe, test } from "node:test";
import { bin, complete, Daemon, isAlive } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { Scratch } from "../helpers/scratch.ts";
import { until } from "../helpers/until.ts";

const pidproxy = join(bin, "pidproxy");
const launcher = "/usr/bin/mysqld_safe";
const installer = "/usr/bin/mariadb-install-db";
const admin = "/usr/bin/mariadb-admin";

/**
 * A launcher that is deaf to signals, and starts a program that writes its pid and what it gets into files; it ends with
 * the program's status.
 */
function deafLauncher(scratch: Scratch): string {
  const program = scratch.file("program");
  writeFileSync(
    program,
    `#!/bin/sh
for signal in HUP INT USR1 USR2 QUIT; do trap "echo $signal >> ${scratch.file("got")}" $signal; done
trap "echo TERM >> ${scratch.file("got")}; sleep 0.3; exit 42" TERM
echo $$ > ${scratch.file("pid")}
while :; do sleep 0.05; done
`,
    { mode: 0o755 },
  );
  const file = scratch.file("launcher");
  // A shell's background jobs ignore INT and QUIT for good; Python's do not.
  writeFileSync(
    file,
    `#!/usr/bin/python3
import signal, subprocess, sys
numbers = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGQUIT]
child = subprocess.Popen([${JSON.stringify(program)}])
for number in numbers: signal.signal(number, signal.SIG_IGN)
sys.exit(child.wait())
`,
    { mode: 0o755 },
  );
  return file;
}

describe("pidproxy", requires("/usr/bin/python3"), () => {
  test("passes each signal on to the pid in the file, and ends after the launcher, with its status", async () => {
    using scratch = new Scratch();
    const proxy = spawn(pidproxy, [scratch.file("pid"), deafLauncher(scratch)], { stdio: "ignore" });
    const ended = once(proxy, "exit");
    await until(
      "the program runs",
      () => existsSync(scratch.file("pid")) && readFileSync(scratch.file("pid"), "utf8") !== "",
    );
    const program = Number(readFileSync(scratch.file("pid"), "utf8"));
    const got = (): string[] =>
      existsSync(scratch.file("got")) ? readFileSync(scratch.file("got"), "utf8").trim().split("\n") : [];
    const signals = ["HUP", "INT", "USR1", "USR2", "QUIT", "TERM"];
    for (const signal of signals) {
      proxy.kill(`SIG${signal}` as NodeJS.Signals);
      await until(`${signal} arrives`, () => got().includes(signal));
    }
    assert.equal(proxy.exitCode, null);
    assert.deepEqual(await ended, [42, null]);
    assert.deepEqual(got(), signals);
    assert.equal(isAlive(program), false);
  });

  test("without a pid in the file says so and goes on", async () => {
    using scratch = new Scratch();
    const proxy = spawn(pidproxy, [scratch.file("none"), deafLauncher(scratch)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    proxy.stdout.on("data", (chunk) => {
      output += chunk;
    });
    await until(
      "the program runs",
      () => existsSync(scratch.file("pid")) && readFileSync(scratch.file("pid"), "utf8") !== "",
    );
    proxy.kill("SIGTERM");
    await until("it is said", () => output === `Can't read child pidfile ${scratch.file("none")}!\n`);
    for (const wrong of ["", "0", "-1", "12x"]) {
      writeFileSync(scratch.file("none"), wrong);
      output = "";
      proxy.kill("SIGHUP");
      await until(`${JSON.stringify(wrong)} is no pid`, () => output !== "");
    }
    assert.equal(proxy.exitCode, null);
    process.kill(Number(readFileSync(scratch.file("pid"), "utf8")), "SIGTERM");
    assert.deepEqual(await once(proxy, "exit"), [42, null]);
  });

  test("takes a command relative to the current directory, with its arguments, and passes its death by a signal on", () => {
    using scratch = new Scratch();
    const command = scratch.file("say");
    writeFileSync(command, '#!/bin/sh\necho "$@"\n[ "$1" = die ] && kill -KILL $$\nexit 7\n', { mode: 0o755 });
    const run = (...args: string[]) =>
      complete("/bin/sh", ["-c", `cd ${dirname(command)} && ${pidproxy} pid ${basename(command)} ${args.join(" ")}`]);
    assert.deepEqual(run("a", "'b c'"), { status: 7, stdout: "a b c\n", stderr: "" });
    assert.equal(run("die").status, 128 + 9);
  });

  test("with too few arguments shows its usage", () => {
    const { status, stdout } = complete(pidproxy, ["only"]);
    assert.equal(status, 1);
    assert.match(stdout, /^Usage: .*pidproxy <pidfile name> <command> \[<cmdarg1> \.\.\.\]\n$/);
  });
});

describe("MariaDB's mysqld_safe, which ignores signals", requires(launcher, installer, admin), () => {
  test("stops and starts cleanly", async () => {
    const daemon = new Daemon({
      programs: `[program:mariadb]
command = ${pidproxy} @DIR@/mariadb.pid ${launcher} --no-defaults --datadir=@DIR@/data --socket=@DIR@/mariadb.sock --pid-file=@DIR@/mariadb.pid --log-error=@DIR@/mariadb.log --skip-networking --skip-syslog --user=${userInfo().username}
autostart = false
stopwaitsecs = 60
`,
    });
    mkdirSync(daemon.path("data"));
    const installed = complete(installer, [
      "--no-defaults",
      `--datadir=${daemon.path("data")}`,
      `--user=${userInfo().username}`,
      "--auth-root-authentication-method=normal",
      "--skip-test-db",
    ]);
    assert.equal(installed.status, 0, installed.stderr + installed.stdout);
    const answers = (): boolean =>
      complete(admin, ["--no-defaults", `--socket=${daemon.path("mariadb.sock")}`, "--user=root", "ping"]).status === 0;
    try {
      await daemon.start();
      for (let round = 1; round <= 2; round++) {
        daemon.ctl("start", "mariadb");
        await until("the database answers", answers, 60_000);
        const server = Number(daemon.read("mariadb.pid"));
        const proxy = await daemon.pidOf("mariadb");
        assert.notEqual(server, proxy);
        assert.equal(daemon.ctl("stop", "mariadb").stdout, "mariadb: stopped\n");
        assert.deepEqual([isAlive(server), isAlive(proxy)], [false, false]);
        assert.equal((daemon.read("mariadb.log").match(/: Shutdown complete$/gm) ?? []).length, round);
      }
      assert.ok(!/crash recovery/i.test(daemon.read("mariadb.log")));
      assert.match(daemon.log, /INFO stopped: mariadb \(exit status 0\)/);
      assert.ok(!daemon.log.includes("with SIGKILL"));
    } finally {
      await daemon.stop();
    }
  });
});
