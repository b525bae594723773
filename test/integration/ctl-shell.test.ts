/** supervisorctl's shell in a real terminal. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { bin, Daemon } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { keys, python, Terminal } from "../helpers/terminal.ts";

const programs = `[program:cat]
command=/bin/cat
stdout_logfile=@DIR@/cat.log
stderr_logfile=@DIR@/cat.err
[program:w]
command=/bin/cat
process_name=%(program_name)s_%(process_num)d
numprocs=2
[program:idle]
command=/bin/cat
autostart=false
[program:stubborn]
command=/bin/sh -c 'trap "" TERM; while :; do sleep 0.1; done'
stopwaitsecs=3600
killasgroup=true
`;

describe("the shell", requires(python), () => {
  let daemon: Daemon;
  before(async () => {
    daemon = await new Daemon({ programs }).start();
    for (const name of ["cat", "w:w_0", "w:w_1", "stubborn"]) await daemon.untilState(name, "RUNNING");
  });
  after(async () => {
    daemon.ctl("signal", "KILL", "stubborn");
    await daemon.stop();
  });

  function open(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Terminal {
    return new Terminal([join(bin, "supervisorctl"), "-c", daemon.configuration, ...args], {
      cwd: daemon.directory,
      env,
    });
  }

  test("shows the status in colour, then the prompt; Ctrl-D leaves with a newline and status 0", async () => {
    await using terminal = open();
    const shown = await terminal.see("supervisor> ");
    assert.match(shown, /^cat {30}\x1b\[32mRUNNING {2}\x1b\[0m pid \d+, uptime 0:/m);
    assert.match(shown, /^idle {29}\x1b\[34mSTOPPED {2}\x1b\[0m Not started/m);
    terminal.type(keys.ctrlD);
    assert.equal(await terminal.ended(), 0);
    assert.match(terminal.screen, /supervisor> \x1b\[13G\r\n$/);
  });

  test("NO_COLOR, and a dumb terminal, mean no colours", async () => {
    for (const env of [{ NO_COLOR: "1" }, { TERM: "dumb" }]) {
      await using terminal = open([], env);
      const shown = await terminal.see("supervisor> ");
      assert.match(shown, /^cat {30}RUNNING {3}pid/m);
      assert.ok(!shown.includes("\x1b[32m"));
    }
  });

  test("Ctrl-C at the prompt leaves with a newline and status 0", async () => {
    await using terminal = open();
    await terminal.see("supervisor> ");
    terminal.type(`start${keys.ctrlC}`);
    assert.equal(await terminal.ended(), 0);
  });

  test("completes actions, names and groups, each with a space after it", async () => {
    await using terminal = open();
    await terminal.see("supervisor> ");
    // Node's readline takes a Tab amid other keys for pasted text.
    const complete = async (typed: string, completed: string | RegExp) => {
      terminal.type(typed);
      await terminal.see(typed);
      terminal.type(keys.tab);
      await terminal.see(completed);
    };
    await complete("ver", "sion ");
    terminal.type(keys.enter);
    await terminal.see(/^5\.\d+\.\d+/m);
    await terminal.see("supervisor> ");
    await complete("status i", "dle ");
    terminal.type(keys.enter);
    await terminal.see("Not started");
    await terminal.see("supervisor> ");
    await complete("status w", ":");
    terminal.type(keys.tab);
    await terminal.see(/w:\* +w:w_0 +w:w_1/);
    terminal.type(`*${keys.enter}`);
    await terminal.see(/w:w_1 .*RUNNING/);
    await terminal.see("supervisor> ");
    await complete("update id", "le ");
    terminal.type("\x15");
    await complete("help shut", "down ");
    terminal.type(keys.enter);
    await terminal.see("Shut the remote supervisord down.");
    await terminal.see("supervisor> ");
    await complete("signal HU", "P ");
    await complete("id", "le ");
  });

  test("keeps a history, in a file if one is named, without answers to questions", async () => {
    const file = daemon.path("history");
    {
      await using terminal = open(["--history-file", file]);
      await terminal.see("supervisor> ");
      terminal.type(`pid cat${keys.enter}`);
      await terminal.see(/^\d+\r/m);
      await terminal.see("supervisor> ");
      terminal.type(`shutdown${keys.enter}`);
      await terminal.see("y/N? ");
      terminal.type(`n, not now${keys.enter}`);
      await terminal.see("supervisor> ");
      terminal.type(`${keys.up}${keys.up}`);
      await terminal.see("pid cat");
      terminal.type(keys.enter);
      await terminal.see(/^\d+\r/m);
      await terminal.see("supervisor> ");
      terminal.type(`quit${keys.enter}`);
      assert.equal(await terminal.ended(), 0);
    }
    assert.equal(readFileSync(file, "utf8"), "pid cat\nshutdown\npid cat\nquit\n");
    assert.equal(statSync(file).mode & 0o777, 0o600);
    await using terminal = open(["-r", file]);
    await terminal.see("supervisor> ");
    terminal.type(`${keys.up}${keys.up}${keys.up}`);
    await terminal.see("shutdown");
    terminal.type(keys.ctrlC);
    assert.equal(await terminal.ended(), 0);
  });

  test("tail -f goes on until Ctrl-C, which leads back to the prompt", async () => {
    await using terminal = open();
    await terminal.see("supervisor> ");
    terminal.type(`tail -f cat${keys.enter}`);
    await terminal.see("==> Press Ctrl-C to exit <==");
    await daemon.rpc("supervisor.sendProcessStdin", "cat", "first line\n");
    await terminal.see("first line");
    terminal.type(keys.ctrlC);
    await terminal.see("supervisor> ");
    terminal.type(`version${keys.enter}`);
    await terminal.see(/^5\.\d+\.\d+/m);
  });

  test("Ctrl-C ends waiting for a slow command, not the shell", async () => {
    await using terminal = open();
    await terminal.see("supervisor> ");
    terminal.type(`stop stubborn${keys.enter}`);
    await daemon.untilState("stubborn", "STOPPING");
    terminal.type(keys.ctrlC);
    await terminal.see("supervisor> ");
    terminal.type(`status stubborn${keys.enter}`);
    await terminal.see("STOPPING");
  });

  test("fg sends lines and shows both streams; Ctrl-C leads back to the prompt", async () => {
    await using terminal = open();
    await terminal.see("supervisor> ");
    terminal.type(`fg cat${keys.enter}`);
    await terminal.see("==> Press Ctrl-C to exit <==");
    terminal.type(`to the cat${keys.enter}`);
    await terminal.see("to the cat");
    await terminal.see("to the cat");
    terminal.type(keys.ctrlC);
    await terminal.see("Exiting foreground");
    await terminal.see("supervisor> ");
    terminal.type(`${keys.up}`);
    await terminal.see("fg cat");
  });

  test("-i opens the shell after the action", async () => {
    await using terminal = open(["-i", "version"]);
    await terminal.see(/^5\.\d+\.\d+/m);
    await terminal.see(/^idle .*Not started/m);
    await terminal.see("supervisor> ");
    terminal.type(keys.ctrlD);
    assert.equal(await terminal.ended(), 0);
  });

  test("shutdown and reload ask first; Ctrl-C and Ctrl-D are a no", async () => {
    await using terminal = open();
    await terminal.see("supervisor> ");
    terminal.type(`shutdown${keys.enter}`);
    await terminal.see("Really shut the remote supervisord process down y/N? ");
    terminal.type(keys.enter);
    await terminal.see("supervisor> ");
    for (const key of [keys.ctrlC, keys.ctrlD]) {
      terminal.type(`reload${keys.enter}`);
      await terminal.see("Really restart the remote supervisord process y/N? ");
      terminal.type(key);
      await terminal.see(/\r\n.*supervisor> /);
      terminal.type(`pid${keys.enter}`);
      await terminal.see(new RegExp(`^${daemon.pid}\r`, "m"));
      await terminal.see("supervisor> ");
    }
    assert.ok(existsSync(daemon.socket));
  });
});

describe("the shell and a server with credentials", requires(python), () => {
  let daemon: Daemon;
  before(async () => {
    daemon = await new Daemon({ programs: "[unix_http_server]\nusername=user\npassword=secret\n" }).start();
  });
  after(() => daemon.stop());

  test("asks for name and password, shows no password, and asks again after a wrong one", async () => {
    const file = daemon.path("history");
    await using terminal = new Terminal([join(bin, "supervisorctl"), "-c", daemon.configuration, "-r", file]);
    await terminal.see("Server requires authentication");
    await terminal.see("Username:");
    terminal.type(`user${keys.enter}`);
    await terminal.see("Password:");
    terminal.type(`wrong${keys.enter}`);
    await terminal.see("Server requires authentication");
    await terminal.see("Username:");
    terminal.type(`user${keys.enter}`);
    await terminal.see("Password:");
    terminal.type(`secrex\x7ft${keys.enter}`);
    await terminal.see("supervisor> ");
    terminal.type(`version${keys.enter}`);
    await terminal.see(/^5\.\d+\.\d+/m);
    terminal.type(keys.ctrlD);
    assert.equal(await terminal.ended(), 0);
    assert.ok(!/secre|wrong/.test(terminal.screen), "the password is on the screen");
    assert.equal(readFileSync(file, "utf8"), "version\n");
  });

  test("Ctrl-C at a question for credentials leads back to the prompt", async () => {
    await using terminal = new Terminal([join(bin, "supervisorctl"), "-c", daemon.configuration]);
    await terminal.see("Username:");
    terminal.type(keys.ctrlC);
    await terminal.see(/^supervisorctl: tried .* user name or password missing or wrong/m);
    await terminal.see("supervisor> ");
    terminal.type(`version${keys.enter}`);
    await terminal.see("Username:");
    terminal.type(`user${keys.enter}`);
    await terminal.see("Password:");
    terminal.type(keys.ctrlC);
    await terminal.see("supervisor> ");
    terminal.type(`version${keys.enter}`);
    await terminal.see("Username:");
    // Pasted together: the second line is the password all the same.
    terminal.type("user\rsecret\r");
    await terminal.see(/^5\.\d+\.\d+/m);
  });
});
