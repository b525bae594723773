/** docs/reference/supervisorctl.md, from the tables of options and commands. */
import type { Command } from "../src/ctl/command.ts";
import { type CtlOption, ctlOptions } from "../src/ctl/command-line-options.ts";
import { commandTable } from "../src/ctl/command-table.ts";
import { helpLines } from "../src/ctl/print-help.ts";
import { flappingRule } from "../src/process/flapping.ts";
import { rememberedLives } from "../src/process/lives.ts";

const introduction = `# supervisorctl

<!-- Generated from src/ctl by \`npm run docs\`. Do not edit. -->

    supervisorctl [options] [action [arguments]]

Without an action, or with \`-i\`, it opens a shell in which actions are typed.

[supervisorctl from day to day](../supervisorctl.md) has examples.

## Options
`;

const chapters = `
Long options may be abbreviated as long as they stay unique. Options end at the action.

The configuration is the first of these that exists: \`../etc/supervisord.conf\` and \`../supervisord.conf\` (from the
directory of the program), \`supervisord.conf\` and \`etc/supervisord.conf\` (from the current directory),
\`/etc/supervisord.conf\`, \`/etc/supervisor/supervisord.conf\`. Its section \`[supervisorctl]\` has the defaults of the options; see
the [configuration reference](configuration.md). Without any file the server is \`http://localhost:9001\`.

## Names

- \`web\` is the process web of the group web, \`app:web\` the process web of the group app, \`app:*\` all processes of app.
- \`all\` is every process, where an action takes several.
- Patterns: \`*\` stands for any characters, \`?\` for one, \`[a-z]\` and \`[!a-z]\` for one of a set. A pattern is compared with
  names as \`status\` shows them and with \`group:name\`; \`pattern:*\` names whole groups. Quote them from the shell:
  \`supervisorctl restart 'web-*:*'\`. What a pattern names is started, stopped or signalled at once; names that stand one
  by one are worked off one after another. A pattern that nothing matches is an unknown name.

## What is wrong

On a terminal, \`status\` says below a process that is FATAL, in BACKOFF or unexpectedly EXITED why: how it ended last, after how many
failed starts in a row, when, and the last line that it wrote (on stderr, or on stdout if there was nothing). Frames of a stack and other
lines below the message of an error are passed over; a log that is no file has no last line.

    $ supervisorctl status
    app                              FATAL     Exited too quickly (process log may have details)
      exit status 1, 4 attempts, the last at 02:09:05: Error: listen EADDRINUSE: address already in use :::80
    worker                           RUNNING   pid 4711, uptime 0:00:04 (flapping: 7 unexpected ends within 5 minutes, the last at 02:09:08, terminated by SIGKILL)

A process is *flapping* that ended unexpectedly ${flappingRule.ends} times or more within ${flappingRule.withinMs / 60_000} minutes, failed starts included, and was
started again by itself each time. What was before somebody stopped or started it does not count. ${rememberedLives} lives are remembered: where more ends
may have been, a shorter time is named. Into a pipe \`status\` prints what it always did.

\`start\` and \`restart\` say the same of what could not be started, on standard error, so that scripts find on standard output what they know:

    $ supervisorctl start app
    app: ERROR (spawn error)
    app: exit status 1, 1 attempt, at 02:09:05: Error: listen EADDRINUSE: address already in use :::80

Supervisor's own daemon cannot tell any of that; then there is nothing more to see.

## JSON

\`status --json\` has the fields of [getProcessInfo](rpc.md), and \`usage\`: \`cpuPercent\` (of one core, since somebody last asked, else since its start; null in its first half second),
\`cpuSeconds\` and \`residentBytes\` of the process itself, without its children. \`usage\` is null for what does not run.
\`trouble\` says why a process is down, \`flapping\` that it is flapping, with the fields that they have in [the JSON API](../http-api.md#trouble), else null.
All three are null where the server is Supervisor.

\`avail\`, \`pid\`, \`reread\`, \`version\` and \`logs\` take \`--json\`, too. What went wrong is on standard error then.

## Logs

\`logs\` shows both logs of processes, from the oldest rotated file on. Where there are several logs each line is behind the name of its process:
\`web |\` from stdout, \`web !\` from stderr. What a server that is not supervisor-ts cannot give (rotated files, a past before \`-f\`) is said on standard error.

- A file does not tell when its lines were written. Those that begin with a date and a time (\`2026-01-31 08:00:00\`, ISO 8601, in brackets, or as
  the first member of a JSON object) are put in order by that; a line without one belongs to the line before it. Logs whose lines have none come first,
  one after another. A time without a zone is one of the machine on which supervisorctl runs.
- \`--since\` goes by the same times. A log without them is shown from the first of its files that was written since, and that is said.
- What comes with \`-f\` comes in order of arrival; its time in JSON (\`at\`) is that at its beginning, or else that of its arrival. Only whole lines are shown.
  200 logs can be followed at once.
- \`-n\` counts lines that match, and defaults to all with \`--since\` or \`--grep\`.
- On a terminal colours of programs end with their line, and nothing else of a log acts on it.

## Top

\`top\` takes the whole terminal, looks every two seconds, and gives the terminal back as it was, however it ends.

| key | |
|---|---|
| up, down, k, j, PgUp, PgDn, Home, End | move |
| Enter, l | the log of the process, both channels, as it grows; q or Esc leads back |
| s, x, r | start, stop, restart it; stop and restart ask first, and only y does it |
| / | filter by name or state as you type; Enter keeps the filter, Esc shows all again |
| N S C M U R | sort by name, state, CPU, memory, uptime, restarts; once more reverses |
| ? | the keys |
| Ctrl-Z, q, Ctrl-C | suspend, quit |

CPU is the share of one core since the last look, memory that of the process itself, restarts those since supervisord came up. A narrow terminal shows fewer
columns, a wide one the description, too. While the server does not answer that is said, and tried again. From a server that is not supervisor-ts there
are no figures but uptime. It needs no more than ANSI sequences, and no colours.

## Exit status

| status | meaning |
|---|---|
| 0 | All went well, or it was so already (\`start\` of what runs, \`stop\` of what does not). |
| 1 | An unknown name, a refused request, an unforeseen failure. |
| 2 | Wrong options, also of \`logs\`, or a faulty configuration; \`start\` without a name or with an unknown group. |
| 3 | The server has no supervisor namespace. From \`status\`: a process is STOPPED, EXITED, FATAL or UNKNOWN. |
| 4 | The server refused the connection. From \`status\`: an unknown name, or no answer. |
| 5 | The server speaks another version of the interface. |
| 7 | There is no such socket, or a process does not run: it did not start, or \`signal\` and \`pid\` found it at rest. |
| 130 | Ctrl-C ended \`logs\` before all was shown. |
| 141 | Nobody reads its standard output any more. |

Where several apply, the last one counts. A shell always ends with 0.

## When the server does not answer

What went wrong is on standard output, in Supervisor's words; where the address came from and what to look at follows on standard error:

    $ supervisorctl -c supervisord.conf pid
    unix:///tmp/supervisor.sock no such file
    supervisorctl: tried unix:///tmp/supervisor.sock (serverurl in [supervisorctl] of supervisord.conf): the socket does not exist; ...

## The shell

A word in quotes is one word without them: \`restart 'web:*'\`. It begins with \`status\`. Tab completes actions and names. Ctrl-C ends what a command waits for, and at the prompt the shell;
so do Ctrl-D, \`exit\` and \`quit\`. \`shutdown\` and \`reload\` ask first; Ctrl-C and Ctrl-D mean no. If the server wants
credentials, the shell asks for them, three times at most. With \`history_file\` or \`-r\` a thousand lines are kept from one
session to the next, in a file for its owner only.

## The foreground

\`fg\` copies both logs of a process, from their last 1,024 bytes on, and sends it the lines that are typed. Lines are edited and
shown by the terminal itself. Ctrl-C and Ctrl-D (or the end of a pipe) detach, Ctrl-Z stops supervisorctl as any other
program. It ends by itself when the process ends, runs anew, or has closed its standard input.

## Output

States, and names in a \`tail -f\` of several, are coloured on a terminal, unless \`NO_COLOR\` is set or \`TERM\` is \`dumb\`.

What a server sends cannot act on a terminal: control characters are shown as symbols (\`␛\`). \`tail -f\`, \`maintail -f\` and \`fg\`
copy what programs write byte for byte, with their colours. In a pipe or a file everything is as it came.

## Completion

    source <(supervisorctl completion bash)                             # in ~/.bashrc
    supervisorctl completion zsh > ~/.zfunc/_supervisorctl              # a directory of $fpath
    supervisorctl completion fish > ~/.config/fish/completions/supervisorctl.fish

## Actions
`;

