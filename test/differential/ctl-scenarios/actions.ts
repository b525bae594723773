import { inAnyOrder, type Scenario } from "../ctl-scenario.ts";

const shutsUp = `command=/bin/sh -c 'trap "" TERM; while :; do sleep 0.2; done'`;

export const actions: Scenario = {
  title: "every action on processes and groups of all kinds",
  programs: `[program:cat]
command=/bin/cat
stdout_logfile=@DIR@/cat.log
stderr_logfile=@DIR@/cat.err
[program:idle]
command=/bin/cat
autostart=false
[program:fast]
command=/bin/false
startretries=0
autostart=false
[program:backoff]
command=/bin/false
startretries=100
autostart=false
[program:slow]
command=/bin/sleep 1000
startsecs=1000
autostart=false
[program:once]
command=/bin/sleep 0.5
startsecs=0
autorestart=false
autostart=false
[program:nofile]
command=/nonexistent/x
autostart=false
[program:notexec]
command=/etc/passwd
autostart=false
[program:dir]
command=/etc
autostart=false
[program:nolog]
command=/bin/sh -c 'echo out; echo err >&2; exec cat'
stdout_logfile=NONE
stderr_logfile=NONE
autostart=false
[program:words]
command=/bin/sh -c 'echo one; echo two; echo bad >&2; exec cat'
stdout_logfile=@DIR@/words.log
stderr_logfile=@DIR@/words.err
[program:merged]
command=/bin/sh -c 'echo out; echo err >&2; exec cat'
redirect_stderr=true
stdout_logfile=@DIR@/merged.log
[program:stubborn]
${shutsUp}
stopwaitsecs=1
autostart=false
[program:w]
command=/bin/cat
process_name=%(program_name)s_%(process_num)d
numprocs=2
[program:a]
command=/bin/cat
priority=2
[program:b]
command=/bin/cat
priority=1
[group:ab]
programs=a,b
priority=5
[program:a-name-that-is-longer-than-thirty-characters]
command=/bin/cat
autostart=false
`,
  async before(arena) {
    for (const name of ["cat", "words", "merged", "w:w_0", "w:w_1", "ab:a", "ab:b"]) {
      await arena.untilState(name, "RUNNING");
    }
    await arena.untilText("words.log", "two\n");
    await arena.untilText("words.err", "bad\n");
    await arena.untilText("merged.log", "err\n");
  },
  steps: [
    { run: "status" },
    { run: "status all" },
    { run: "status cat" },
    { run: "status cat:cat" },
    { run: "status cat:*" },
    { run: "status ab:*" },
    { run: "status ab:" },
    { run: "status ab:a w:*" },
    { run: "status ab" },
    { run: "status nope" },
    { run: "status nope:*" },
    { run: "status nope:x" },
    { run: "status ab:x" },
    { run: "status idle nope" },
    { run: "status nope cat" },
    { run: "status all nope" },
    { run: "status -x" },
    { run: "version" },
    { run: "pid" },
    { run: "pid cat" },
    { run: "pid idle" },
    { run: "pid all" },
    { run: "pid cat nope idle" },
    { run: "pid nope" },
    { run: "pid ab" },
    {
      run: "pid ab:*",
      differs: { because: "groups and patterns work in every action", stdout: "<pid>\n<pid>\n", status: 0 },
    },
    {
      run: "avail",
      when: "with autorestart=unexpected only",
    },
    { run: "start" },
    { run: "start cat" },
    { run: "start idle" },
    { run: "status idle" },
    { run: "start idle" },
    { run: "start nope" },
    { run: "start nope:*" },
    { run: "start ab" },
    { run: "start ab:nope" },
    { run: "start nofile" },
    { run: "start notexec" },
    { run: "start dir" },
    { run: "start fast" },
    { run: "status fast" },
    { run: "start once" },
    { run: "status once", first: (arena) => arena.untilState("once", "EXITED") },
    { run: "start backoff" },
    {
      run: "status backoff",
      first: (arena) => arena.untilState("backoff", "BACKOFF"),
      only: (text) => text.slice(0, 33),
    },
    { run: "stop backoff" },
    { run: "start ab:*", only: inAnyOrder },
    { run: "start ab:" },
    { run: "start cat:*" },
    { run: "start nope cat ab:a" },
    { run: "start nope:* nope" },
    { run: "start nope nope:*" },
    { run: "start nofile cat" },
    { run: "start fast nope" },
    { run: "stop" },
    { run: "stop idle" },
    { run: "stop idle" },
    { run: "status idle" },
    { run: "stop nope" },
    { run: "stop nope:*" },
    { run: "stop ab" },
    { run: "stop ab:*", only: inAnyOrder },
    { run: "stop ab:*", only: inAnyOrder },
    { run: "stop nope idle cat" },
    { run: "start cat ab:*", only: inAnyOrder },
    { run: "start stubborn" },
    { run: "stop stubborn" },
    { run: "start slow", when: "with another stopping it", first: (arena) => void stopSoon(arena, "slow") },
    { run: "restart" },
    { run: "restart cat" },
    { run: "restart idle" },
    { run: "restart ab:*", only: inAnyOrder },
    { run: "restart nope" },
    { run: "restart nope:*" },
    { run: "restart nope cat" },
    { run: "restart fast nofile" },
    { run: "restart w:w_0 w:w_1" },
    { run: "signal" },
    { run: "signal HUP" },
    { run: "signal CONT cat" },
    { run: "signal SIGCONT cat" },
    { run: "signal cont cat" },
    { run: "signal 18 cat" },
    { run: "signal CONT ab:*" },
    { run: "signal CONT cat nofile nope" },
    { run: "signal CONT nofile" },
    { run: "signal CONT nope" },
    { run: "signal CONT nope:*" },
    { run: "signal BOGUS cat" },
    { run: "signal BOGUS nofile" },
    { run: "signal BOGUS nope" },
    { run: "signal BOGUS ab:*" },
    { run: "signal BOGUS all" },
    { run: "signal 999 cat" },
    { run: "signal CONT all" },
    { run: "tail words" },
    { run: "tail words stdout" },
    { run: "tail words stderr" },
    { run: "tail -4 words" },
    { run: "tail -4 words stderr" },
    { run: "tail -100000 words" },
    { run: "tail -0 words" },
    { run: "tail merged" },
    { run: "tail merged stderr" },
    { run: "tail nolog" },
    { run: "tail nofile" },
    { run: "tail nope" },
    { run: "tail words:words" },
    {
      run: "tail ab:*",
      differs: {
        because: "groups and patterns work in every action",
        stdout: "==> ab:a <==\n\n==> ab:b <==\n\n",
        status: 0,
      },
    },
    {
      run: "tail all",
      differs: { because: "all stands for every process", stdout: /^==> .* <==\n[\s\S]*==> words <==\n/, status: 1 },
    },
    { run: "tail" },
    { run: "tail -f", local: true },
    { run: "tail -5", local: true },
    { run: "tail -x words", local: true },
    { run: "tail -5x words", local: true },
    { run: "tail words bogus" },
    { run: "tail words stdout x" },
    { run: "tail -f words bogus" },
    {
      run: "tail -f bogus words",
      differs: {
        because: "several can be followed, so that the first name is the wrong one",
        stdout: "bogus: ERROR (no such process name)\n",
        status: 1,
      },
    },
    { run: "tail -5 words bogus" },
    { run: "tail -f -5 words" },
    { run: "tail a b c d", local: true },
    { run: "tail -f words", interruptAt: "two\n" },
    { run: "tail -f words stderr", interruptAt: "bad\n" },
    { run: "tail -f nope" },
    { run: "tail -f nolog" },
    { run: "tail -f nope stderr" },
    { run: "maintail -f", interruptAt: "<==\n", only: (text) => text.slice(0, 28) },
    { run: "maintail -20", only: (text) => String(text.length) },
    { run: "maintail x", local: true },
    { run: "maintail -x", local: true },
    { run: "maintail a b", local: true },
    { run: "maintail -f x", local: true },
    { run: "clear" },
    { run: "clear words" },
    { run: "tail words" },
    { run: "clear nope" },
    { run: "clear words:words nope:x ab:a" },
    {
      run: "clear ab:*",
      differs: {
        because: "groups and patterns work in every action",
        stdout: "ab:a: cleared\nab:b: cleared\n",
        status: 0,
      },
    },
    { run: "clear all" },
    { run: "fg", local: true },
    { run: "fg a b", local: true },
    { run: "fg nope" },
    { run: "fg nofile" },
    {
      run: "fg ab:*",
      differs: {
        because: "groups and patterns work in every action",
        stdout: "ERROR: too many process names supplied\n",
        status: 1,
      },
    },
    { run: "fg all" },
    { run: "add" },
    { run: "add cat" },
    { run: "add nope" },
    { run: "add nope cat" },
    { run: "remove" },
    { run: "remove nope" },
    { run: "remove cat" },
    { run: "remove cat nope" },
    { run: "reread" },
    { run: "update" },
    { run: "update all" },
    { run: "update cat" },
    { run: "update nope" },
    { run: "update all nope" },
    { run: "update nope cat ab" },
    { run: "help", only: withoutAdded },
    { run: "?", only: withoutAdded },
    ...helpTopics(),
    { run: "help nope", local: true },
    { run: "help EOF", local: true },
    { run: "help start stop", local: true },
    { run: "?start", local: true },
    { run: "? start", local: true },
    { run: "avail x", local: true },
    { run: "reread x", local: true },
    { run: "version x", local: true },
    { run: "shutdown x", local: true },
    { run: "reload x", local: true },
    { run: "open", local: true },
    { run: "open foo", local: true },
    { run: "open ftp://x", local: true },
    { run: "open unix:///nonexistent/x.sock" },
    { run: "open http://127.0.0.1:@PORT@" },
    { run: "open unix://@DIR@/supervisor.sock" },
    { run: "bogus", local: true },
    { run: "bogus x y", local: true },
    { run: "!ls", local: true },
    { run: "STATUS", local: true },
    { run: "status;status" },
    { run: "status:foo" },
    { run: "start-all", local: true },
    { run: "-", bare: true },
    { run: "EOF", local: true },
    { run: "quit", local: true },
    { run: "exit", local: true },
    { run: "quit x", local: true },
    { run: "stop all", only: inAnyOrder },
    { run: "stop all", only: inAnyOrder },
    { run: "start cat words ab:b" },
    { run: "restart ab:* cat", only: inAnyOrder },
    { run: "stop all cat nope", only: inAnyOrder },
    { run: "pid all" },
    { run: "remove ab" },
    { run: "status ab:*" },
    { run: "add ab" },
    { run: "add ab" },
    { run: "shutdown" },
    { run: "status", when: "after the shutdown", first: (arena) => arena.daemon.ended().then(() => {}) },
    { run: "shutdown", when: "after the shutdown" },
    { run: "reread", when: "after the shutdown" },
  ],
};

/** Help without what Supervisor does not have. */
function withoutAdded(help: string): string {
  return help.replace(/more commands[\s\S]*|^ {2}-.*\n|^tail (?:-n 20 <name>|\[\.\.\.\]|-f <name> <name>).*\n/gm, "");
}

function helpTopics() {
  const topics =
    "add avail clear exit fg help maintail open pid quit reload remove reread restart shutdown signal start status stop " +
    "tail update version";
  return topics.split(" ").map((topic) => ({ run: `help ${topic}`, local: true, only: withoutAdded }) as const);
}

async function stopSoon(arena: Parameters<NonNullable<Scenario["before"]>>[0], name: string): Promise<void> {
  await arena.untilState(name, "STARTING");
  await arena.client.stopProcess(name, false);
}
