/** The daemon is ended by SIGKILL and started again: what it has left running is stopped, and never anything else. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { bin, Daemon, isAlive } from "../helpers/daemon.ts";
import { until } from "../helpers/until.ts";

const started: number[] = [];
after(() => {
  for (const pid of started) if (isAlive(pid)) process.kill(pid, "SIGKILL");
});

/** Pids that a program has written, one a line. */
function pidsIn(file: string): number[] {
  const pids = existsSync(file)
    ? readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .map(Number)
        .filter((pid) => pid > 0)
    : [];
  started.push(...pids);
  return pids;
}

async function crash(daemon: Daemon): Promise<void> {
  daemon.signal("SIGKILL");
  await daemon.ended();
}

/** A program that writes its pid into `file`, then does `then`. */
const telling = (name: string, file: string, then: string, options = ""): string =>
  `[program:${name}]\ncommand=/bin/sh -c 'echo $$ >> ${file}; ${then}'\n${options}\n`;

test("never two instances: by the notes, also of programs that clear or overwrite their environment, with strangers about", async () => {
  await using daemon = new Daemon({
    programs: [
      telling("polite", "@DIR@/polite", "exec sleep 1000"),
      telling(
        "stubborn",
        "@DIR@/stubborn",
        `trap "" TERM; while :; do sleep 0.1; done`,
        "stopwaitsecs=1\nkillasgroup=true",
      ),
      telling("bare", "@DIR@/bare", "exec env -i /bin/sleep 1000"),
      telling("shadowed", "@DIR@/shadowed", "setsid sleep 1000 & echo $! >> @DIR@/shadow; exec sleep 1000"),
    ].join(""),
  });
  const names = ["polite", "stubborn", "bare", "shadowed"];
  const runs = (name: string): number[] => pidsIn(daemon.path(name));
  await daemon.start();
  const allRun = async (): Promise<boolean> => {
    const states = await daemon.states();
    return names.every((name) => states.get(name) === "RUNNING");
  };
  await until("all run", allRun);
  await until("the shadow is there", () => pidsIn(daemon.path("shadow")).length === 1);
  const left = names.flatMap(runs);
  await crash(daemon);
  assert.deepEqual(left.map(isAlive), [true, true, true, true]);
  await daemon.start();
  await until("all run again", allRun);
  assert.deepEqual(left.map(isAlive), [false, false, false, false]);
  for (const name of names) assert.equal(runs(name).filter(isAlive).length, 1, name);
  assert.match(daemon.log, /WARN stopping 'polite' \(\d+\), which a supervisord that did not end in order left behind/);
  await until("the other shadow is there", () => pidsIn(daemon.path("shadow")).length === 2);
  assert.equal(await daemon.stop(), 0);
});

test("without the notes, by the environment: every true orphan, and nothing else that has the same names", async () => {
  await using daemon = new Daemon({ programs: telling("cat", "@DIR@/cat", "exec sleep 1000") });
  await daemon.start();
  await daemon.untilState("cat", "RUNNING");
  const env = { ...process.env, SUPERVISOR_GROUP_NAME: "cat", SUPERVISOR_PROCESS_NAME: "cat" };
  const names = { ...env, SUPERVISOR_SERVER_URL: `unix://${daemon.socket}` };
  const foreign = await childOfAnother(names);
  const orphan = (uid: number): Promise<number> => orphaned(names, uid);
  const second = await orphan(process.getuid?.() ?? 0);
  const planted = process.getuid?.() === 0 ? await orphan(65_534) : undefined;
  const [left = 0] = pidsIn(daemon.path("cat"));
  await crash(daemon);
  rmSync(daemon.path("supervisord.pid.children"));
  await daemon.start();
  await until("it runs again", async () => (await daemon.states()).get("cat") === "RUNNING");
  assert.deepEqual([left, second].map(isAlive), [false, false]);
  assert.ok(isAlive(foreign));
  if (planted !== undefined) assert.ok(isAlive(planted));
  assert.equal(await daemon.stop(), 0);
});

/** A process whose parent lives, as another daemon would. */
async function childOfAnother(env: NodeJS.ProcessEnv): Promise<number> {
  const parent = spawn("/bin/sh", ["-c", "setsid sleep 1000 >/dev/null & echo $!; wait"], {
    stdio: ["ignore", "pipe", "inherit"],
    env,
  });
  const [text] = (await once(parent.stdout, "data")) as [Buffer];
  started.push(Number(text), parent.pid ?? 0);
  return Number(text);
}

