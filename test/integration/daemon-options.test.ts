/** Options of [supervisord] and of the command line, as far as only the whole daemon can show them. */
import assert from "node:assert/strict";
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, test } from "node:test";
import { bin, complete, Daemon, peerSupervisord } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";

const asRoot = { skip: process.getuid?.() === 0 ? false : "needs root" };
const statusOf = (pid: number): string => readFileSync(`/proc/${pid}/status`, "utf8");

describe("as root", asRoot, () => {
  test("user= drops the user, the group and all supplementary groups, for good", async () => {
    await using daemon = new Daemon({ supervisord: "user=nobody", programs: "[program:cat]\ncommand=/bin/cat\n" });
    chmodSync(daemon.directory, 0o777);
    await daemon.start();
    await daemon.untilState("cat", "RUNNING");
    const uid = Number(complete("/usr/bin/id", ["-u", "nobody"]).stdout);
    const gid = Number(complete("/usr/bin/id", ["-g", "nobody"]).stdout);
    for (const pid of [daemon.pid, await daemon.pidOf("cat")]) {
      assert.match(statusOf(pid), new RegExp(`^Uid:\\s+${uid}\\s+${uid}\\s+${uid}\\s+${uid}$`, "m"));
      assert.match(statusOf(pid), new RegExp(`^Gid:\\s+${gid}\\s+${gid}\\s+${gid}\\s+${gid}$`, "m"));
      assert.match(statusOf(pid), new RegExp(`^Groups:\\s+${gid}\\s*$`, "m"));
    }
    assert.match(daemon.log, new RegExp(`INFO Set uid to user ${uid} succeeded`));
  });

  test("a program's user= gives it that user with all of that user's groups", async () => {
    await using daemon = new Daemon({
      programs: `[program:id]
command=/usr/bin/id
user=www-data
startsecs=0
autorestart=false
stdout_logfile=@DIR@/id.log
`,
    });
    await daemon.start();
    await daemon.untilState("id", "EXITED");
    assert.equal(daemon.read("id.log"), complete("/usr/bin/id", ["www-data"]).stdout);
  });
});

test("minfds holds for the daemon and for its children", async () => {
  await using daemon = new Daemon({ supervisord: "minfds=2000", programs: "[program:cat]\ncommand=/bin/cat\n" });
  const args = ["-c", 'ulimit -Sn 1000; exec "$0" "$@"', `${bin}/supervisord`, "-n", "-c", daemon.configuration];
  await daemon.startAs("/bin/sh", args);
  await daemon.untilState("cat", "RUNNING");
  for (const pid of [daemon.pid, await daemon.pidOf("cat")]) {
    const [, soft] = /^Max open files +(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, "utf8")) ?? [];
    assert.ok(Number(soft) >= 2000, `soft limit ${soft}`);
  }
});

test("the command line goes over the file", async () => {
  await using daemon = new Daemon({ supervisord: "identifier=file" });
  const args = ["-i", "line", "-l", daemon.path("other.log"), "--loglevel=info", "-j", daemon.path("other.pid")];
  await daemon.startAs(`${bin}/supervisord`, ["-n", "-c", daemon.configuration, ...args]);
  await until("it answers", () => existsSync(daemon.path("other.pid")));
  assert.match(await daemon.rpc("supervisor.getIdentification"), /<string>line<\/string>/);
  assert.match(daemon.read("other.log"), /INFO supervisord started with pid/);
  assert.ok(!existsSync(daemon.path("supervisord.log")));
});

test("AUTO logs of earlier lives are removed, those of others and with nocleanup are not", async () => {
  for (const nocleanup of [false, true]) {
    const supervisord = `identifier=mine\nnocleanup=${nocleanup}`;
    await using daemon = new Daemon({ supervisord, programs: "[program:cat]\ncommand=/bin/cat\n" });
    const old = ["cat-stdout---mine-abcdefgh.log", "cat-stdout---mine-abcdefgh.log.1"];
    const others = ["cat-stdout---other-abcdefgh.log", "notes---mine-abcdefgh.log.gz"];
    for (const name of [...old, ...others]) writeFileSync(daemon.path(name), "");
    await daemon.start();
    await daemon.untilState("cat", "RUNNING");
    const left = readdirSync(daemon.directory);
    for (const name of old) assert.equal(left.includes(name), nocleanup, name);
    for (const name of others) assert.ok(left.includes(name), name);
  }
});

/** AUTO logs in a daemon's directory. */
function autoLogs(daemon: Daemon): readonly string[] {
  return readdirSync(daemon.directory).filter((name) => name.includes("---supervisor-"));
}

test("a living daemon's AUTO logs are left alone by one of the same identifier, until it has ended", async () => {
  const programs = "[program:idle]\ncommand=/bin/cat\nautostart=false\n";
  await using first = await new Daemon({ programs }).start();
  const kept = autoLogs(first);
  assert.equal(kept.length, 2);
  await using second = await new Daemon({ args: ["-q", first.directory] }).start();
  assert.deepEqual(autoLogs(first), kept);
  assert.match(
    second.log,
    /WARN old AUTO logs in '.*' are not removed: another supervisord with the identifier 'super/,
  );
  first.signal("SIGTERM");
  await first.ended();
  second.signal("SIGHUP");
  await until("the next life has removed them", () => autoLogs(first).length === 0);
});

test("AUTO logs that Debian's supervisord has open are left alone", requires(peerSupervisord), async () => {
  const programs = "[program:cat]\ncommand=/bin/cat\n";
  await using peer = await new Daemon({ programs, executable: peerSupervisord }).start();
  await peer.untilState("cat", "RUNNING");
  const kept = autoLogs(peer);
  assert.equal(kept.length, 2);
  await using own = await new Daemon({ args: ["-q", peer.directory] }).start();
  assert.deepEqual(autoLogs(peer), kept);
  assert.match(own.log, /WARN old AUTO logs in /);
});

test("silent writes no log on the standard output, strip_ansi takes colours out of all logs", async () => {
  await using daemon = new Daemon({
    supervisord: "silent=true\nstrip_ansi=true",
    programs: `[program:colour]
command=/bin/sh -c "printf '\\033[31mred\\033[0m\\n'; exec sleep 1000"
stdout_logfile=@DIR@/colour.log
`,
  });
  await daemon.start();
  await until("it has written", () => existsSync(daemon.path("colour.log")) && daemon.read("colour.log") !== "");
  assert.equal(daemon.read("colour.log"), "red\n");
  assert.equal(daemon.output, "");
});

test("--profile_options writes a profile of the daemon's life", async () => {
  await using daemon = new Daemon();
  await daemon.startAs(`${bin}/supervisord`, ["-n", "-c", daemon.configuration, "--profile_options=cumulative,calls"]);
  daemon.signal("SIGTERM");
  assert.equal(await daemon.ended(), 0);
  const profile = JSON.parse(daemon.read("supervisord.cpuprofile")) as { nodes: unknown[] };
  assert.ok(profile.nodes.length > 0);
});
