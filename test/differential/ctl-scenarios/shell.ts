import type { Scenario } from "../ctl-scenario.ts";

const lines = (...words: readonly string[]) => words.map((word) => `${word}\n`).join("");

const withoutReason = (text: string) => text.replace(/error: .*/, "error: ...");

export const shell: Scenario = {
  title: "the shell with its lines from a pipe",
  programs: `[program:cat]
command=/bin/cat
[program:idle]
command=/bin/cat
autostart=false
`,
  before: (arena) => arena.untilState("cat", "RUNNING"),
  steps: [
    { run: "", input: "", when: "without input" },
    { run: "", input: lines("version", "", "  ", "pid cat", "bogus"), when: "a few lines" },
    { run: "", input: "version", when: "a line without its end" },
    { run: "", input: lines("start", "start cat", "start nope", "help add"), when: "faults" },
    { run: "", input: lines("start idle", "status idle", "stop idle", "status idle"), when: "start and stop" },
    { run: "", input: lines("shutdown", "n", "reload", "no", "shutdown", ""), when: "declined" },
    {
      run: "",
      input: lines("open unix:///nope", "version", "open foo", "open unix://@DIR@/supervisor.sock"),
      when: "open",
    },
    { run: "", input: lines("quit", "version"), when: "quit" },
    { run: "", input: lines("exit", "version"), when: "exit" },
    { run: "", input: lines("EOF", "version"), when: "EOF" },
    { run: "", input: lines("?start", "help nope", "!ls", "status;x"), when: "odd lines" },
    { run: "-i", input: lines("pid"), when: "-i alone" },
    {
      run: "-s unix:///nope",
      input: lines("version", "reread", "shutdown", "y"),
      when: "a server that is not there",
      only: withoutReason,
    },
    { run: "", input: lines("tail -f nope", "fg nope", "fg idle"), when: "tail and fg" },
    { run: "", input: lines("shutdown", "yes"), when: "shutdown" },
  ],
};