/** A process whose parent is gone. */
async function orphaned(env: NodeJS.ProcessEnv, uid: number): Promise<number> {
  const parent = spawn("/bin/sh", ["-c", "setsid sleep 1000 >/dev/null & echo $!"], {
    env,
    uid,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [text] = (await once(parent.stdout, "data")) as [Buffer];
  await once(parent, "exit");
  const pid = Number(text);
  started.push(pid);
  return pid;
}

test("the program of another living daemon with the same names is not touched, with notes and without", async () => {
  await using first = new Daemon();
  await using second = new Daemon();
  const daemons = [first, second];
  const children: (ChildProcess | undefined)[] = [];
  const start = (index: number): void => {
    const daemon = daemons[index] as Daemon;
    writeFileSync(
      daemon.configuration,
      `[supervisord]\npidfile=${daemon.path("supervisord.pid")}\nlogfile=${daemon.path("supervisord.log")}\n` +
        telling("cat", daemon.path("cat"), "exec sleep 1000"),
    );
    children[index] = spawn(join(bin, "supervisord"), ["-n", "-s", "-c", daemon.configuration], { stdio: "ignore" });
  };
  const runs = (index: number): number[] => pidsIn((daemons[index] as Daemon).path("cat"));
  for (const index of [0, 1]) {
    start(index);
    await until("it runs", () => runs(index).length === 1);
  }
  const [other = 0] = runs(1);
  for (const [life, notes] of [true, false].entries()) {
    children[0]?.kill("SIGKILL");
    await once(children[0] as ChildProcess, "exit");
    if (!notes) rmSync(first.path("supervisord.pid.children"));
    start(0);
    await until("it runs again", () => runs(0).length === life + 2);
    assert.equal(runs(0).filter(isAlive).length, 1);
    assert.ok(isAlive(other));
    assert.equal(runs(1).length, 1);
  }
  for (const child of children) {
    child?.kill("SIGTERM");
    if (child) await once(child, "exit");
  }
});

const stubborn = telling(
  "stubborn",
  "@DIR@/stubborn",
  `trap "" TERM; while :; do sleep 0.1; done`,
  "stopwaitsecs=3\nkillasgroup=true",
);

test("commands while a leftover is being stopped: start waits, stop cancels, shutdown waits", async () => {
  await using daemon = new Daemon({ programs: stubborn });
  const runs = (): number[] => pidsIn(daemon.path("stubborn"));
  const begin = async (): Promise<void> => {
    await daemon.start();
    await daemon.untilState("stubborn", "RUNNING");
    await crash(daemon);
    await daemon.start();
    await until("the leftover is being stopped", async () => (await daemon.states()).get("stubborn") === "STOPPING");
    assert.match(daemon.ctl("status").stdout, /^stubborn +STOPPING/);
  };
  await begin();
  const [start, again] = await Promise.all([1, 2].map(() => daemon.rpc("supervisor.startProcess", "stubborn")));
  assert.match(start ?? "", /<boolean>1<\/boolean>/);
  assert.match(again ?? "", /<boolean>1<\/boolean>/);
  assert.equal(runs().filter(isAlive).length, 1);
  assert.equal(runs().length, 2);

  await crash(daemon);
  await startAnew(daemon);
  assert.equal(daemon.ctl("stop", "stubborn").stdout, "stubborn: stopped\n");
  assert.deepEqual(runs().filter(isAlive), []);
  assert.equal((await daemon.states()).get("stubborn"), "STOPPED");

  assert.equal(daemon.ctl("start", "stubborn").stdout, "stubborn: started\n");
  await crash(daemon);
  await startAnew(daemon);
  const { length } = runs();
  assert.equal(daemon.ctl("shutdown").stdout, "Shut down\n");
  assert.equal(await daemon.ended(), 0);
  assert.deepEqual(runs().filter(isAlive), []);
  assert.equal(runs().length, length, "nothing was started on the way");
  assert.equal(existsSync(daemon.path("supervisord.pid.children")), false);
});

async function startAnew(daemon: Daemon): Promise<void> {
  await daemon.start();
  await until("the leftover is being stopped", async () => (await daemon.states()).get("stubborn") === "STOPPING");
}

test("a daemon that crashes while it stops a leftover does not forget it", async () => {
  await using daemon = new Daemon({ programs: stubborn });
  await daemon.start();
  await daemon.untilState("stubborn", "RUNNING");
  const runs = (): number[] => pidsIn(daemon.path("stubborn"));
  for (let crashes = 0; crashes < 3; crashes++) {
    await crash(daemon);
    rmSync(daemon.path("supervisord.pid"), { force: true });
    await startAnew(daemon);
  }
  await daemon.untilState("stubborn", "RUNNING");
  assert.equal(runs().filter(isAlive).length, 1);
});

test("notes that somebody has planted end no process of root's", {
  skip: process.getuid?.() === 0 ? false : "needs root",
}, async () => {
  await using daemon = new Daemon({
    supervisord: "pidfile=@DIR@/theirs/supervisord.pid",
    programs: telling("cat", "@DIR@/cat", "exec sleep 1000"),
  });
  const theirs = daemon.path("theirs");
  mkdirSync(theirs);
  chmodSync(daemon.directory, 0o755);
  chownSync(theirs, 65_534, 65_534);
  const victim = spawn("/bin/sleep", ["1000"], { detached: true, stdio: "ignore" });
  started.push(victim.pid ?? 0);
  await daemon.start();
  await daemon.untilState("cat", "RUNNING");
  await crash(daemon);
  const notes = join(theirs, "supervisord.pid.children");
  const ticks = readFileSync(`/proc/${victim.pid}/stat`, "latin1").split(") ")[1]?.split(" ")[19];
  const text = `${readFileSync(notes, "utf8")}["+",${victim.pid},${ticks},"cat","cat"]\n`;
  // The directory is his: he puts a file of his own in its place.
  copyFileSync(notes, join(theirs, "aside"));
  rmSync(notes);
  writeFileSync(notes, text, { mode: 0o600 });
  chownSync(notes, 65_534, 65_534);
  await daemon.start();
  await daemon.untilState("cat", "RUNNING");
  assert.ok(isAlive(victim.pid ?? 0));
  assert.equal(pidsIn(daemon.path("cat")).filter(isAlive).length, 1, "by the environment");
});
