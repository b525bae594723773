/** stdout_logfile=/dev/stdout, with the default maxbytes, whatever the daemon's own standard output is. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chownSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { bin, Daemon, type DaemonOptions, root } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";

const supervisord = join(bin, "supervisord");
const inTerminal = join(root, "test/programs/in-terminal.py");

/** A daemon that says nothing itself on stdout, with one program that prints the numbers up to `last` there. */
function counting(last: number, changes: DaemonOptions = {}): Daemon {
  return new Daemon({
    supervisord: "silent=true\nloglevel=info",
    programs: `[program:seq]
command=/usr/bin/seq 1 ${last}
stdout_logfile=/dev/stdout
startsecs=0
autorestart=false
`,
    ...changes,
  });
}

/** Starts the daemon through a shell; `@SUPERVISORD@` is its command. */
async function startIn(shell: string, daemon: Daemon): Promise<void> {
  await daemon.startAs("/bin/sh", [
    "-c",
    shell.replaceAll("@SUPERVISORD@", `${supervisord} -n -c ${daemon.configuration}`),
  ]);
}

function terminate(daemon: Daemon): void {
  process.kill(Number(daemon.read("supervisord.pid")), "SIGTERM");
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function numbers(last: number): string {
  return sha256(spawnSync("seq", ["1", String(last)], { maxBuffer: 1 << 30 }).stdout);
}

async function untilPrinted(daemon: Daemon): Promise<void> {
  await until("the program has ended", () => daemon.log.includes("exited: seq (exit status 0; expected)"), 60_000);
}

/** 62 MB. */
const last = 8_000_000;

test("a pipe gets it byte for byte", async () => {
  await using daemon = counting(last);
  await startIn("@SUPERVISORD@ | cat > received", daemon);
  await untilPrinted(daemon);
  terminate(daemon);
  await daemon.ended();
  assert.equal(sha256(readFileSync(daemon.path("received"))), numbers(last));
});

test("a pipe whose reader is slow gets it byte for byte, and the daemon answers meanwhile", async () => {
  await using daemon = counting(last);
  await startIn("@SUPERVISORD@ | (while [ ! -e go ]; do sleep 0.1; done; cat > received)", daemon);
  await until("the program runs", () => daemon.log.includes("success: seq"));
  assert.match(await daemon.rpc("supervisor.getState"), /RUNNING/);
  assert.doesNotMatch(daemon.log, /exited: seq/);
  spawnSync("touch", [daemon.path("go")]);
  await untilPrinted(daemon);
  terminate(daemon);
  await daemon.ended();
  assert.equal(sha256(readFileSync(daemon.path("received"))), numbers(last));
  assert.doesNotMatch(daemon.log, /could not write/);
});

test("a socket gets it byte for byte", async () => {
  await using daemon = counting(last, { output: "socket" });
  await daemon.start();
  assert.match(daemon.descriptorTargets.join(), /socket:/);
  await untilPrinted(daemon);
  daemon.signal("SIGTERM");
  await daemon.ended();
  assert.equal(sha256(daemon.output), numbers(last));
});

test("a regular file gets it byte for byte, after what is in it, and is not rotated", async () => {
  await using daemon = counting(last, { files: { received: "before\n" } });
  await startIn("@SUPERVISORD@ >> received", daemon);
  await untilPrinted(daemon);
  terminate(daemon);
  await daemon.ended();
  const received = readFileSync(daemon.path("received"));
  assert.equal(received.subarray(0, 7).toString(), "before\n");
  assert.equal(sha256(received.subarray(7)), numbers(last));
  assert.equal(existsSync(daemon.path("received.1")), false);
});

test("a regular file that others write into as well loses nothing of theirs", async () => {
  await using daemon = counting(100_000);
  await startIn("(echo first; @SUPERVISORD@; echo last) > received", daemon);
  await untilPrinted(daemon);
  terminate(daemon);
  await daemon.ended();
  const received = daemon.read("received");
  assert.ok(received.startsWith("first\n1\n2\n"));
  assert.ok(received.endsWith("\n100000\nlast\n"));
});

test("a terminal gets it byte for byte", requires("/usr/bin/python3"), async () => {
  await using daemon = counting(1_000_000);
  await startIn(`/usr/bin/python3 ${inTerminal} received @SUPERVISORD@`, daemon);
  await untilPrinted(daemon);
  terminate(daemon);
  await daemon.ended();
  assert.equal(sha256(readFileSync(daemon.path("received"))), numbers(1_000_000));
});

test("a pipe of another user, which may not be opened again, gets it byte for byte", notAsNobody(), async () => {
  await using daemon = counting(last);
  chownSync(daemon.directory, 65_534, 65_534);
  await startIn("setpriv --reuid 65534 --regid 65534 --clear-groups @SUPERVISORD@ | cat > received", daemon);
  await untilPrinted(daemon);
  terminate(daemon);
  await daemon.ended();
  assert.equal(sha256(readFileSync(daemon.path("received"))), numbers(last));
});

for (const [what, shell] of [
  ["pipe", "@SUPERVISORD@ | (while [ ! -e go ]; do sleep 0.1; done)"],
  ["terminal", `/usr/bin/python3 ${inTerminal} - @SUPERVISORD@`],
]) {
  test(
    `a ${what} whose reader stands still blocks nobody: told once, then dropped`,
    requires("/usr/bin/python3"),
    async () => {
      await using daemon = new Daemon({
        supervisord: "silent=true\nloglevel=info",
        programs: `[program:yes]
command=sh -c 'yes "a line and a line" | head -c 40000000; touch @DIR@/done; sleep 1000'
stdout_logfile=/dev/stdout
stopasgroup=true
`,
      });
      await startIn(shell ?? "", daemon);
      await until("the program got rid of its output", () => existsSync(daemon.path("done")));
      assert.match(await daemon.rpc("supervisor.getState"), /RUNNING/);
      assert.equal(
        daemon.log.match(/ERRO could not write to '\/dev\/stdout': its reader does not keep up/g)?.length,
        1,
      );
      const residentKb = Number(
        /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${Number(daemon.read("supervisord.pid"))}/status`, "utf8"))?.[1],
      );
      assert.ok(residentKb < 200_000, `${residentKb} kB`);
      const pid = Number(daemon.read("supervisord.pid"));
      terminate(daemon);
      await until("the daemon has ended", () => !existsSync(`/proc/${pid}`));
      spawnSync("touch", [daemon.path("go")]);
      await daemon.ended();
    },
  );
}

function notAsNobody(): { readonly skip: string | false } {
  if (process.getuid?.() !== 0) return { skip: "needs root, to become somebody else" };
  const tried = spawnSync("setpriv", [
    "--reuid",
    "65534",
    "--regid",
    "65534",
    "--clear-groups",
    supervisord,
    "--version",
  ]);
  return { skip: tried.status === 0 ? false : "the user with uid 65534 cannot run supervisord here" };
}
