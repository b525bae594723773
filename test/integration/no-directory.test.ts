/** The commands in a current directory that has been deleted. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bin, type Completed, complete, Daemon, isAlive } from "../helpers/daemon.ts";
import { until } from "../helpers/until.ts";

function fromNowhere(daemon: Daemon, command: string, ...args: readonly string[]): Completed {
  const script = 'mkdir "$0" && cd "$0" && rmdir "$0" && exec "$@"';
  const completed = complete("/bin/sh", ["-c", script, daemon.path("gone"), `${bin}/${command}`, ...args]);
  // The shell in front of Node may have something to say about it, too.
  return { ...completed, stderr: completed.stderr.replace(/^(?:sh|shell-init): .*getcwd.*\n/gm, "") };
}

test("with absolute paths all commands work from a directory that is gone", async () => {
  await using daemon = new Daemon({ programs: "[program:cat]\ncommand=/bin/cat\n" });
  assert.deepEqual(fromNowhere(daemon, "supervisord", "-c", daemon.configuration), {
    status: 0,
    stdout: "",
    stderr: "",
  });
  const pid = Number(daemon.read("supervisord.pid"));
  await daemon.untilState("cat", "RUNNING");
  assert.match(fromNowhere(daemon, "supervisorctl", "-c", daemon.configuration, "status").stdout, /^cat +RUNNING/);
  assert.match(await daemon.rpc("supervisor.reloadConfig"), /<methodResponse>(?!.*fault)/);
  process.kill(pid, "SIGTERM");
  await until("the daemon is gone", () => !isAlive(pid));
  assert.equal(fromNowhere(daemon, "supervisord", "-T", "-c", daemon.configuration).status, 0);
  assert.equal(fromNowhere(daemon, "supervisord", "-v").status, 0);
  assert.equal(fromNowhere(daemon, "pidproxy", daemon.path("pid"), "/bin/echo", "up").stdout, "up\n");
  assert.equal(fromNowhere(daemon, "echo_supervisord_conf").status, 0);
});

test("what is relative is refused with a plain sentence", async () => {
  await using daemon = new Daemon();
  for (const [command, options] of [
    ["supervisord", ["-n"]],
    ["supervisord", []],
    ["supervisorctl", []],
  ] as const) {
    const { status, stderr } = fromNowhere(daemon, command, ...options, "-c", "supervisord.conf");
    assert.equal(status, 2);
    assert.match(stderr, /^Error: .*the current directory is gone, so its path must be absolute\n/);
  }
  const { status, stderr } = fromNowhere(daemon, "pidproxy", daemon.path("pid"), "bin/echo");
  assert.deepEqual(
    { status, stderr },
    { status: 127, stderr: "pidproxy: cannot run bin/echo: the current directory is gone\n" },
  );
});
