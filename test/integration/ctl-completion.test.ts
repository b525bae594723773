/** The completion scripts, in the shells that they are for. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { bin, complete, Daemon, root } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { keys, python, Terminal } from "../helpers/terminal.ts";

describe("supervisorctl completion", requires("/bin/bash"), () => {
  let daemon: Daemon;
  before(async () => {
    daemon = await new Daemon({
      programs: `[program:cat]
command=/bin/cat
[program:w]
command=/bin/cat
process_name=%(program_name)s_%(process_num)d
numprocs=2
[program:$(touch\${IFS}pwned)]
command=/bin/cat
[program:it's]
command=/bin/cat
`,
    }).start();
    writeFileSync(daemon.path("completion.bash"), daemon.ctl("completion", "bash").stdout);
  });
  after(() => daemon.stop());

  /** What bash would offer for a line, with the cursor at its end. */
  function offers(line: string): string[] {
    const script = `source "$1"; COMP_LINE="$2"; COMP_POINT=\${#2}; compopt() { :; }; _supervisorctl; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = complete("/bin/bash", ["-c", script, "bash", daemon.path("completion.bash"), line], {
      cwd: daemon.directory,
      env: { ...process.env, HOME: daemon.directory, PATH: `${bin}:${process.env["PATH"]}` },
    });
    assert.equal(stderr, "");
    return stdout.split("\n").filter((word) => word !== "");
  }

  test("options and actions", () => {
    assert.deepEqual(offers("supervisorctl --serv"), ["--serverurl"]);
    assert.deepEqual(offers("supervisorctl -c x.conf st"), ["start", "status", "stop"]);
    assert.deepEqual(offers("supervisorctl help shut"), ["shutdown"]);
    assert.deepEqual(offers("supervisorctl tail -"), ["-f", "-n"]);
    assert.deepEqual(offers("supervisorctl completion z"), ["zsh"]);
    assert.deepEqual(offers("supervisorctl -s "), []);
  });

  test("names that the server knows, asked with the options of the line", () => {
    const connection = `supervisorctl -s unix://${daemon.socket}`;
    assert.deepEqual(offers(`${connection} restart c`), ["cat", "cat:cat"]);
    assert.deepEqual(offers(`${connection} stop cat w`), ["w:*", "w:w_0", "w:w_1"]);
    // bash has cut the word at the colon and puts what it gets behind that.
    assert.deepEqual(offers(`${connection} stop w:w`), ["w_0", "w_1"]);
    assert.deepEqual(offers(`${connection} update w`), ["w"]);
    assert.deepEqual(offers(`${connection} signal US`), ["USR1", "USR2"]);
    assert.deepEqual(offers(`${connection} signal USR1 c`), ["cat", "cat:cat"]);
    assert.deepEqual(offers("supervisorctl -c ~/supervisord.conf stop c"), ["cat", "cat:cat"]);
  });

  test("names are quoted for the shell", () => {
    const connection = `supervisorctl -s unix://${daemon.socket}`;
    assert.deepEqual(offers(`${connection} stop it`), ["it\\'s", "it\\'s:it\\'s"]);
    assert.deepEqual(offers(`${connection} stop it\\'s:`), ["it\\'s"]);
    assert.deepEqual(offers(`${connection} update \\$`), ["\\$\\(touch\\$\\{IFS\\}pwned\\)"]);
  });

  test("nothing and no noise where no server answers", () => {
    assert.deepEqual(offers("supervisorctl -s unix:///nonexistent.sock stop w"), []);
  });

  test(
    "in a terminal, Tab puts what the server calls its programs on the line, and nothing of it is run",
    requires(python),
    async () => {
      await daemon.untilState(`$(touch\${IFS}pwned)`, "RUNNING");
      const env = { HOME: daemon.directory, PATH: `${bin}:${process.env["PATH"]}`, PS1: "ready>", HISTFILE: "" };
      await using terminal = new Terminal(["/bin/bash", "--norc", "-i"], { cwd: daemon.directory, env });
      const press = async (typed: string, completed: string) => {
        terminal.type(typed);
        await terminal.see(typed.slice(-4));
        terminal.type(keys.tab);
        await terminal.see(completed);
      };
      await terminal.see("ready>");
      terminal.type(`${documented("bash")}${keys.enter}`);
      await terminal.see("ready>");
      await press("supervisorctl -c supervisord.conf stat", "us ");
      await press("\\$", "{IFS\\}pwned\\)");
      terminal.type(keys.enter);
      await terminal.see(/\$\(touch\$\{IFS\}pwned\) +\S*RUNNING/);
      await terminal.see("ready>");
      await press("supervisorctl -c supervisord.conf stop w", ":");
      await press("w_0", " ");
      terminal.type(keys.enter);
      await terminal.see("w:w_0: stopped");
      assert.ok(!existsSync(daemon.path("pwned")));
    },
  );

  /** A line of the reference page's chapter on completion, with which a user sets it up for a shell. */
  function documented(shell: string): string {
    const page = readFileSync(join(root, "docs/reference/supervisorctl.md"), "utf8");
    const line = new RegExp(`^    (.*supervisorctl completion ${shell}\\b.*?)(?: +#.*)?$`, "m").exec(page)?.[1];
    assert.ok(line !== undefined);
    return line;
  }

  /** Runs that line in a home of its own, where the directory that it names is already. */
  function setUp(shell: string, folder: string): NodeJS.ProcessEnv {
    const home = daemon.path(`home-${shell}`);
    mkdirSync(join(home, folder), { recursive: true });
    const env = { HOME: home, PATH: `${bin}:${process.env["PATH"]}` };
    const { stderr, status } = complete("/bin/bash", ["-c", documented(shell)], { cwd: daemon.directory, env });
    assert.deepEqual([stderr, status], ["", 0]);
    return env;
  }

  test("fish offers the same, set up as documented", requires("/usr/bin/fish"), () => {
    const env = setUp("fish", ".config/fish/completions");
    const offers = (line: string) => {
      const { stdout } = complete("/usr/bin/fish", ["-c", "complete -C $argv[1]", line], {
        cwd: daemon.directory,
        env,
      });
      return stdout
        .split("\n")
        .map((entry) => entry.split("\t")[0])
        .filter((word) => word !== "");
    };
    const connection = `supervisorctl -s unix://${daemon.socket}`;
    assert.deepEqual(offers(`${connection} st`), ["start", "status", "stop"]);
    assert.deepEqual(offers(`${connection} restart w`), ["w:*", "w:w_0", "w:w_1"]);
    assert.deepEqual(offers("supervisorctl --serv"), ["--serverurl"]);
    assert.deepEqual(offers("supervisorctl -c ~/../supervisord.conf restart w"), ["w:*", "w:w_0", "w:w_1"]);
    const script = daemon.path("completion.fish");
    writeFileSync(script, daemon.ctl("completion", "fish").stdout);
    assert.equal(complete("/usr/bin/fish", ["--no-execute", script], { env }).stderr, "", "its grammar");
  });

  test("zsh offers the same, set up as documented", requires("/usr/bin/zsh", python), async () => {
    const env = setUp("zsh", ".zfunc");
    await using terminal = new Terminal(["/usr/bin/zsh", "-f", "-i"], { cwd: daemon.directory, env });
    terminal.type("PS1='ready>'; fpath=(~/.zfunc $fpath); autoload -Uz compinit; compinit -u -D\r");
    await terminal.see("Jready>");
    // What zsh draws anew depends on what stood there, so Ctrl-T tells the whole line.
    terminal.type("tell() { zle -I; print -r -- \"line=$BUFFER\" }; zle -N tell; bindkey '^T' tell\r");
    const completes = async (typed: string, completed: string): Promise<void> => {
      terminal.type(`\x15supervisorctl ${typed}\t\x14`);
      await terminal.see(`line=supervisorctl ${completed}`);
    };
    await completes("-c supervisord.conf ver", "-c supervisord.conf version");
    await completes("-c supervisord.conf stop c", "-c supervisord.conf stop cat");
    terminal.type("\x15supervisorctl -c supervisord.conf stop w\t\t");
    await terminal.see("w:w_1");
    await completes("-c ~/../supervisord.conf signal HUP c", "-c ~/../supervisord.conf signal HUP cat");
    await completes("-c supervisord.conf status it", "-c supervisord.conf status it\\'s");
    const script = daemon.path("completion.zsh");
    writeFileSync(script, daemon.ctl("completion", "zsh").stdout);
    assert.equal(complete("/usr/bin/zsh", ["-n", script]).stderr, "", "its grammar");
  });

  test("another word is refused with help", () => {
    const { stdout, status } = daemon.ctl("completion", "tcsh");
    assert.match(stdout, /^Error: completion requires bash, zsh or fish\ncompletion bash\|zsh\|fish/);
    assert.equal(status, 2);
  });
});
