import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { commandWords } from "./command-words.ts";
import { shellItems } from "./shell-items.ts";
import { withoutShell } from "./shell-replacement.ts";
import { findShellSyntax } from "./shell-syntax.ts";

function itemsOf(command: string) {
  const words = commandWords(command);
  assert.ok(words !== undefined, command);
  return shellItems(words);
}

function lines(command: string, present: { directory?: string; environment?: string } = {}) {
  return withoutShell(itemsOf(command), { directory: undefined, environment: undefined, ...present });
}

describe("findShellSyntax", () => {
  const innocent = [
    `awk '{print $1 > "x"}' file`,
    `curl "http://x/?a=1&b=2" http://y/?a=1&b=2&`,
    `grep -E "a|b" 'c;d' a|b`,
    `node -e "console.log($HOME)"`,
    `python -c "import os; print(os.environ['$HOME'])"`,
    `su - www -c "cd $HOME && ./run"`,
    `bash -c 'a && b > c'`,
    `pip install x>=2 "y>1" >=3`,
    "java -cp lib/*:. Main",
    "java -cp /opt/lib/* Main",
    `find /x -name *.pyc -exec rm {} \\;`,
    "app --allow * --bind *:80 --tries=$",
    `cron "* * * * *"`,
    String.raw`echo \$HOME \> \& \*`,
    "<path/to/app> <%= x %>",
    `nginx -g "daemon off; error_log $stderr;"`,
    `log "$remote_addr"`,
    "sh -c run",
    `sh -c 'run "$@"' name argument`,
    "worker -n w@%(host_node_name)s",
  ];
  for (const command of innocent) {
    test(`leaves alone: ${command}`, () => {
      assert.deepEqual(findShellSyntax(itemsOf(command))?.phrases ?? [], []);
    });
  }
});

describe("withoutShell", () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["cd /a && B=c ./d", ["directory=/a", 'environment=B="c"', "command=./d"]],
    ["cd /a; exec ./d &", ["directory=/a", "command=./d"]],
    ["cd ~/a && ./d", ["directory=%(ENV_HOME)s/a", "command=./d"]],
    ["cd $(x) && ./d", ["command=/bin/sh -c 'cd $(x) && exec ./d'"]],
    ["a >> /x 2>&1", ["command=a", "stdout_logfile=/x", "redirect_stderr=true"]],
    ["a > /x 2> /y", ["command=a", "stdout_logfile=/x", "stderr_logfile=/y"]],
    ["a >/dev/null 2>&1", ["command=a", "stdout_logfile=NONE", "redirect_stderr=true"]],
    ["a >& /x", ["command=a", "stdout_logfile=/x", "redirect_stderr=true"]],
    ["a 3> /x", ["command=/bin/sh -c 'exec a 3> /x'"]],
    ["a && b 2>&1 | c", ["command=/bin/sh -c 'a && b 2>&1 | c'", "stopasgroup=true"]],
    ["A=1 b || C=2 d", ['environment=A="1"', "command=/bin/sh -c 'b || C=2 exec d'"]],
    ["a 'b c' && d", [`command=/bin/sh -c "a 'b c' && exec d"`]],
    [`a 'b "c"' && d`, [String.raw`command=/bin/sh -c 'a '\''b "c"'\'' && exec d'`]],
    ["if a; then b; fi", ["command=/bin/sh -c 'if a; then b; fi'", "stopasgroup=true"]],
    ["nohup a &", ["command=a"]],
    ["sh -c node app.js", ["command=sh -c 'exec node app.js'"]],
    ["bash -lc cd /x && y", ["command=bash -lc 'cd /x && exec y'"]],
    ["bash -c y > /x", ["command=bash -c y", "stdout_logfile=/x"]],
    ["&&", []],
  ];
  for (const [command, expected] of cases) {
    test(command, () => assert.deepEqual(lines(command), expected));
  }

  test("adds to what is there", () => {
    const present = { directory: "/srv", environment: 'TOKEN="x"' };
    assert.deepEqual(lines("cd app && A=1 b", present), ["directory=/srv/app", 'environment=...,A="1"', "command=b"]);
  });

  test("is found to be without a shell's language when it is written", () => {
    for (const [command] of cases) {
      for (const line of lines(command)) {
        const [, suggested] = /^command=(.*)$/.exec(line) ?? [];
        if (suggested === undefined) continue;
        assert.equal(findShellSyntax(itemsOf(suggested)), undefined, suggested);
      }
    }
  });
});
