/** Named pipes and the like where supervisord expects a file. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { lstatSync, mkdirSync } from "node:fs";
import { test } from "node:test";
import { bin, complete, Daemon, isAlive } from "../helpers/daemon.ts";
import { Scratch } from "../helpers/scratch.ts";
import { until } from "../helpers/until.ts";

function makePipe(path: string): void {
  assert.equal(spawnSync("mkfifo", [path]).status, 0);
}

test("a named pipe in the place of the pid file holds up neither the start nor a restart nor the end, and stays", async () => {
  await using daemon = new Daemon();
  const pidfile = daemon.path("pipe.pid");
  makePipe(pidfile);
  await daemon.startAs(`${bin}/supervisord`, ["-n", "-c", daemon.configuration, "-j", pidfile]);
  const complaints = (): number => daemon.log.match(/CRIT could not write pidfile /g)?.length ?? 0;
  assert.equal(complaints(), 1);
  daemon.signal("SIGHUP");
  await until("it has begun anew", () => complaints() === 2);
  daemon.signal("SIGTERM");
  assert.equal(await daemon.ended(), 0);
  assert.ok(lstatSync(pidfile).isFIFO());
});

test("a named pipe among the included files is told and passed over", async () => {
  await using daemon = await new Daemon({ programs: "[include]\nfiles=conf.d/*.conf\n" }).start();
  mkdirSync(daemon.path("conf.d"));
  makePipe(daemon.path("conf.d/pipe.conf"));
  assert.match(await daemon.rpc("supervisor.reloadConfig"), /<methodResponse>(?!.*fault)/);
  const { status, stderr } = complete(`${bin}/supervisord`, ["-T", "-c", daemon.configuration]);
  assert.equal(status, 0);
  assert.match(
    stderr,
    /Warning: .*supervisord\.conf:\d+: \[include\] files: Could not read included file ".*\/pipe\.conf": it is a named pipe/,
  );
});

test("a configuration that comes through a pipe is read once, and holds in the background and after a restart", async () => {
  await using daemon = new Daemon({ programs: "[program:cat]\ncommand=/bin/cat\n" });
  const piped = (command: string, ...words: readonly string[]) =>
    complete("/bin/sh", [
      "-c",
      'file=$1; shift; cat "$file" | "$0" -c /dev/stdin "$@"',
      command,
      daemon.configuration,
      ...words,
    ]);
  assert.deepEqual(piped(`${bin}/supervisord`), { status: 0, stdout: "", stderr: "" });
  const pid = Number(daemon.read("supervisord.pid"));
  try {
    const first = await daemon.pidOf("cat");
    assert.match(await daemon.rpc("supervisor.reloadConfig"), /<methodResponse>(?!.*fault)/);
    await daemon.rpc("supervisor.restart");
    await until("cat runs anew", async () => ![0, first].includes(await daemon.pidOf("cat").catch(() => 0)));
    assert.equal(Number(daemon.read("supervisord.pid")), pid);
    assert.match(piped(`${bin}/supervisorctl`, "status").stdout, /^cat +(STARTING|RUNNING)/);
  } finally {
    process.kill(pid, "SIGTERM");
    await until("the daemon is gone", () => !isAlive(pid));
  }
});

test("pidproxy does not wait for a pid file that is a named pipe", async () => {
  using scratch = new Scratch();
  makePipe(scratch.file("pid"));
  const proxy = spawn(`${bin}/pidproxy`, [scratch.file("pid"), "/bin/cat"], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(proxy, "exit");
  let output = "";
  proxy.stdout.on("data", (chunk) => {
    output += String(chunk);
  });
  proxy.stdin.write("up\n");
  await until("its program runs", () => output === "up\n");
  proxy.kill("SIGHUP");
  await until("it has tried", () => output.includes("Can't read child pidfile"));
  proxy.stdin.end();
  assert.deepEqual(await ended, [0, null]);
});
