/** `events` of supervisorctl, against real daemons: ours, and Supervisor's. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { bin, complete, Daemon, peerSupervisord } from "../helpers/daemon.ts";
import { Following } from "../helpers/following.ts";
import { requires } from "../helpers/requires.ts";
import { keys, python, Terminal } from "../helpers/terminal.ts";
import { until } from "../helpers/until.ts";

const ctl = join(bin, "supervisorctl");

const programs = `[program:cat]
command=/bin/cat
startsecs=0
autostart=false
[program:bad]
command=/bin/sh -c 'printf "no \\033[2Jport\\n" >&2; exit 3'
autostart=false
startretries=0
[include]
files=@DIR@/more.conf
`;

/** Lines without their times. */
const told = (following: Following): readonly string[] =>
  following.shown
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}/, "").replace(/pid \d+/, "pid N"));

/** Follows, and knows that it does: a process is started and stopped until that is told. */
async function follow(daemon: Daemon, ...words: readonly string[]): Promise<Following> {
  const following = new Following(daemon, "events", ...words);
  await until("something is told", async () => {
    await daemon.rpc("supervisor.startProcess", "cat");
    await daemon.rpc("supervisor.stopProcess", "cat");
    return following.shown.includes("cat") && following.shown.endsWith("\n");
  });
  await until("the last is told", () => /cat +STOPPED|"STOPPED"/.test(following.shown.trim().split("\n").at(-1) ?? ""));
  following.shown = "";
  return following;
}

