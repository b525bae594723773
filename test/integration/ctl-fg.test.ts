/** supervisorctl fg: a process in the foreground, in a real terminal and in a pipe. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fakeServer } from "../../src/client/fake-server.ts";
import { bin, Daemon } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { keys, python, Terminal } from "../helpers/terminal.ts";
import { until } from "../helpers/until.ts";

const ctl = join(bin, "supervisorctl");

const programs = `[program:cat]
command=/bin/cat
[program:asks]
command=/bin/sh -c 'while :; do printf "name? "; read name || exit; echo "hello, $name"; done'
[program:deaf]
command=/bin/sh -c 'exec <&-; echo deaf; while :; do sleep 0.2; done'
stdout_logfile=@DIR@/deaf.log
[program:dies]
command=/bin/cat
autorestart=false
[program:again]
command=/bin/cat
`;

const names = ["cat", "asks", "deaf", "dies", "again"];

async function startDaemon(): Promise<Daemon> {
  const daemon = await new Daemon({ programs }).start();
  for (const name of names) await daemon.untilState(name, "RUNNING");
  await until("deaf has closed its input", () => daemon.read("deaf.log").includes("deaf"));
  return daemon;
}

describe("fg in a pipe", () => {
  let daemon: Daemon;
  before(async () => {
    daemon = await startDaemon();
  });
  after(() => daemon.stop());

  function attach(name: string, url = `unix://${daemon.socket}`) {
    const child = spawn(ctl, ["-s", url, "fg", name], { stdio: "pipe" });
    const seen = { shown: "", errors: "" };
    child.stdout.on("data", (chunk) => {
      seen.shown += chunk;
    });
    child.stderr.on("data", (chunk) => {
      seen.errors += chunk;
    });
    const ended = once(child, "close").then(([status]) => ({ ...seen, status }));
    return { child, ended, attached: until("fg is attached", () => seen.shown.includes("<==\n")) };
  }

  test("sends its input and detaches at the end of it, with the answers shown", async () => {
    const { child, ended } = attach("cat");
    child.stdin.end("one\ntwo\n");
    const { shown, errors, status } = await ended;
    assert.equal(shown, "==> Press Ctrl-C to exit <==\none\ntwo\nExiting foreground\n");
    assert.deepEqual([errors, status], ["", 0]);
  });

  test("tells at once that its process has ended, or runs anew", async () => {
    for (const action of ["stop", "restart"]) {
      const { ended, attached } = attach("again");
      await attached;
      daemon.ctl(action, "again");
      const { shown, status } = await ended;
      assert.equal(shown, "==> Press Ctrl-C to exit <==\nProcess got killed\nExiting foreground\n");
      assert.equal(status, 0);
      daemon.ctl("start", "again");
    }
  });

  test("SIGINT detaches", async () => {
    const { child, ended, attached } = attach("again");
    await attached;
    child.kill("SIGINT");
    const { shown, status } = await ended;
    assert.match(shown, /Exiting foreground\n$/);
    assert.equal(status, 0);
  });

  test("a process that has closed its standard input ends it with the reason", async () => {
    const { child, ended } = attach("deaf");
    child.stdin.write("hello\n");
    const { shown, errors, status } = await ended;
    const head = "==> Press Ctrl-C to exit <==\n";
    assert.equal(shown.replace("deaf\n", ""), `${head}ERROR: <Fault 20: 'NO_FILE: deaf'>\nExiting foreground\n`);
    assert.deepEqual([errors, status], ["", 1]);
  });

  test("however long it goes on, it says nothing of its own", async () => {
    await using server = await fakeServer((method) => {
      if (method === "supervisor.getVersion") return { kind: "value", value: "3.0" };
      const logs = { stdout_logfile: "", stderr_logfile: "", description: "" };
      return { kind: "value", value: { name: "x", group: "x", statename: "RUNNING", pid: 1, ...logs } };
    });
    const { child, ended } = attach("x", server.url);
    await until("it has looked a dozen times", () => server.calls.length > 13);
    child.stdin.end();
    const { shown, errors, status } = await ended;
    assert.equal(shown, "==> Press Ctrl-C to exit <==\nExiting foreground\n");
    assert.deepEqual([errors, status], ["", 0]);
  });
});

describe("fg in a terminal", requires(python, "/bin/bash"), () => {
  let daemon: Daemon;
  before(async () => {
    daemon = await startDaemon();
  });
  after(() => daemon.stop());

  const open = (...args: string[]) => new Terminal([ctl, "-c", daemon.configuration, ...args]);

  test("draws nothing: what a process asks stays on its line", async () => {
    await using terminal = open("fg", "asks");
    await terminal.see("name? ");
    terminal.type(`Ann${keys.enter}`);
    await terminal.see("hello, Ann");
    await terminal.see("name? ");
    terminal.type(keys.ctrlC);
    await terminal.see("Exiting foreground");
    assert.equal(await terminal.ended(), 0);
    assert.equal(
      terminal.screen.replace(/^(name\? )+/m, "name? "),
      "==> Press Ctrl-C to exit <==\r\nname? Ann\r\nhello, Ann\r\nname? ^CExiting foreground\r\n",
    );
  });

  test("lines that are pasted together arrive one by one, and are shown once", async () => {
    await using terminal = open("fg", "again");
    await terminal.see("<==");
    terminal.type("one\rtwo\rthree\r");
    await until("all came back", () => (terminal.screen.match(/three\r\n/g) ?? []).length === 2);
    assert.equal((terminal.screen.match(/^two\r$/gm) ?? []).length, 2, "once as it was typed, once from cat");
    assert.match(terminal.screen, /one\r\n[\s\S]*two\r\n[\s\S]*three\r\n/);
  });

  test("Ctrl-D and Ctrl-C lead back to the prompt, and what was left unfinished does not follow", async () => {
    await using terminal = open();
    await terminal.see("supervisor> ");
    for (const leave of [keys.ctrlD, `unfinished${keys.ctrlC}`, keys.ctrlD]) {
      terminal.type(`fg cat${keys.enter}`);
      await terminal.see("<==");
      terminal.type(leave);
      await terminal.see("Exiting foreground");
      await terminal.see("supervisor> ");
      terminal.type(`version${keys.enter}`);
      await terminal.see(/^5\.\d+\.\d+/m);
      await terminal.see("supervisor> ");
    }
    terminal.type(keys.ctrlD);
    assert.equal(await terminal.ended(), 0);
  });

  test("Ctrl-Z stops it and the shell's fg brings it back, at the prompt as well as in fg", async () => {
    await using terminal = new Terminal(["/bin/bash", "--norc", "-i"], { env: { PS1: "bash$ ", HISTFILE: "" } });
    await terminal.see("bash$ ");
    terminal.type(`${ctl} -c ${daemon.configuration}${keys.enter}`);
    await terminal.see("supervisor> ");
    terminal.type("ver");
    await terminal.see("ver");
    terminal.type(keys.ctrlZ);
    await terminal.see("bash$ ");
    terminal.type(`fg${keys.enter}`);
    await terminal.see("supervisor> ver");
    terminal.type(`sion${keys.enter}`);
    await terminal.see(/^5\.\d+\.\d+/m);
    await terminal.see("supervisor> ");
    terminal.type(`fg cat${keys.enter}`);
    await terminal.see("<==");
    terminal.type(keys.ctrlZ);
    await terminal.see("bash$ ");
    terminal.type(`fg${keys.enter}`);
    await terminal.see("supervisorctl");
    terminal.type(`here again${keys.enter}`);
    await terminal.see("here again");
    await terminal.see("here again");
    terminal.type(keys.ctrlC);
    await terminal.see("Exiting foreground");
    await terminal.see("supervisor> ");
    terminal.type(keys.ctrlD);
    await terminal.see("bash$ ");
    terminal.type(`exit${keys.enter}`);
    await terminal.ended();
  });

  test("the end of its process is told without anything typed", async () => {
    await using terminal = open("fg", "dies");
    await terminal.see("<==");
    assert.equal(daemon.ctl("stop", "dies").stdout, "dies: stopped\n");
    await terminal.see("Process got killed");
    await terminal.see("Exiting foreground");
    assert.equal(await terminal.ended(), 0);
  });
});
