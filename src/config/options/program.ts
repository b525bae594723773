import { autoRestart } from "../values/auto-restart.ts";
import { boolean } from "../values/boolean.ts";
import { environment } from "../values/environment.ts";
import { exitCodes } from "../values/exit-codes.ts";
import { integer } from "../values/integer.ts";
import { octal } from "../values/octal.ts";
import { signal } from "../values/signal.ts";
import { text, textUnless } from "../values/text.ts";
import { user } from "../values/user.ts";
import { captureOptions, stderrLogOptions, stdoutLogOptions } from "./channel.ts";
import type { OptionTable } from "./option.ts";

/** Options that are read once for each process of a program, and may use its number. */
export const processOptions = {
  command: {
    type: text,
    required: (section) => `program section ${section} does not specify a command`,
    expansions: "process",
    doc: "What to run: a path or a name that is looked up on PATH, and arguments, quoted as in a shell. No shell takes part. The program must stay in the foreground.",
    since: "3.0",
    change: "update",
    sample: "/bin/cat",
  },
  process_name: {
    type: text,
    default: "%(program_name)s",
    expansions: "process",
    doc: "Name of the process. It must contain %(process_num) when numprocs is more than 1.",
    since: "3.0",
    change: "update",
  },
  directory: {
    type: textUnless(""),
    expansions: "process",
    doc: "Directory in which the program is started.",
    since: "3.0",
    change: "update",
    sample: "/tmp",
  },
  environment: {
    type: environment,
    default: "",
    expansions: "process",
    doc: "Environment variables of the program, over those of [supervisord] environment.",
    since: "3.0",
    change: "update",
    sample: 'A="1",B="2"',
  },
  ...stdoutLogOptions,
  ...stderrLogOptions,
} as const satisfies OptionTable;

/** Options that are read once for a program. */
export const programOptions = {
  numprocs: {
    type: integer,
    default: "1",
    expansions: "program",
    doc: "Number of processes to start from this section.",
    since: "3.0",
    change: "update",
  },
  numprocs_start: {
    type: integer,
    default: "0",
    expansions: "program",
    doc: "Number of the first process, %(process_num)s.",
    since: "3.0",
    change: "update",
  },
  priority: {
    type: integer,
    default: "999",
    expansions: "program",
    doc: "Programs with lower numbers start first and stop last.",
    since: "3.0",
    change: "update",
  },
  autostart: {
    type: boolean,
    default: "true",
    expansions: "program",
    doc: "Start the program when supervisord starts.",
    since: "3.0",
    change: "update",
  },
  autorestart: {
    type: autoRestart,
    default: "unexpected",
    expansions: "program",
    doc: "Start the program again when it exits: never (false), always (true), or when its exit code is not in exitcodes (unexpected).",
    since: "3.0",
    change: "update",
  },
  startsecs: {
    type: integer,
    default: "1",
    expansions: "program",
    doc: "Seconds that the program must stay up to count as started. 0: it counts at once.",
    since: "3.0",
    change: "update",
  },
  startretries: {
    type: integer,
    default: "3",
    expansions: "program",
    doc: "Number of further attempts, each a second later than the one before, until the state becomes FATAL.",
    since: "3.0",
    change: "update",
  },
  exitcodes: {
    type: exitCodes,
    default: "0",
    expansions: "program",
    doc: "Exit codes that are expected, for autorestart=unexpected.",
    since: "3.0",
    change: "update",
  },
  stopsignal: {
    type: signal,
    default: "TERM",
    expansions: "program",
    doc: "Signal that asks the program to stop.",
    since: "3.0",
    change: "update",
  },
  stopwaitsecs: {
    type: integer,
    default: "10",
    expansions: "program",
    doc: "Seconds to wait after stopsignal before SIGKILL is sent.",
    since: "3.0",
    change: "update",
  },
  stopasgroup: {
    type: boolean,
    default: "false",
    expansions: "program",
    doc: "Send the stop signal to the program's whole process group. Implies killasgroup.",
    since: "3.0b1",
    change: "update",
  },
  killasgroup: {
    type: boolean,
    defaultNote: "the value of stopasgroup",
    expansions: "program",
    doc: "Send SIGKILL to the program's whole process group.",
    since: "3.0a11",
    change: "update",
    sample: "false",
  },
  redirect_stderr: {
    type: boolean,
    default: "false",
    expansions: "program",
    doc: "Send the standard error of the program to its standard output (2>&1).",
    since: "3.0",
    change: "update",
  },
  ...captureOptions,
  user: {
    type: user,
    expansions: "program",
    doc: "Run the program as this user; supervisord must run as root.",
    since: "3.0",
    change: "update",
    sample: "chrism",
  },
  umask: {
    type: octal,
    expansions: "program",
    doc: "File creation mask of the program.",
    since: "3.0",
    change: "update",
    sample: "022",
  },
  serverurl: {
    type: textUnless("AUTO"),
    default: "AUTO",
    expansions: "program",
    doc: "Value of SUPERVISOR_SERVER_URL in the program's environment. AUTO gives the address of the first server of supervisord.",
    since: "3.0",
    change: "update",
  },
} as const satisfies OptionTable;

/** Everything that may stand in [program:x]. */
export const programSectionOptions = { ...processOptions, ...programOptions } as const;
