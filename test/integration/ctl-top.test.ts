/** `top` in a real terminal: what it shows, what keys do, and that it always leaves the terminal as it was. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { bin, Daemon, isAlive, peerSupervisord } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { screenLines } from "../helpers/screen-lines.ts";
import { keys, python, Terminal } from "../helpers/terminal.ts";
import { until } from "../helpers/until.ts";

const ctl = join(bin, "supervisorctl");
const left = "\x1b[?7h\x1b[?25h\x1b[0m\x1b[?1049l";

const programs = `[program:cat]
command=/bin/cat
stdout_logfile=@DIR@/cat.log
[program:idle]
command=/bin/cat
autostart=false
[program:pool]
command=/bin/cat
process_name=%(program_name)s_%(process_num)02d
numprocs=40
`;

/** A terminal in which `top` runs. */
class Top extends Terminal {
  columns = 80;
  lines = 24;

  constructor(daemon: Daemon, command: readonly string[] = [ctl, "-c", daemon.configuration, "top"]) {
    super(command, { cwd: daemon.directory });
  }

  override resize(columns: number, lines: number): void {
    [this.columns, this.lines] = [columns, lines];
    super.resize(columns, lines);
  }

  get shown(): readonly string[] {
    return screenLines(this.screen, this.columns, this.lines);
  }

  /** Waits until a line of the screen matches. */
  async until(pattern: RegExp): Promise<string> {
    const find = () => this.shown.find((line) => pattern.test(line));
    await until(`${pattern} is on the screen`, () => find() !== undefined, 20_000).catch((error) => {
      throw new Error(`${error}; it shows\n${this.shown.join("\n")}`);
    });
    return find() ?? "";
  }
}

