/** Logs on a small file system of their own that fills up. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { test } from "node:test";
import { onlyProcess } from "../../src/config/fixtures.ts";
import { openActivityLog } from "../../src/logging/activity-log.ts";
import { openChildLog } from "../../src/logging/child-log.ts";
import { LogOutputs } from "../../src/logging/log-outputs.ts";
import type { ChildLog } from "../../src/logging/logs.ts";
import { nodeSystem } from "../../src/system/node-system.ts";
import { Daemon } from "../helpers/daemon.ts";
import { Scratch } from "../helpers/scratch.ts";
import { until } from "../helpers/until.ts";

function mountable(): string | false {
  using scratch = new Scratch();
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", scratch.path]);
  if (mounted.status !== 0) return "no permission to mount a small file system";
  spawnSync("umount", [scratch.path]);
  return false;
}

class SmallDisk extends Scratch {
  constructor(kilobytes: number) {
    super();
    const { status, stderr } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", this.path]);
    assert.equal(status, 0, String(stderr));
  }

  override [Symbol.dispose](): void {
    spawnSync("umount", ["-l", this.path]);
    super[Symbol.dispose]();
  }
}

function fill(path: string): void {
  const fd = openSync(path, "w");
  try {
    for (;;) writeSync(fd, Buffer.alloc(4_096, "f"));
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, "ENOSPC");
  } finally {
    closeSync(fd);
  }
}

const plain = onlyProcess("[supervisord]\n[program:x]\ncommand=x\n").stdout;

function setup(main: string, directory: string): (name: string, maxBytes: number, backups: number) => ChildLog {
  const outputs = new LogOutputs(nodeSystem, "test");
  const logfile = { kind: "file", path: main } as const;
  const settings = {
    logfile_maxbytes: 0,
    logfile_backups: 0,
    loglevel: "info",
    nodaemon: false,
    silent: false,
  } as const;
  const activity = openActivityLog({ logfile, ...settings }, outputs, nodeSystem.clock);
  return (processName, logfile_maxbytes, logfile_backups) => {
    const logfile = { kind: "file", path: `${directory}/${processName}.log` } as const;
    const config = { ...plain, logfile, logfile_maxbytes, logfile_backups };
    const request = {
      groupName: processName,
      processName,
      channel: "stdout",
      config,
      childlogdir: directory,
      identifier: "x",
      stripAnsi: false,
    } as const;
    const log = openChildLog(request, { clock: nodeSystem.clock, files: nodeSystem.files, outputs, activity });
    log.open();
    return log;
  };
}

const line = Buffer.from(`${"x".repeat(99)}\n`);

test("a full disk is told once, its end once with the exact count, and logging goes on", {
  skip: mountable(),
}, async () => {
  using scratch = new Scratch();
  using disk = new SmallDisk(256);
  const main = scratch.file("main.log");
  const log = setup(main, disk.path)("app", 0, 0);
  fill(disk.file("filler"));
  const run = log.begin(1);
  for (let count = 0; count < 10_000; count++) run.write(line);
  assert.match(readFileSync(main, "utf8"), /^\S+ \S+ ERRO could not write to '\S+\/app\.log': ENOSPC; [^\n]*\n$/);
  rmSync(disk.file("filler"));
  run.write(line);
  await until("the recovery is told", () => readFileSync(main, "utf8").includes("can be written again"));
  const lost = Number(/again: (\d+) bytes/.exec(readFileSync(main, "utf8"))?.[1]);
  assert.equal(lost + statSync(disk.file("app.log")).size, 10_001 * line.length);
  assert.equal(readFileSync(main, "utf8").split("\n").length, 3);
  log.close();
});

test("ten logs that flood a disk too small for them rotate on, each telling at most twice", {
  skip: mountable(),
}, async () => {
  using scratch = new Scratch();
  using disk = new SmallDisk(512);
  const main = scratch.file("main.log");
  const open = setup(main, disk.path);
  const logs = Array.from({ length: 10 }, (_, index) => open(`app${index}`, 32_768, 5));
  const chunk = Buffer.alloc(7_000, "x");
  const runs = logs.map((log) => log.begin(1));
  for (let turn = 0; turn < 500; turn++) for (const run of runs) run.write(chunk);
  assert.ok(readFileSync(main, "utf8").split("\n").length <= 21);
  for (const log of logs) log.clear();
  for (let number = 1; number <= 5; number++) {
    for (let index = 0; index < 10; index++) rmSync(disk.file(`app${index}.log.${number}`), { force: true });
  }
  for (const run of runs) run.write(line);
  const sizes = () => logs.map((_, index) => statSync(disk.file(`app${index}.log`)).size);
  assert.deepEqual(
    sizes(),
    logs.map(() => line.length),
  );
  await until("all have recovered", () => {
    const text = readFileSync(main, "utf8");
    return text.split("ERRO").length === text.split("can be written again").length;
  });
  for (const log of logs) log.close();
});

test("the activity log survives its own full disk", { skip: mountable() }, async () => {
  using disk = new SmallDisk(64);
  mkdirSync(disk.file("logs"));
  const outputs = new LogOutputs(nodeSystem, "test");
  const logfile = { kind: "file", path: disk.file("logs/main.log") } as const;
  const settings = {
    logfile_maxbytes: 0,
    logfile_backups: 0,
    loglevel: "info",
    nodaemon: false,
    silent: false,
  } as const;
  const activity = openActivityLog({ logfile, ...settings }, outputs, nodeSystem.clock);
  fill(disk.file("filler"));
  for (let count = 0; count < 1_000; count++) activity.log("info", "lost");
  rmSync(disk.file("filler"));
  activity.log("info", "there again");
  await until("the recovery is told", () => readFileSync(logfile.path, "utf8").includes("can be written again"));
  activity.close();
});

test("ten programs that flood a full disk are not blocked, cost no memory, and are logged again when there is room", {
  skip: mountable(),
}, async () => {
  using disk = new SmallDisk(512);
  const names = Array.from({ length: 10 }, (_, index) => `flood${index}`);
  await using daemon = new Daemon({
    supervisord: "loglevel=info",
    programs: names
      .map(
        (name) => `[program:${name}]
command=sh -c 'yes | head -c 20000000; touch @DIR@/${name}.done; while sleep 0.1; do echo ${name}; done'
stdout_logfile=${disk.file(name)}.log
stopasgroup=true
`,
      )
      .join(""),
  });
  await daemon.start();
  await until("all got rid of their output", () => names.every((name) => existsSync(daemon.path(`${name}.done`))));
  assert.match(await daemon.rpc("supervisor.getState"), /RUNNING/);
  const residentKb = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${daemon.pid}/status`, "utf8"))?.[1]);
  assert.ok(residentKb < 200_000, `${residentKb} kB`);
  const refusals = daemon.log.match(/ERRO could not write to /g)?.length ?? 0;
  assert.ok(refusals >= 1 && refusals <= names.length, `${refusals} lines`);
  await daemon.rpc("supervisor.clearAllProcessLogs");
  for (const name of names) {
    await until(`${name} is logged again`, () => readFileSync(disk.file(`${name}.log`), "utf8").includes(`${name}\n`));
  }
  await until("all recoveries are told", () => {
    return daemon.log.match(/WARN '\S+' can be written again: \d+ bytes/g)?.length === refusals;
  });
});
