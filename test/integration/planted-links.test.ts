/** A daemon that runs as root and keeps files in the directory of a user who plants links there. */
import assert from "node:assert/strict";
import {
  chownSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { test } from "node:test";
import { bin, Daemon } from "../helpers/daemon.ts";
import { until } from "../helpers/until.ts";

const alice = 64_001;
const asRoot = { skip: process.getuid?.() === 0 ? false : "needs root" };
const isAlices = "belongs to user 64001, and what it leads to does not";

function plant(owner: number, target: string, path: string): void {
  symlinkSync(target, path);
  lchownSync(path, owner, owner);
}

test(
  "no file of root's is written or shown through a user's link, and an administrator's link is followed",
  asRoot,
  async () => {
    await using daemon = new Daemon({
      programs: `[program:app]
command=/bin/sh -c "while echo line; do read x; done"
stdout_logfile=@DIR@/home/app.log
autostart=false
startretries=0
[program:other]
command=/bin/cat
`,
    });
    const home = daemon.path("home");
    const log = daemon.path("home/app.log");
    mkdirSync(home);
    chownSync(home, alice, alice);
    mkdirSync(daemon.path("secrets"));
    for (const name of ["log", "pid"]) {
      writeFileSync(daemon.path(`secrets/${name}`), "secret");
      plant(alice, `../secrets/${name}`, daemon.path(`home/app.${name}`));
    }
    await daemon.startAs(`${bin}/supervisord`, ["-n", "-c", daemon.configuration, "-j", daemon.path("home/app.pid")]);
    assert.match(daemon.log, /CRIT could not write pidfile .*\/home\/app\.pid/);
    await daemon.untilState("other", "RUNNING");
    assert.match(daemon.ctl("start", "app").stdout, /^app: ERROR \(spawn error\)/);
    assert.match(daemon.log, new RegExp(`spawnerr: .*'app': the symbolic link 'app\\.log' ${isAlices}`));

    unlinkSync(log);
    plant(0, "../app-of-root.log", log);
    assert.match(daemon.ctl("start", "app").stdout, /^app: started/);
    await until("the line is there", () => daemon.read("app-of-root.log") === "line\n");

    renameSync(log, daemon.path("home/moved"));
    plant(alice, "../secrets/log", log);
    daemon.signal("SIGUSR2");
    await until("the reopening is refused", () => daemon.log.includes(`could not reopen '${log}': the symbolic link`));
    await daemon.rpc("supervisor.sendProcessStdin", "app", "next\n");
    await until("the old file is kept", () => daemon.read("app-of-root.log") === "line\nline\n");
    for (const method of ["readProcessStdoutLog", "tailProcessStdoutLog"]) {
      assert.doesNotMatch(await daemon.rpc(`supervisor.${method}`, "app", 0, 100), /secret/);
    }
    assert.match(await daemon.rpc("supervisor.clearProcessLogs", "app"), /<boolean>1/);
    await daemon.rpc("supervisor.sendProcessStdin", "app", "next\n");
    await until("there is a file of its own again", () => daemon.read("home/app.log") === "line\n");

    daemon.signal("SIGTERM");
    assert.equal(await daemon.ended(), 0);
    assert.deepEqual(readdirSync(daemon.path("secrets")), ["log", "pid"]);
    for (const name of ["log", "pid"]) assert.equal(daemon.read(`secrets/${name}`), "secret");
  },
);
