/** What supervisorctl says to those who mistype, look around for the first time, or want JSON. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { version } from "../../src/version.ts";
import { bin, complete, Daemon } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { keys, python, Terminal } from "../helpers/terminal.ts";

const ctl = join(bin, "supervisorctl");

describe("supervisorctl, to somebody new", () => {
  let daemon: Daemon;
  before(async () => {
    daemon = await new Daemon({
      programs: `[program:web]
command=/bin/cat
[program:worker]
command=/bin/cat
process_name=%(program_name)s_%(process_num)d
numprocs=2
`,
    }).start();
    for (const name of ["web", "worker:worker_0", "worker:worker_1"]) await daemon.untilState(name, "RUNNING");
  });
  after(() => daemon.stop());

  test("says its version without a configuration, in every spelling", () => {
    for (const option of ["-v", "--version", "--vers"]) {
      assert.deepEqual(complete(ctl, [option]), { status: 0, stdout: `${version}\n`, stderr: "" });
    }
  });

  for (const [line, stdout, near] of [
    ["stauts", "*** Unknown syntax: stauts", "status"],
    ["stop wbe", "wbe: ERROR (no such process)", "web"],
    ["start worker", "worker: ERROR (no such process)", "worker:*"],
    ["stop wroker:*", "wroker: ERROR (no such group)", "worker:*"],
    ["status worker_0", "worker_0: ERROR (no such process)", "worker:worker_0"],
    ["pid wbe", "No such process wbe", "web"],
    ["tail wbe", "wbe: ERROR (no such process name)", "web"],
    ["fg wbe", "ERROR: bad process name supplied", "web"],
    ["update wbe", "ERROR: no such group: wbe", "web"],
    ["remove wokrer", "ERROR: no such process/group: wokrer", "worker"],
  ] as const) {
    test(`${line}: standard output is as ever, on standard error stands what was meant`, () => {
      const said = daemon.ctl(...line.split(" "));
      assert.deepEqual([said.stdout, said.stderr], [`${stdout}\n`, `supervisorctl: did you mean ${near}?\n`]);
    });
  }

  test("nothing is guessed where nothing is near", () => {
    assert.equal(daemon.ctl("stop", "something-else").stderr, "");
    assert.equal(daemon.ctl("frobnicate").stderr, "");
  });

  test("on a terminal help says what each action does, off it the names alone", requires(python), async () => {
    await using terminal = new Terminal([ctl, "-c", daemon.configuration, "help"]);
    assert.equal(await terminal.ended(), 0);
    assert.match(terminal.screen, /^avail +Show every configured process\r$/m);
    assert.match(terminal.screen, /^completion {2}Print a completion script/m);
    assert.ok(terminal.screen.split("\r\n").every((line) => line.length < 80));
    assert.match(daemon.ctl("help").stdout, /^add {4}exit {6}open {2}reload {2}restart {3}start {3}tail {3}$/m);
  });

  test("the shell takes quotes as other shells do", requires(python), async () => {
    await using terminal = new Terminal([ctl, "-c", daemon.configuration]);
    await terminal.see("supervisor> ");
    for (const typed of ["'worker:*'", '"worker:*"']) {
      terminal.type(`signal CONT ${typed}${keys.enter}`);
      await terminal.see(/worker:worker_0: signalled\r\nworker:worker_1: signalled\r\n/);
      await terminal.see("supervisor> ");
    }
  });

  test("every action that lists gives JSON", () => {
    const json = (...words: readonly string[]) => {
      const { stdout, stderr, status } = daemon.ctl(...words, "--json");
      assert.deepEqual([stderr, status], ["", 0], words.join(" "));
      return JSON.parse(stdout);
    };
    assert.deepEqual(json("version"), { version });
    assert.deepEqual(json("reread"), { added: [], changed: [], removed: [] });
    assert.equal(json("pid").pid, Number(daemon.ctl("pid").stdout));
    assert.deepEqual(
      json("pid", "worker:*").map(({ name }: { name: string }) => name),
      ["worker_0", "worker_1"],
    );
    assert.equal(json("pid", "all").length, 3);
    assert.equal(json("avail")[0].command, "/bin/cat");
    const some = daemon.ctl("pid", "web", "wbe", "--json");
    assert.deepEqual([JSON.parse(some.stdout).length, some.status], [1, 1]);
    assert.match(some.stderr, /^No such process wbe\n/);
    assert.equal(daemon.ctl("avail", "--jsno").stdout.split("\n")[0], "Error: avail accepts no arguments");
  });

  test("the first status --json knows the share of a core", async () => {
    const [web] = JSON.parse(daemon.ctl("status", "--json", "web").stdout);
    assert.equal(typeof web.usage.cpuPercent, "number");
  });
});
