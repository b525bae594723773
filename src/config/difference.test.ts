import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { diffConfiguration } from "./difference.ts";
import { readText } from "./fixtures.ts";

function difference(before: string, after: string) {
  return diffConfiguration(readText(before).configuration.groups, readText(after).configuration.groups);
}

const base = `[supervisord]
[program:a]
command=/bin/a
environment=X="1",Y="2"
[program:b]
command=/bin/b
[group:g]
programs=b
`;
const none = { added: [], changed: [], removed: [] };

describe("diffConfiguration", () => {
  test("comments, the order of sections, keys and variables, and defaults spelled out change nothing", () => {
    const same = `; comment
[group:g]
programs = b
priority=999
[program:b]
command: /bin/b ; comment
autostart=TRUE
[program:a]
environment=Y="2",X=1
startsecs=1
command=/bin/a
[supervisord]
loglevel=debug
`;
    assert.deepEqual(difference(base, same), none);
  });

  test("groups that came, went and changed are named", () => {
    const after = `[supervisord]
[program:a]
command=/bin/a -x
environment=X="1",Y="2"
[program:b]
command=/bin/b
[program:c]
command=/bin/c
`;
    assert.deepEqual(difference(base, after), { added: ["b", "c"], changed: ["a"], removed: ["g"] });
  });

  const changes: readonly (readonly [string, string])[] = [
    ["the environment of [supervisord], in every group", "[supervisord]\nenvironment=Z=1"],
    ["the group's priority", "[group:g]\npriority=5"],
    ["a log file from AUTO to a path", "[program:b]\nstdout_logfile=/tmp/b"],
    ["umask", "[program:b]\numask=077"],
    ["stopasgroup", "[program:b]\nstopasgroup=true"],
    ["the number of processes", "[program:b]\nnumprocs=2\nprocess_name=%(process_num)d"],
  ];
  for (const [what, text] of changes) {
    test(`a change counts: ${what}`, () => {
      const { added, changed, removed } = difference(base, `${base}${text}\n`);
      assert.deepEqual({ added, removed }, { added: [], removed: [] });
      assert.ok(changed.includes("g"));
      assert.equal(changed.includes("a"), text.includes("environment"));
    });
  }

  test("a log file from a path to AUTO counts, which Supervisor overlooks", () => {
    const before = `${base}[program:a]\nstdout_logfile=/tmp/a\n`;
    assert.deepEqual(difference(before, base).changed, ["a"]);
  });

  test("a program that becomes an event listener of the same name has changed", () => {
    const after = "[supervisord]\n[eventlistener:a]\ncommand=/bin/a\nevents=TICK_5\n";
    assert.deepEqual(difference(base, after), { added: [], changed: ["a"], removed: ["g"] });
  });
});
