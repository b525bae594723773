import type { Scenario } from "../ctl-scenario.ts";

export const configurationChanges: Scenario = {
  title: "a configuration that changes",
  programs: `[program:same]
command=/bin/cat
[program:changed]
command=/bin/cat
[program:removed]
command=/bin/cat
[program:removed-too]
command=/bin/cat
autostart=false
[program:a]
command=/bin/cat
[program:b]
command=/bin/cat
[group:ab]
programs=a,b
`,
  before: async (arena) => {
    for (const name of ["same", "changed", "removed", "ab:a", "ab:b"]) await arena.untilState(name, "RUNNING");
  },
  steps: [
    { run: "reread" },
    { run: "avail" },
    {
      run: "reread",
      when: "after changes",
      first: (arena) => {
        arena.edit("[program:changed]\ncommand=/bin/cat", "[program:changed]\ncommand=/bin/cat -u");
        arena.edit("[program:removed]\ncommand=/bin/cat\n", "");
        arena.edit("[program:removed-too]\ncommand=/bin/cat\nautostart=false\n", "");
        arena.edit("[program:a]\ncommand=/bin/cat", "[program:a]\ncommand=/bin/cat -u");
        arena.edit(
          "[program:same]",
          "[program:new]\ncommand=/bin/cat\n[program:new2]\ncommand=/bin/cat\nautostart=false\n[program:same]",
        );
      },
    },
    { run: "avail" },
    { run: "status" },
    { run: "add new2" },
    { run: "add new2" },
    { run: "remove removed" },
    { run: "stop removed" },
    { run: "remove removed" },
    { run: "status removed" },
    { run: "avail" },
    { run: "update changed" },
    { run: "update changed nope" },
    { run: "update" },
    { run: "status", first: (arena) => arena.untilState("new", "RUNNING") },
    { run: "update" },
    { run: "reread" },
    { run: "avail" },
    {
      run: "update nope new3",
      first: (arena) =>
        arena.edit("[program:same]", "[program:new3]\ncommand=/bin/cat\nautostart=false\n[program:same]"),
    },
    { run: "status new3" },
    {
      run: "reread",
      when: "of a broken file",
      first: (arena) => arena.edit("[program:same]\n", "[program:same]\nstartsecs=soon\n"),
      only: (text) => text.replace(/(CANT_REREAD: ).*/, "$1..."),
    },
    {
      run: "update",
      when: "from a broken file",
      differs: {
        because: "the reason is told, not an exception",
        stdout: /^ERROR: CANT_REREAD: .*soon/,
        status: 1,
      },
    },
    { run: "status", when: "with a broken file" },
    {
      run: "reload",
      first: async (arena) => {
        arena.edit("startsecs=soon\n", "");
        await arena.remember("same");
      },
    },
    { run: "status", first: (arena) => arena.untilRestarted("same") },
  ],
};