export function renderCtlReference(): string {
  const firstOfName = (option: CtlOption) => ctlOptions.find(({ name }) => name === option.name) === option;
  const options = ctlOptions.filter(firstOfName).map(renderOption);
  const actions = commandTable.filter(({ help }) => help.length > 0).map(renderCommand);
  return [introduction, "| option | |", "|---|---|", ...options, chapters, actions.join("\n")].join("\n");
}

function renderOption({ name, short, long, argument, summary }: CtlOption): string {
  const spellings = ctlOptions.filter((option) => option.name === name && option.argument !== undefined);
  const names = spellings.length > 1 ? spellings.map((option) => option.long) : [long];
  const value = argument === undefined ? "" : ` ${argument}`;
  const all = [`\`-${short}${value}\``, ...names.map((spelling) => `\`--${spelling}${value}\``)].join(", ");
  return `| ${all} | ${summary} |`;
}

function renderCommand(command: Command): string {
  const { name, summary } = command;
  const lines = helpLines(command)
    .filter((line) => line !== "")
    .map((line) => `    ${alignTabs(line)}`.trimEnd());
  return `### ${name}\n\n${summary}.\n\n${lines.join("\n")}\n`;
}

/** Tab stops are eight columns apart, as on a terminal. */
function alignTabs(line: string): string {
  return line.split("\t").reduce((text, column) => text.padEnd(Math.floor(text.length / 8 + 1) * 8) + column);
}
