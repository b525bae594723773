/** Logs of real programs under the built daemon. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { Daemon } from "../helpers/daemon.ts";
import { until } from "../helpers/until.ts";

function program(name: string, command: string, options = ""): string {
  return `[program:${name}]\ncommand=${command}\nautorestart=false\nstartsecs=0\n${options}\n`;
}

/** A rotated log from its oldest backup to the file itself. */
function wholeLog(daemon: Daemon, name: string): Buffer {
  const numbers = readdirSync(daemon.directory)
    .filter((file) => file.startsWith(`${name}.`))
    .map((file) => Number(file.slice(name.length + 1)))
    .sort((a, b) => b - a);
  const files = [...numbers.map((number) => `${name}.${number}`), name];
  return Buffer.concat(files.map((file) => readFileSync(daemon.path(file))));
}

function sha256(data: Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

async function untilExited(daemon: Daemon, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await until(`${name} has ended`, () => daemon.log.includes(`exited: ${name} (`), 60_000);
  }
}

function text(answer: string): string {
  return /<string>(.*?)<\/string>/s.exec(answer)?.[1] ?? "";
}

test("seq 1 10000000 through small rotations is exact", async () => {
  await using daemon = await new Daemon({
    supervisord: "loglevel=info",
    programs: program(
      "seq",
      "seq 1 10000000",
      "stdout_logfile=@DIR@/seq.log\nstdout_logfile_maxbytes=200KB\nstdout_logfile_backups=1000",
    ),
  }).start();
  await untilExited(daemon, "seq");
  const expected = spawnSync("seq", ["1", "10000000"], { maxBuffer: 1 << 30 }).stdout;
  assert.equal(sha256(wholeLog(daemon, "seq.log")), sha256(expected));
  assert.ok(existsSync(daemon.path("seq.log.200")));
});

test("programs and channels that share one rotating file lose and double no line", async () => {
  const share = "stdout_logfile=@DIR@/all.log\nstdout_logfile_maxbytes=5KB\nstdout_logfile_backups=1000\n";
  const both = `${share}stderr_logfile=@DIR@/all.log\nstderr_logfile_maxbytes=5KB\nstderr_logfile_backups=1000\n`;
  const count = "for i in $(seq 1 500); do echo $NAME out $i; echo $NAME err $i >&2; done";
  await using daemon = await new Daemon({
    supervisord: "loglevel=info",
    programs: ["a", "b", "c"].map((name) => program(name, `sh -c 'NAME=${name}; ${count}'`, both)).join(""),
  }).start();
  await untilExited(daemon, "a", "b", "c");
  const lines = wholeLog(daemon, "all.log").toString().trimEnd().split("\n");
  const expected = ["a", "b", "c"].flatMap((name) =>
    ["out", "err"].flatMap((channel) => Array.from({ length: 500 }, (_, index) => `${name} ${channel} ${index + 1}`)),
  );
  assert.deepEqual(lines.toSorted(), expected.toSorted());
  assert.ok(existsSync(daemon.path("all.log.2")));
});

test("the last words of a dying child and those of its grandchild are logged", async () => {
  await using daemon = await new Daemon({
    supervisord: "loglevel=info\nstrip_ansi=true",
    programs:
      program(
        "dies",
        `sh -c '(sleep 1; printf late) & printf "cut\\033[3"; printf "1mred\\033[0m partial "; kill -9 $$'`,
        "stdout_logfile=@DIR@/dies.log",
      ) + program("cut", `printf 'text\\033[3'`, "stdout_logfile=@DIR@/cut.log"),
  }).start();
  await untilExited(daemon, "dies", "cut");
  await until("the grandchild has spoken", () => daemon.read("dies.log").endsWith("late"));
  assert.equal(daemon.read("dies.log"), "cutred partial late");
  assert.equal(daemon.read("cut.log"), "text\x1b[3");
});

test("a restart begins a deleted log anew, though a grandchild still has the pipe of the last run", async () => {
  await using daemon = await new Daemon({
    programs: program(
      "parent",
      `sh -c 'sleep 1000 & echo $! >> @DIR@/grandchildren; echo up; exec sleep 1000'`,
      "stdout_logfile=@DIR@/parent.log",
    ),
  }).start();
  const logged = (): boolean => existsSync(daemon.path("parent.log")) && daemon.read("parent.log") === "up\n";
  try {
    await until("it has logged", logged);
    rmSync(daemon.path("parent.log"));
    assert.equal(daemon.ctl("restart", "parent").status, 0);
    await until("the new run has logged", logged);
  } finally {
    for (const pid of daemon.read("grandchildren").trim().split("\n")) process.kill(Number(pid), "SIGKILL");
  }
});