describe("events", () => {
  let daemon: Daemon;
  before(async () => {
    daemon = await new Daemon({ programs, files: { "more.conf": "" } }).start();
  });
  after(() => daemon.stop());

  test("states are told as lines, with what is known of them, groups and the daemon, too", async () => {
    await using following = await follow(daemon, "-f");
    await daemon.rpc("supervisor.startProcess", "cat");
    await daemon.rpc("supervisor.stopProcess", "cat");
    await daemon.rpc("supervisor.startProcess", "bad");
    writeFileSync(daemon.path("more.conf"), "[program:new]\ncommand=/bin/cat\nautostart=false\n");
    daemon.ctl("update");
    daemon.ctl("remove", "new");
    await until("all is told", () => following.shown.includes("group removed"));
    assert.equal(await following.interrupt(), 0);
    assert.deepEqual(told(following), [
      "cat  STARTING",
      "cat  RUNNING   pid N",
      "cat  STOPPING  pid N",
      "cat  STOPPED   terminated by SIGTERM",
      "bad  STARTING",
      "bad  FATAL     exit status 3, 1 attempt: no port",
      "new  group added",
      "new  group removed",
    ]);
    assert.equal(following.errors, "");
  });

  test("--type, names and --json choose and shape them", async () => {
    await using following = await follow(daemon, "--json", "--type", "stopped,PROCESS_STATE_FATAL", "c*", "bad");
    await daemon.rpc("supervisor.startProcess", "bad");
    await until("it is told", () => following.shown.includes("FATAL"));
    assert.equal(await following.interrupt(), 0);
    const { at, ...event } = JSON.parse(following.shown.trim().split("\n").at(-1) ?? "");
    assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000);
    assert.deepEqual(event, {
      type: "PROCESS_STATE_FATAL",
      process: "bad",
      group: "bad",
      state: "FATAL",
      from: "STARTING",
      pid: null,
      how: "exit status 3",
      expected: null,
      attempts: 1,
      retryInSeconds: null,
      lastLine: "no port",
    });
  });

  test("wrong types and names are told", () => {
    const wrong = daemon.ctl("events", "--type", "PROCESS_STATE_EXITD");
    assert.equal(wrong.status, 2);
    assert.match(
      wrong.stdout,
      /^Error: no type PROCESS_STATE_EXITD is told here; did you mean PROCESS_STATE_EXITED\?\n/,
    );
    const unknown = daemon.ctl("events", "nobody");
    assert.deepEqual([unknown.status, unknown.stderr], [1, "nobody: ERROR (no such process name)\n"]);
  });

  test("it goes on after a restart of the daemon, and after a crash, and says so", async () => {
    await using following = await follow(daemon);
    daemon.ctl("start", "cat");
    assert.equal(daemon.ctl("reload").status, 0);
    await until("it is back", () => /the server is back/.test(following.errors), 60_000);
    assert.match(following.shown, /supervisord {2}RESTARTING\n/);
    assert.match(following.errors, /^supervisorctl: the server closed the connection; waiting for it to come back\n/);
    await until("it goes on", async () => {
      following.shown = "";
      await daemon.rpc("supervisor.startProcess", "cat");
      await daemon.rpc("supervisor.stopProcess", "cat");
      return following.shown.includes("cat");
    });
    following.errors = "";
    daemon.signal("SIGKILL");
    await daemon.ended();
    await until("it is missed", () => /waiting for it to come back/.test(following.errors));
    await daemon.start();
    await until("it is back again", () => /the server is back/.test(following.errors), 60_000);
    assert.equal(await following.interrupt(), 0);
  });

  test("a reader that goes away ends it, one that stops holds it up", async () => {
    const child = spawn(ctl, ["-c", daemon.configuration, "events"], { stdio: ["ignore", "pipe", "ignore"] });
    child.stdout.once("data", () => child.stdout.destroy());
    await until("it has ended", async () => {
      await daemon.rpc("supervisor.startProcess", "cat");
      await daemon.rpc("supervisor.stopProcess", "cat");
      return child.exitCode !== null;
    });
    assert.equal(child.exitCode, 141);
    const held = spawn(ctl, ["-c", daemon.configuration, "events", "--json"], { stdio: ["ignore", "pipe", "ignore"] });
    held.stdout.pause();
    for (let turn = 0; turn < 100; turn++) {
      await daemon.rpc("supervisor.startProcess", "cat");
      await daemon.rpc("supervisor.stopProcess", "cat");
    }
    let text = "";
    held.stdout.on("data", (chunk) => (text += chunk));
    held.stdout.resume();
    await until("the last is read", async () => {
      await daemon.rpc("supervisor.startProcess", "cat");
      await daemon.rpc("supervisor.stopProcess", "cat");
      return text.endsWith("\n") && text.includes('"STOPPED"');
    });
    held.kill("SIGINT");
    const [status] = await once(held, "close");
    assert.equal(status, 0);
  });

  test("on a terminal states are coloured, nothing acts on it, and Ctrl-C ends it", requires(python), async () => {
    await using terminal = new Terminal([ctl, "-c", daemon.configuration, "events"]);
    await terminal.see("==> Press Ctrl-C to exit <==");
    await daemon.rpc("supervisor.startProcess", "bad");
    await terminal.see(/bad {2}\x1b\[31mFATAL {3}\x1b\[0m {2}exit status 3, 1 attempt: no port\r\n/);
    terminal.type(keys.ctrlC);
    assert.equal(await terminal.ended(), 0);
  });

  test("a server that is not there is an error, as for every action", () => {
    const { status, stdout } = complete(ctl, ["-s", `unix://${daemon.path("none.sock")}`, "events"]);
    assert.deepEqual([status, stdout], [7, `unix://${daemon.path("none.sock")} no such file\n`]);
  });
});

describe("events of a Supervisor", requires(peerSupervisord), () => {
  test("are found by looking every second", async () => {
    const daemon = await new Daemon({ programs, files: { "more.conf": "" }, executable: peerSupervisord }).start();
    try {
      await using following = new Following(daemon, "events", "cat");
      await until("it looks", async () => {
        await daemon.rpc("supervisor.startProcess", "cat", false);
        await daemon.rpc("supervisor.stopProcess", "cat", false);
        return following.shown !== "";
      });
      await daemon.untilState("cat", "STOPPED");
      await daemon.rpc("supervisor.startProcess", "cat");
      await until("a start is told", () => told(following).at(-1) === "cat  RUNNING   pid N");
      await daemon.rpc("supervisor.stopProcess", "cat");
      await until("a stop is told", () => told(following).at(-1)?.startsWith("cat  STOPPED") === true);
      assert.equal(await following.interrupt(), 0);
    } finally {
      await daemon.stop();
    }
  });
});
