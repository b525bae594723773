import type { Scenario } from "../ctl-scenario.ts";

const bare = (run: string) => ({ run, bare: true, local: true }) as const;

export const commandLine: Scenario = {
  title: "options and configuration files",
  programs: "[program:cat]\ncommand=/bin/cat\n",
  files: {
    "no-section.conf": "[supervisord]\n",
    "defaults.conf": "[supervisorctl]\n",
    "other.conf": "[supervisorctl]\nserverurl=unix://%(here)s/supervisor.sock\nprompt = p\n",
    "bad-value.conf": "[supervisorctl]\nserverurl=foo\n",
    "bad-expansion.conf": "[supervisorctl]\nserverurl=unix://%(nope)s/x\n",
    "broken.conf": "no section\n",
    "no-url.conf": "[supervisorctl]\nserverurl=\n",
    "supervisord.conf.d/etc/supervisord.conf": "",
  },
  before: (arena) => arena.untilState("cat", "RUNNING"),
  steps: [
    { ...bare("-h"), only: afterUsage },
    { ...bare("--help"), only: afterUsage },
    { ...bare("--he"), only: afterUsage },
    { ...bare("-?"), only: afterUsage },
    { ...bare("-i -h"), only: afterUsage },
    { ...bare("-h foo"), only: afterUsage },
    { ...bare("-h -s foo"), only: afterUsage },
    bare("-s foo -h"),
    bare("-h --bogus"),
    bare("--bogus"),
    bare("--bogus=1"),
    bare("-x"),
    bare("-hx"),
    bare("-c"),
    bare("-s"),
    bare("--configuration"),
    bare("--con"),
    bare("--h"),
    bare("--interactive=3"),
    bare("-c /nope status"),
    bare("-c @DIR@ status"),
    bare("-c a --configuration b"),
    bare("--configuration b -c a"),
    bare("-i -i version"),
    bare("-u a --username b version"),
    bare("-s foo status"),
    bare("-s http:// version"),
    bare("-s file: version"),
    bare("-s= version"),
    bare("-c= version"),
    bare("-c no-section.conf version"),
    bare("-c bad-value.conf version"),
    {
      ...bare("-c broken.conf version"),
      differs: {
        because: "a file that is no configuration is refused with its line, not with a Python traceback",
        status: 2,
      },
    },
    { ...bare("-c bad-expansion.conf version") },
    bare("-c other.conf version"),
    bare("-cother.conf version"),
    bare("--configuration=other.conf version"),
    bare("--conf other.conf version"),
    bare("--config other.conf -- version"),
    bare("version"),
    bare("-c defaults.conf -s unix://@DIR@/supervisor.sock version"),
    bare("-s unix://@DIR@/supervisor.sock pid cat"),
    bare("-s unix://supervisor.sock pid cat"),
    bare("--serverurl=unix://@DIR@/supervisor.sock status nope"),
    bare("-c other.conf -u x -p y version"),
    bare("-c other.conf -r @DIR@/history version"),
    bare("-c other.conf --history_file=@DIR@/history version"),
    bare("-c other.conf --hi @DIR@/history version"),
    {
      ...bare("-c other.conf --history-file=@DIR@/history version"),
      differs: {
        because: "Supervisor's help names --history-file, its parser does not know it",
        stdout: "<version>\n",
        status: 0,
      },
    },
    bare("-c other.conf  start   cat"),
    bare("-c other.conf status -c x"),
    bare("-c other.conf -"),
    { ...bare("-c other.conf -i version"), differs: afterwards("<version>\n") },
    {
      ...bare("-c other.conf -i shutdown"),
      input: "n\n",
      differs: afterwards("Really shut the remote supervisord process down y/N? "),
    },
    {
      ...bare("-c other.conf -i reload"),
      input: "no\n",
      differs: afterwards("Really restart the remote supervisord process y/N? "),
    },
  ],
};

function afterUsage(text: string): string {
  return text.replace(/^Usage: \S+/m, "Usage:");
}

function afterwards(first: string) {
  return {
    because: "-i opens the shell after the action, as the help says",
    stdout: new RegExp(`^${first.replace("?", "\\?")}cat {30}RUNNING   pid <n>, uptime <t>\np> \n$`),
    status: 0,
  };
}