describe("top", requires(python), () => {
  let daemon: Daemon;
  before(async () => {
    daemon = await new Daemon({ programs }).start();
    await daemon.untilState("pool:pool_39", "RUNNING");
    await daemon.untilState("cat", "RUNNING");
  });
  after(() => daemon.stop());

  test("shows every process with its figures on 80x24", async () => {
    await using top = new Top(daemon);
    await top.until(/^42 processes: .*41 RUNNING.* cpu \d+\.\d% {2}mem \d/);
    await top.until(/^NAME +STATE +PID +CPU%v +MEM +UPTIME RESTARTS$/);
    assert.match(await top.until(/^cat /), /^cat +RUNNING +\d+ +\d+\.\d +\d[\d.]*[KM] +(?:\d+m )?\d+s +0$/);
    top.type("N");
    await top.until(/^NAMEv/);
    await top.until(/^idle +STOPPED +- +- +- +- +0$/);
    assert.equal(top.shown.length, 24);
    assert.match(top.shown.at(-1) ?? "", /^q quit/);
  });

  test("fits 40x10, follows the terminal's size, scrolls, filters", async () => {
    await using top = new Top(daemon);
    await top.until(/^NAME/);
    top.resize(40, 10);
    await top.until(/^NAME +STATE +CPU%v +MEM$/);
    await top.until(/^q quit/);
    top.type(`N${keys.up}\x1b[F`);
    await top.until(/^pool:pool_39/);
    top.type("/idl");
    await top.until(/^filter: idl_$/);
    await until("the others are gone", () => !top.shown.some((line) => line.startsWith("pool")));
    await top.until(/^idle +STOPPED/);
    top.type(keys.enter);
    top.resize(120, 30);
    await top.until(/DESCRIPTION$/);
    await top.until(/^idle +STOPPED .*Not started$/);
  });

  test("starts, stops and restarts what is selected, and asks before what hurts", async () => {
    await using top = new Top(daemon);
    await top.until(/^NAME/);
    top.type(`/idle${keys.enter}s`);
    await top.until(/^idle: started$/);
    await top.until(/^idle +RUNNING/);
    const pid = await daemon.pidOf("idle");
    top.type("r");
    await top.until(/^restart idle\? y\/N$/);
    top.type("n");
    await top.until(/^filter: idle/);
    assert.equal(await daemon.pidOf("idle"), pid);
    top.type("ry");
    await top.until(/^idle: restarted$/);
    await top.until(/^idle +RUNNING .* 1$/);
    top.type("xy");
    await top.until(/^idle: stopped$/);
    await top.until(/^idle +STOPPED/);
    top.type("xy");
    await top.until(/^idle: <Fault 70: 'NOT_RUNNING: idle'>$/);
  });

  test("shows the log of what is selected as it grows, harmlessly", async () => {
    await using top = new Top(daemon);
    await top.until(/^NAME/);
    await daemon.rpc("supervisor.sendProcessStdin", "cat", "an early line\n");
    top.type(`/cat${keys.enter}l`);
    await top.until(/^log of cat$/);
    await top.until(/^an early line$/);
    await daemon.rpc("supervisor.sendProcessStdin", "cat", "\u009b2J\u202ea late one\n");
    await top.until(/^\ufffd2J\ufffda late one$/);
    top.type("q");
    await top.until(/^cat +RUNNING/);
  });

  for (const [how, leave, status] of [
    ["q", (top: Top) => top.type("q"), 0],
    ["Ctrl-C", (top: Top) => top.type(keys.ctrlC), 0],
    ["SIGTERM", (top: Top) => process.kill(top.pid, "SIGTERM"), 143],
    ["SIGHUP", (top: Top) => process.kill(top.pid, "SIGHUP"), 129],
    ["SIGINT", (top: Top) => process.kill(top.pid, "SIGINT"), 0],
  ] as const) {
    test(`${how} leaves the terminal as it was, status ${status}`, async () => {
      await using top = new Top(daemon);
      await top.until(/^NAME/);
      leave(top);
      assert.equal(await top.ended(), status);
      assert.ok(top.screen.endsWith(left), JSON.stringify(top.screen.slice(-100)));
    });
  }

  test("the terminal shows what is typed again, and the shell of supervisorctl has its keys back", async () => {
    await using top = new Top(daemon, ["/bin/sh", "-c", `${ctl} -c ${daemon.configuration}; stty -a`]);
    await top.see("supervisor> ");
    for (const round of ["first", "second"]) {
      top.type(`top${keys.enter}`);
      await top.see("NAME");
      top.type("q");
      await top.see(left);
      await top.see("supervisor> ");
      top.type(`signal CONT cat${keys.enter}`);
      await top.see("cat: signalled");
      await top.see("supervisor> ").catch((error) => assert.fail(`${round}: ${error}`));
    }
    top.type(keys.ctrlD);
    assert.match(await top.see(/ icanon [\s\S]* echo /), /icanon/);
  });

  test("a terminal that hangs up ends it", async () => {
    const top = new Top(daemon);
    await top.until(/^NAME/);
    const { pid } = top;
    await top.close();
    await until("it is gone", () => !isAlive(pid));
  });

  test("Ctrl-Z gives the terminal to the shell, fg brings it back", async () => {
    await using top = new Top(daemon, ["/bin/bash", "--norc", "-i"]);
    top.type(`PS1='$ '; ${ctl} -c ${daemon.configuration} top${keys.enter}`);
    await top.see("RESTARTS");
    top.type(keys.ctrlZ);
    await top.see(left);
    await top.see(/Stopped/);
    top.type(`fg${keys.enter}`);
    await top.see("\x1b[?1049h");
    await top.see("RESTARTS");
    top.type("q");
    await top.see(left);
    top.type(`exit 5${keys.enter}`);
    assert.equal(await top.ended(), 5);
  });

  test("when the daemon ends that is said, and when it is back it goes on", async () => {
    const other = new Daemon({ programs: "[program:cat]\ncommand=/bin/cat\n" });
    await other.start();
    await using top = new Top(other);
    await top.until(/^cat +\w+/);
    other.signal("SIGTERM");
    await other.ended();
    await top.until(/(no such file|refused connection|closed the connection.*); trying again$/);
    top.type("s");
    await top.until(/^cat +\w+/);
    await other.start();
    await until("nothing is tried again", () => !top.shown.some((line) => line.includes("trying again")), 20_000);
    await top.until(/^cat +RUNNING/);
    top.type("q");
    assert.equal(await top.ended(), 0);
    assert.ok(top.screen.endsWith(left));
    await other.stop();
  });

  test("without a terminal, and where nothing answers, it says so and draws nothing", async () => {
    const { stdout, stderr, status } = daemon.ctl("top");
    assert.deepEqual([stdout, status], ["", 1]);
    assert.match(stderr, /^Error: top needs a terminal/);
    await using dumb = new Terminal(["/bin/sh", "-c", `TERM=dumb ${ctl} -c ${daemon.configuration} top`]);
    assert.equal(await dumb.ended(), 1);
    await using lost = new Terminal([ctl, "-s", "unix:///nonexistent.sock", "top"]);
    assert.equal(await lost.ended(), 7);
    for (const terminal of [dumb, lost]) assert.ok(!terminal.screen.includes("\x1b[?1049h"));
  });

  test("a Supervisor is watched, too, without what it does not tell", requires(peerSupervisord), async () => {
    await using peer = new Daemon({ programs, executable: peerSupervisord });
    await peer.start();
    await peer.untilState("cat", "RUNNING");
    await using top = new Top(peer);
    await top.until(/^cat +RUNNING +\d+ +- +- +\d+s +-$/);
    top.type(`/cat${keys.enter}l`);
    await peer.rpc("supervisor.sendProcessStdin", "cat", "a line\n");
    await top.until(/^a line$/);
  });
});