test("200 reopenings by SIGUSR2 after an external rotation lose nothing and hold no old file", async () => {
  await using daemon = await new Daemon({
    supervisord: "loglevel=info",
    programs: program(
      "ticks",
      `sh -c 'i=0; while sleep 0.01; do i=$((i+1)); echo $i; done'`,
      "stdout_logfile=@DIR@/ticks.log",
    ),
  }).start();
  await until("it ticks", () => existsSync(daemon.path("ticks.log")) && daemon.read("ticks.log").includes("3\n"));
  const baseline = daemon.descriptors;
  for (let turn = 200; turn > 0; turn--) {
    renameSync(daemon.path("ticks.log"), daemon.path(`ticks.log.${turn}`));
    daemon.signal("SIGUSR2");
    await until("the log is reopened", () => existsSync(daemon.path("ticks.log")));
  }
  await daemon.rpc("supervisor.stopAllProcesses");
  const lines = wholeLog(daemon, "ticks.log").toString().trimEnd().split("\n").map(Number);
  assert.deepEqual(
    lines,
    Array.from(lines, (_, index) => index + 1),
  );
  assert.ok(daemon.descriptors <= baseline);
  assert.deepEqual(
    daemon.descriptorTargets.filter((target) => /\(deleted\)|ticks\.log\.\d/.test(target)),
    [],
  );
  assert.equal(daemon.log.match(/INFO received SIGUSR2 indicating log reopen request/g)?.length, 200);
});

test("logs are cleared of running and of stopped programs, and with syslog too", async () => {
  const waits = (name: string, options: string) => program(name, `sh -c 'echo ${name}; exec sleep 1000'`, options);
  await using daemon = await new Daemon({
    programs: [
      waits("running", "stdout_logfile=@DIR@/running.log"),
      program("stopped", "echo stopped", "stdout_logfile=@DIR@/stopped.log"),
      waits("sys", "stdout_syslog=true\nstdout_logfile=none"),
    ].join(""),
  }).start();
  await untilExited(daemon, "stopped");
  await until("it runs", () => existsSync(daemon.path("running.log")) && daemon.read("running.log") !== "");
  for (const name of ["running", "stopped", "sys"]) {
    assert.match(await daemon.rpc("supervisor.clearProcessLogs", name), /<boolean>1<\/boolean>/, name);
  }
  assert.equal(daemon.read("running.log"), "");
  assert.equal(daemon.read("stopped.log"), "");
});

test("logs are read and tailed at every offset without a fault, whatever the bytes", async () => {
  const bytes = Buffer.concat([
    Buffer.from("añ日🙂\n"),
    Buffer.from([0, 1, 0x1b, 0xff, 0xc3, 0x28, 0x80]),
    Buffer.from("]]>&<z\n"),
  ]);
  await using daemon = await new Daemon({
    programs: program("cat", "cat @DIR@/bytes", "stdout_logfile=@DIR@/cat.log"),
    files: { bytes: "" },
  });
  writeFileSync(daemon.path("bytes"), bytes);
  await daemon.start();
  await untilExited(daemon, "cat");
  assert.deepEqual(readFileSync(daemon.path("cat.log")), bytes);
  for (let offset = 0; offset <= bytes.length + 1; offset++) {
    for (const length of [0, 1, 3, 100]) {
      const answer = await daemon.rpc("supervisor.readProcessStdoutLog", "cat", offset, length);
      assert.doesNotMatch(answer, /<fault>/);
      assert.doesNotMatch(answer, /[\x00-\x08\x0b\x0c\x0e-\x1f]/);
      assert.doesNotMatch(await daemon.rpc("supervisor.tailProcessStdoutLog", "cat", offset, length), /<fault>/);
    }
  }
  assert.equal(text(await daemon.rpc("supervisor.readProcessStdoutLog", "cat", 0, 10)), "añ日🙂");
});

test("AUTO logs of an earlier life are cleaned up, and nothing else", async () => {
  const kept = [
    "web-stdout---other-abcdefgh.log",
    "web-stdout---supervisor-2-abcdefgh.log",
    "notes---supervisor-abcdefgh.log",
  ];
  const old = ["web-stdout---supervisor-abcdefgh.log", "web-stderr---supervisor-01234567.log.3"];
  for (const nocleanup of [true, false]) {
    await using daemon = new Daemon({
      supervisord: `nocleanup=${nocleanup}`,
      programs: program("never", "sleep 1000", "autostart=false"),
      files: Object.fromEntries([...kept, ...old].map((name) => [name, "old"])),
    });
    await daemon.start();
    assert.equal(
      kept.every((name) => existsSync(daemon.path(name))),
      true,
    );
    assert.deepEqual(
      old.map((name) => existsSync(daemon.path(name))),
      [nocleanup, nocleanup],
    );
    const own = readdirSync(daemon.directory).filter((name) =>
      /^never-std(out|err)---supervisor-[a-z0-9_]{8}\.log$/.test(name),
    );
    assert.equal(own.length, 2);
    for (const name of own) assert.equal(statSync(daemon.path(name)).mode & 0o777, 0o600);
  }
});

test("without silent, a log on stdout has each line once", async () => {
  for (const silent of [true, false]) {
    await using daemon = await new Daemon({ supervisord: `silent=${silent}\nlogfile=/dev/stdout` }).start();
    await until("it has started", () => daemon.output.includes("supervisord started with pid"));
    assert.equal(daemon.output.match(/supervisord started with pid/g)?.length, 1);
    assert.match(await daemon.rpc("supervisor.readLog", 0, 0), /NO_FILE/);
  }
});
