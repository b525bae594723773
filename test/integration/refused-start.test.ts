/** What keeps supervisord from starting is told on the terminal and by the exit status, in the background too. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, test } from "node:test";
import { bin, type Completed, complete, Daemon, isAlive } from "../helpers/daemon.ts";
import { Scratch } from "../helpers/scratch.ts";
import { until } from "../helpers/until.ts";

const inBothWays = [["in the background", []] as const, ["in the foreground", ["-n"]] as const];

/** Runs a command under this Node after a few lines of JavaScript that change the world for it and its like. */
function changed(daemon: Daemon, lines: string, ...args: readonly string[]): Completed {
  const change = daemon.path("change.cjs");
  writeFileSync(change, lines);
  return complete(process.execPath, ["--require", change, `${bin}/supervisord`, "-c", daemon.configuration, ...args]);
}

/** The supervisor cannot begin; nothing that it calls out to is at fault. */
const noChildSignals = `const { on } = process;
  process.on = function (event, ...more) {
    if (event === "SIGCHLD") throw new TypeError("no child signals");
    return on.call(this, event, ...more);
  };`;

function assertNothingLeft(daemon: Daemon): void {
  for (const name of ["supervisord.pid", "supervisor.sock"]) assert.ok(!existsSync(daemon.path(name)), name);
}

describe("a Node that is too old", () => {
  const commands = ["supervisord", "supervisorctl", "pidproxy", "echo_supervisord_conf"];

  test("is refused by every command, with what is wanted and what is there", () => {
    using scratch = new Scratch();
    const change = scratch.file("change.cjs");
    for (const version of ["18.20.8", "20.18.3", "8.0.0"]) {
      writeFileSync(change, `Object.defineProperty(process, "versions", { value: { node: "${version}" } });`);
      for (const command of commands) {
        const { status, stdout, stderr } = complete(process.execPath, ["--require", change, `${bin}/${command}`, "-v"]);
        const expected = `Error: ${command} needs Node.js 20.19 or newer, and this is ${version} (${process.execPath})\n`;
        assert.deepEqual({ status, stdout, stderr }, { status: 1, stdout: "", stderr: expected });
      }
    }
  });

  const old = (process.env["OLD_NODES"] ?? "").split(":").filter((path) => path !== "");
  test("is refused by itself", {
    skip: old.length > 0 ? false : "OLD_NODES names none (paths, a colon between)",
  }, () => {
    for (const node of old) {
      for (const command of commands) {
        const { status, stdout, stderr } = complete(node, [`${bin}/${command}`, "-v"]);
        assert.deepEqual({ status, stdout }, { status: 1, stdout: "" }, node);
        assert.match(stderr, /^Error: \w+ needs Node\.js 20\.19 or newer, and this is [\d.]+ \(.*\)\n$/);
      }
    }
  });
});

for (const [how, args] of inBothWays) {
  test(`${how}: a log that cannot be opened`, async () => {
    await using daemon = new Daemon();
    const { status, stderr } = complete(`${bin}/supervisord`, [
      "-c",
      daemon.configuration,
      "-l",
      daemon.directory,
      ...args,
    ]);
    assert.equal(status, 2);
    const [first] = stderr.split("\n");
    assert.equal(first, `Error: could not open the log file '${daemon.directory}': EISDIR`);
    assert.doesNotMatch(stderr, /^ +at /m);
    assertNothingLeft(daemon);
  });

  test(`${how}: an addon that cannot be loaded`, async () => {
    await using daemon = new Daemon();
    const { status, stderr } = changed(
      daemon,
      'process.dlopen = () => { throw new Error("no such library"); };',
      ...args,
    );
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^Error: cannot load the native addon .*; tried\n(?: {2}\/.*\n)* {2}\/.* no such library\n(?: {2}\/.*\n)*Compile it/,
    );
    assert.doesNotMatch(stderr, /^ +at /m);
    assertNothingLeft(daemon);
  });

  test(`${how}: a fault that nobody expected`, async () => {
    await using daemon = new Daemon({ programs: "[program:cat]\ncommand=/bin/cat\n" });
    const { status, stderr } = changed(daemon, noChildSignals, ...args);
    assert.equal(status, 1);
    assert.match(stderr, /^Error: supervisord cannot go on: TypeError: no child signals/m);
    assert.match(daemon.log, /CRIT supervisord cannot go on: TypeError: no child signals/);
    assertNothingLeft(daemon);
  });
}

test("a log that takes nothing, as on a full disk, is told before the terminal is let go of", async () => {
  await using daemon = new Daemon();
  const args = ["-c", daemon.configuration, "-l", "/dev/full"];
  const { status, stderr } = complete(`${bin}/supervisord`, args);
  const pid = Number(readFileSync(daemon.path("supervisord.pid"), "utf8"));
  process.kill(pid, "SIGTERM");
  await until("the daemon is gone", () => !isAlive(pid));
  assert.equal(status, 0);
  assert.equal(
    stderr,
    "Error: could not write to '/dev/full': ENOSPC; its output is dropped until it can be written\n",
  );
});
