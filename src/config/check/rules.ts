/**
 * Every kind of finding of `supervisord --check`: its name, which stays what it is, and what is said of it in
 * docs/reference/check.md. What finds it stands in the files beside this one.
 */
export interface Rule {
  /** "either": an error where the command cannot be started because of it, else a warning. */
  readonly severity: "error" | "warning" | "either";
  /** What is wrong. */
  readonly finds: string;
  /** What happens if nothing is done about it. */
  readonly why: string;
  readonly mend: string;
  /** Lines of a configuration in which it is found, for the page and for the tests. */
  readonly example?: string;
}

export const rules = {
  invalid: {
    severity: "error",
    finds: "A line, a section or a value that cannot be read.",
    why: "supervisord refuses to start, and `supervisorctl reread` refuses the files.",
    mend: "The message says what is accepted. All faults of a file are named at once.",
    example: "[program:web]\ncommand=/bin/cat\nstartsecs=soon",
  },
  "indented-option": {
    severity: "warning",
    finds: "A `key=value` or a `[section]` that is indented deeper than the key above it.",
    why: "An indented line goes on with the value above: the option is not set, and the value above has become another one.",
    mend: "Remove the white space in front of it.",
    example: "[program:web]\ncommand=/bin/cat\n  autostart=false",
  },
  "unknown-section": {
    severity: "warning",
    finds: "A section that nothing reads, e.g. `[web]` in the place of `[program:web]`.",
    why: "It is ignored: a program in it is never started.",
    mend: "Correct its name.",
    example: "[web]\ncommand=/bin/cat",
  },
  "unknown-option": {
    severity: "warning",
    finds: "An option that its section does not have.",
    why: "It is ignored.",
    mend: "Correct its name; the message has the nearest one.",
    example: "[program:web]\ncommand=/bin/cat\nautorestrat=true",
  },
  "option-twice": {
    severity: "warning",
    finds: "An option that is set twice in one section of one file.",
    why: "The last one counts.",
    mend: "Remove one of them.",
    example: "[program:web]\ncommand=/bin/cat\nstartsecs=1\nstartsecs=2",
  },
  "value-cut": {
    severity: "warning",
    finds:
      "A value that ends sooner than it looks: a comment begins in it, or a variable of `environment` lacks its quotes.",
    why: "A ` ;` or ` #` begins a comment, even between quotes; an unquoted value ends at the first character that is no part of a word.",
    mend: "Leave out the white space in front of the `;` or `#`; put quotes around the values of variables.",
    example: "[program:web]\ncommand=/bin/cat\nenvironment=COLOR=$SHADE",
  },
  "name-twice": {
    severity: "warning",
    finds: "Two groups, or two processes of one program, with the same name.",
    why: "Only one of them runs.",
    mend: "Rename one.",
    example: "[program:web]\ncommand=/bin/cat\n[eventlistener:web]\ncommand=/bin/cat\nevents=TICK_60",
  },
  include: {
    severity: "warning",
    finds: "An `[include]` that matches no file, or names one that cannot be read.",
    why: "supervisord goes on without it.",
    mend: "Correct the pattern. Relative ones begin at the directory of the main file.",
    example: "[include]\nfiles=no-such-directory/*.conf",
  },
  "shell-syntax": {
    severity: "either",
    finds:
      "A command in the language of a shell: `&&`, `|`, `;`, `>`, `2>&1`, `&`, `$HOME`, `$(...)`, `~/`, `*.log`, `VAR=x program`, `cd x`.",
    why: "No shell takes part: supervisord splits the command into words, and all these reach the program as they are.",
    mend: "The message has the lines to write: `directory`, `environment`, `stdout_logfile`, `redirect_stderr` and `%(ENV_HOME)s` do most of it, `/bin/sh -c '...'` the rest.",
    example: "[program:web]\ncommand=cd /srv && PORT=80 node app.js > /tmp/app.log 2>&1",
  },
  "quoted-command": {
    severity: "either",
    finds: "Quotes around the whole command.",
    why: "They make one word of it, which is taken for the name of a program.",
    mend: "Take them away.",
    example: '[program:web]\ncommand="/bin/cat -u"',
  },
  "line-backslash": {
    severity: "warning",
    finds: "A `\\` at the end of a line of a command.",
    why: "A command goes on in the next line if that is indented. The `\\` makes the end of the line a part of the next argument.",
    mend: "Leave it out.",
    example: "[program:web]\ncommand=/bin/cat \\\n  -u",
  },
  "command-not-found": {
    severity: "error",
    finds: "A program that is not there: at its path, or on the search path of the program's environment.",
    why: "Its processes are FATAL at once.",
    mend: "Give its full path, or install it. The check is made with the environment of the one who makes it.",
    example: "[program:web]\ncommand=/no/such/program",
  },
  "command-not-executable": {
    severity: "error",
    finds: "A program that may not be executed, or is a directory; a command that cannot be split into words.",
    why: "Its processes are FATAL at once.",
    mend: "`chmod +x` and the path to it, or correct the command.",
    example: "[program:web]\ncommand=/tmp",
  },
  "unusable-program": {
    severity: "either",
    finds:
      "A file that the kernel cannot run: a text without a `#!` line, an interpreter or a loader that is not there, Windows line ends in the `#!` line, a program for another processor (a warning, since there are emulators).",
    why: "The kernel refuses it, often with nothing more than `ENOENT` for a file that is clearly there.",
    mend: "The message says what is missing.",
  },
  daemonizes: {
    severity: "warning",
    finds:
      "A program that puts itself into the background, or that starts something there and ends. The table below has those that are known; also behind `env`, `sudo`, `exec`, `nice`, `tini` and the like, and in `sh -c`.",
    why: "supervisord sees that its process has ended and starts the next one, which finds its port taken, until it is FATAL. What runs in the background is stopped by nobody.",
    mend: "The message has the option that keeps it in the foreground. Programs with `startsecs=0` that are not restarted are left alone: they are meant to run once.",
    example: "[program:web]\ncommand=env /usr/bin/redis-server --daemonize yes",
  },
  directory: {
    severity: "error",
    finds: "A `directory` that does not exist.",
    why: "The program cannot be started there.",
    mend: "Create it.",
    example: "[program:web]\ncommand=/bin/cat\ndirectory=/no/such/directory",
  },
  user: {
    severity: "error",
    finds: "A `user` that supervisord cannot become, since it was not started as root.",
    why: "The program is not started, or supervisord itself is not.",
    mend: "Start supervisord as root, or leave `user` out.",
  },
  "log-file": {
    severity: "error",
    finds: "A log file that is a directory.",
    why: "It cannot be opened: the program is not started.",
    mend: "Name a file.",
    example: "[program:web]\ncommand=/bin/cat\nstdout_logfile=/tmp/.",
  },
  "log-option": {
    severity: "warning",
    finds: "Log options that contradict each other, are out of use, or let a log grow without end.",
    why: "One of them is ignored.",
    mend: "The message says what to write.",
    example: "[program:web]\ncommand=/bin/cat\nredirect_stderr=true\nstderr_logfile=/tmp/err.log",
  },
  "log-two-names": {
    severity: "warning",
    finds: "One log file under two names: by a link, or in a directory that is one.",
    why: "It is opened twice, and each rotates it for itself: what the other writes then is lost. Under one name it is opened once, and any number of programs may share it.",
    mend: "Use one name for it.",
  },
  "log-rotated-by-other": {
    severity: "warning",
    finds: "A log file that one is not to rotate (`*_logfile_maxbytes=0`), and that another rotates.",
    why: "A file has one limit for all who write to it: it is rotated.",
    mend: "Set it to 0 for all of them, or give each its own file.",
    example:
      "[program:web]\ncommand=/bin/cat\nstdout_logfile=/tmp/web.log\nstderr_logfile=/tmp/web.log\nstderr_logfile_maxbytes=0",
  },
  "socket-path": {
    severity: "error",
    finds:
      "A unix socket that cannot be made: its directory is missing, it is a directory itself, or its path is too long.",
    why: "supervisord does not start.",
    mend: "Create the directory, or use another path.",
    example: "[unix_http_server]\nfile=/no/such/directory/supervisor.sock",
  },
  "open-port": {
    severity: "warning",
    finds: "A port that others than this machine can reach, without a password.",
    why: "Whoever reaches it can start and stop every program, and read all logs.",
    mend: "`port=127.0.0.1:9001`, or `username` and `password`, or a unix socket.",
    example: "[inet_http_server]\nport=*:9001",
  },
  "port-in-use": {
    severity: "warning",
    finds:
      "A port of a server or of a FastCGI program on which another program listens now. Not the supervisord that runs this configuration.",
    why: "supervisord would not start, or the FastCGI program would not.",
    mend: "Stop the other program, or choose another port.",
  },
  "no-server": {
    severity: "warning",
    finds: "A configuration without any server.",
    why: "supervisorctl cannot connect: nothing can be started, stopped or looked at while supervisord runs.",
    mend: "Add the lines of the message. A container that is never looked into may do without.",
  },
  "no-rpcinterface": {
    severity: "warning",
    finds: "A server, and no `[rpcinterface:supervisor]`.",
    why: "The server knows no methods: supervisorctl is refused.",
    mend: "Add the section as it is in the message.",
  },
  serverurl: {
    severity: "warning",
    finds:
      "A `serverurl` in `[supervisorctl]` that is none of the servers, or a section that supervisorctl cannot read.",
    why: "supervisorctl does not find supervisord. Addresses of other machines are left alone.",
    mend: "Write the address of one of the servers. supervisorctl reads the main file only, and no included ones.",
    example: "[supervisorctl]\nserverurl=http://localhost:9002",
  },
  login: {
    severity: "warning",
    finds:
      "A `username` or `password` in `[supervisorctl]` that its server does not take, or none where it asks for one.",
    why: "supervisorctl is refused.",
    mend: "Write what stands in the section of the server; of a `{SHA}` password the clear text.",
    example:
      "[unix_http_server:two]\nfile=/tmp/check-two.sock\nusername=boss\npassword=x\n[supervisorctl]\nserverurl=unix:///tmp/check-two.sock\nusername=chef\npassword=x",
  },
  "ctl-plugin": {
    severity: "warning",
    finds: "A factory in `[ctlplugin:x]` that cannot be loaded.",
    why: "supervisorctl refuses to start. (One in `[rpcinterface:x]` or `result_handler` is `invalid`: supervisord itself refuses.)",
    mend: "Name a JavaScript file or package; see [plugins](../plugins.md). Modules of Python cannot be loaded.",
    example:
      "[supervisorctl]\nserverurl=unix:///tmp/supervisor.sock\n[ctlplugin:x]\nsupervisor.ctl_factory=my.module:make_plugin",
  },
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleName = keyof typeof rules;
