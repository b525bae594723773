/** `tail -f` of many, and where it begins. */
import assert from "node:assert/strict";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { bin, Daemon } from "../helpers/daemon.ts";
import { Following } from "../helpers/following.ts";
import { requires } from "../helpers/requires.ts";
import { keys, python, Terminal } from "../helpers/terminal.ts";
import { until } from "../helpers/until.ts";

describe("tail -f", () => {
  let daemon: Daemon;
  const log = (index: number) => daemon.path(`many_${index}.log`);
  before(async () => {
    daemon = await new Daemon({
      programs: `[program:many]
command=/bin/cat
process_name=%(program_name)s_%(process_num)d
numprocs=201
stdout_logfile=@DIR@/%(program_name)s_%(process_num)d.log
autostart=false
`,
    }).start();
    for (let index = 0; index < 80; index++) writeFileSync(log(index), `begun ${index}\n`);
  });
  after(() => daemon.stop());

  test("follows eighty processes at once, without a warning", async () => {
    await using following = new Following(daemon, "tail", "-f", "many:many_[0-7][0-9]", "many:many_[0-9]");
    const lines = () => new Set(following.shown.split("\n"));
    await until("all have begun", () => lines().has("many:many_79 | begun 79") && lines().size >= 82);
    for (let index = 0; index < 80; index++) appendFileSync(log(index), `more of ${index}\n`);
    await until("all go on", () => [...lines()].filter((line) => line.includes("more of")).length === 80);
    assert.equal(await following.interrupt(), 0);
    assert.equal(following.errors, "");
  });

  test("follows no more than a server can carry, and says so", () => {
    for (const action of ["tail", "logs"]) {
      const { stdout, stderr, status } = daemon.ctl(action, "-f", "all");
      assert.deepEqual([stdout, status], ["", 1]);
      assert.match(stderr, /^ERROR: (?:201|402) logs cannot be followed at once, 200 can; name fewer\n$/);
    }
  });

  test("begins at the start of a line on a terminal and with several; a single one in a pipe is as ever", async () => {
    const line = `${"x".repeat(99)}\n`;
    for (const index of [0, 1]) writeFileSync(log(index), line.repeat(30));
    await using one = new Following(daemon, "tail", "-f", "many:many_0");
    await using two = new Following(daemon, "tail", "-f", "many:many_0", "many:many_1");
    await until("the logs are shown", () => one.shown.length >= 1_024 && two.shown.length >= 2_000);
    await Promise.all([one.interrupt(), two.interrupt()]);
    assert.equal(one.shown.split("\n")[1], "x".repeat(23));
    assert.deepEqual(
      [...new Set(two.shown.split("\n"))].sort(),
      ["", "==> Press Ctrl-C to exit <==", `many:many_0 | ${"x".repeat(99)}`, `many:many_1 | ${"x".repeat(99)}`].sort(),
    );
  });

  test("on a terminal a single one begins at the start of a line, too", requires(python), async () => {
    writeFileSync(log(2), `${"x".repeat(99)}\n`.repeat(30));
    const ctl = join(bin, "supervisorctl");
    await using terminal = new Terminal([ctl, "-c", daemon.configuration, "tail", "-f", "many:many_2"]);
    assert.equal(await terminal.see(/<==\r\nx+\r\n/), `==> Press Ctrl-C to exit <==\r\n${"x".repeat(99)}\r\n`);
    terminal.type(keys.ctrlC);
    assert.equal(await terminal.ended(), 0);
  });
});
