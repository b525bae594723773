/** What the JSON API says and takes. The browser application imports the types of it. */
import { flappingRule } from "../../process/flapping.ts";
import { rememberedLives } from "../../process/lives.ts";
import {
  array,
  boolean,
  either,
  integer,
  moment,
  named,
  nullable,
  number,
  object,
  oneOf,
  string,
  type TypeOf,
} from "./schema.ts";

const stateNames = ["STOPPED", "STARTING", "RUNNING", "BACKOFF", "STOPPING", "EXITED", "FATAL", "UNKNOWN"] as const;

export const usageShape = named(
  "Usage",
  object({
    cpuPercent: nullable(
      number("Share of one core since somebody last asked, or since its start; null in its first half second."),
    ),
    cpuSeconds: number("User and system time of the process since its start."),
    residentBytes: integer("Resident memory of the process itself, without its children."),
  }),
);
export type Usage = TypeOf<typeof usageShape>;

export const logFileShape = named(
  "LogFile",
  object({ path: string(), bytes: nullable(integer("Size now; null when there is no file yet.")) }),
);

const exitCode = nullable(integer("Exit code; null for an end by signal, and where there was nothing to run."));
const exitSignal = nullable(string("Such as `SIGTERM`."));
const how = string("In words: `exit status 1`, `terminated by SIGKILL`, or why it could not be started.");

export const troubleShape = named(
  "Trouble",
  object(
    {
      how,
      code: exitCode,
      signal: exitSignal,
      coreDumped: boolean(),
      attempts: integer("Failed starts in a row; 0 if it had been RUNNING."),
      at: moment("When it ended, or could not be started."),
      seconds: number("How long it had been up, by the monotonic clock."),
      lastLine: nullable(
        string(
          "The last line that it wrote, on stderr if it wrote something there, without control sequences and stack frames; " +
            "at most 500 bytes. Null if it wrote nothing, or its logs are no files.",
        ),
      ),
    },
    { description: "Why a process is FATAL, in BACKOFF, or unexpectedly EXITED." },
  ),
);
export type Trouble = TypeOf<typeof troubleShape>;

export const flappingShape = named(
  "Flapping",
  object(
    {
      ends: integer("Unexpected ends within that time."),
      withinSeconds: integer(
        `The time that is looked back on; less where more than ${rememberedLives} lives, which are not remembered, would have to be counted.`,
      ),
      lastEnd: moment("The last of them."),
      how,
      until: moment("When it is not flapping any more if it does not end again. That is no event."),
    },
    {
      description:
        `A process that ended unexpectedly ${flappingRule.ends} times or more within ${flappingRule.withinMs / 60_000} minutes, failed starts ` +
        "included, and was started again by itself each time. What was before somebody stopped or started it does not count.",
    },
  ),
);
export type FlappingShape = TypeOf<typeof flappingShape>;

const end = nullable(
  oneOf(
    ["stopped", "expected", "unexpected", "not-started"],
    "`stopped`: somebody asked for it; `expected`: the exit code is among `exitcodes`; `not-started`: there was nothing to run. Null while it goes on.",
  ),
);

const lifeEnd = {
  end,
  how: nullable(how),
  code: exitCode,
  signal: exitSignal,
  coreDumped: boolean(),
  attempt: nullable(integer("Of a failed start: which in a row it was.")),
};

export const pastEventShape = named(
  "PastEvent",
  object(
    {
      process: string("Id of the process."),
      event: oneOf(["started", "ended", "not-started"]),
      at: moment(),
      seconds: nullable(number("How long the life was that ended, by the monotonic clock; null for a start.")),
      ...lifeEnd,
    },
    { description: "A start or an end of a process." },
  ),
);
export type PastEventShape = TypeOf<typeof pastEventShape>;

export const lifeShape = named(
  "Life",
  object(
    {
      startedAt: moment(),
      endedAt: nullable(moment("Null while it goes on.")),
      seconds: number("How long it was, or has been, by the monotonic clock."),
      ...lifeEnd,
    },
    { description: "One run of a process, or an attempt at one." },
  ),
);
export type LifeShape = TypeOf<typeof lifeShape>;

export const processLogShape = named(
  "ProcessLog",
  object({
    channel: oneOf(["stdout", "stderr"]),
    path: nullable(string("As configured; null where there is none.")),
    absence: nullable(
      oneOf(
        ["none", "redirected", "other"],
        "Why there is nothing to read: no log is kept; stderr goes to stdout; it is a device, a pipe or a socket.",
      ),
    ),
    files: array(
      object({
        path: string(),
        inode: integer(
          "Names the file for `GET /processes/{process}/logs/{channel}`, also when a rotation has renamed it.",
        ),
        bytes: integer(),
        modifiedAt: moment("When it was last written."),
      }),
      "The rotated files, the oldest first, and the one that is being written.",
    ),
  }),
);
export type ProcessLogShape = TypeOf<typeof processLogShape>;

export const processShape = named(
  "Process",
  object({
    id: string("`group:name`, or `name` alone where both are the same: as supervisorctl shows it."),
    group: string(),
    name: string(),
    kind: oneOf(["program", "eventlistener", "fcgi-program"]),
    state: oneOf(stateNames),
    stateSince: nullable(moment("When it came to this state; null if it has been in it from the start.")),
    settled: boolean("At rest, and nothing but a request will start it."),
    description: string("The sentence of `supervisorctl status`."),
    pid: nullable(integer()),
    startedAt: nullable(moment("Last start.")),
    stoppedAt: nullable(moment("Last end.")),
    uptimeSeconds: nullable(number("By the monotonic clock; null while there is no process.")),
    exit: nullable(
      object(
        {
          code: nullable(integer("Exit code; null for an end by signal.")),
          signal: nullable(string("Such as `SIGTERM`.")),
        },
        { description: "How the last run ended." },
      ),
    ),
    error: nullable(string("What is wrong with it: `spawnerr` of the XML-RPC interface.")),
    trouble: nullable(troubleShape),
    flapping: nullable(flappingShape),
    starts: integer("How often it was started since the daemon came up."),
    retryInSeconds: nullable(number("Until the next try, in state BACKOFF.")),
    usage: nullable(usageShape),
    autostart: boolean(),
    priority: integer(),
    command: string("Credentials in URLs are masked."),
    stdout: nullable(logFileShape),
    stderr: nullable(logFileShape),
  }),
);
export type ProcessShape = TypeOf<typeof processShape>;

export const groupShape = named(
  "Group",
  object({
    name: string(),
    kind: oneOf(["program", "eventlistener", "fcgi-program"]),
    priority: integer(),
    processes: array(processShape),
  }),
);
export type GroupShape = TypeOf<typeof groupShape>;

export const supervisorShape = named(
  "Supervisor",
  object({
    identifier: string(),
    host: string("Name of the machine."),
    version: string("Version of the package."),
    state: oneOf(["RUNNING", "RESTARTING", "SHUTDOWN"]),
    pid: integer(),
    startedAt: moment(),
    uptimeSeconds: number(),
    configuration: string("Path of the configuration file."),
    logfile: nullable(logFileShape),
    residentBytes: integer("The daemon's own resident memory."),
    cpuSeconds: number("The daemon's own processor time."),
    processes: integer("Number of processes."),
    running: integer("How many of them are RUNNING."),
  }),
);
export type SupervisorShape = TypeOf<typeof supervisorShape>;

const placeShape = object({ file: string(), line: integer("1-based.") });

export const processOptionsShape = named(
  "ProcessOptions",
  object({
    section: nullable(
      object(
        { name: string("Such as `program:web`."), file: string(), line: integer("1-based.") },
        { description: "The section that makes the process; null when the files have none (any more)." },
      ),
    ),
    options: array(
      object({
        option: string("Its name, as in the reference of the configuration."),
        value: nullable(string("As it is active; null where there is none. Credentials in URLs are masked.")),
        place: nullable(placeShape),
        differs: boolean("The files say something else by now."),
      }),
      "Each with the place where it is written; null for a default, and for what the files say otherwise by now.",
    ),
    environment: array(string(), "Names of the variables of `environment`. Their values are not shown."),
  }),
);
export type ProcessOptionsShape = TypeOf<typeof processOptionsShape>;

export const optionsOfSeveralShape = array(
  object({ process: string("Id of the process."), options: processOptionsShape }),
);

const optionDifferenceShape = object({
  process: nullable(string("Null: an option of the group itself.")),
  option: string(),
  from: nullable(string("As text; null where there was none. Values of environment variables are not shown.")),
  to: nullable(string()),
});
export type OptionDifference = TypeOf<typeof optionDifferenceShape>;

export const groupDifferenceShape = named(
  "GroupDifference",
  object({
    group: string(),
    change: oneOf(["added", "changed", "removed"]),
    options: array(optionDifferenceShape, "For a changed group, what differs."),
    stops: array(string(), "Ids of the processes that would be stopped."),
    starts: array(string(), "Ids of those that would be started then: the ones with autostart."),
  }),
);
export type GroupDifferenceShape = TypeOf<typeof groupDifferenceShape>;

export const configurationShape = named(
  "Configuration",
  object({
    path: string(),
    files: array(string(), "Every file that was read, the main one first."),
    problems: array(string(), "Why the files cannot be taken as they are now; then there is no difference shown."),
    difference: array(groupDifferenceShape, "What `update` would do."),
  }),
);
export type ConfigurationShape = TypeOf<typeof configurationShape>;

export const resultShape = named(
  "Result",
  object({
    process: string("Id of the process (for `update`, name of the group)."),
    ok: boolean(),
    outcome: string(
      "`started`, `stopped`, ...; `begun` if the end is not known yet; or the fault, as in `ALREADY_STARTED: web`.",
    ),
  }),
);
export type Result = TypeOf<typeof resultShape>;

export const resultsShape = named("Results", object({ results: array(resultShape) }));

export const selectionShape = named(
  "Selection",
  object({ processes: array(string(), "Ids, or `group:*`. Missing: all.") }, { optional: ["processes"] }),
);

export const signalShape = named("Signal", object({ signal: either(string(), integer()) }));
export const selectionSignalShape = named(
  "SignalSelection",
  object(
    { signal: either(string("Such as `HUP` or `SIGHUP`."), integer()), processes: array(string()) },
    { optional: ["processes"] },
  ),
);
export const stdinShape = named(
  "Stdin",
  object({ text: string("Sent as UTF-8, as it is: append a newline yourself.") }),
);
export const groupSelectionShape = named(
  "GroupSelection",
  object({ groups: array(string(), "Missing: all that differ.") }, { optional: ["groups"] }),
);

export const problemShape = named(
  "Problem",
  object(
    {
      type: string("`urn:supervisor:fault:NAME`, or `about:blank`."),
      title: string(),
      status: integer(),
      detail: string(),
      fault: integer("Number of the XML-RPC fault."),
    },
    { optional: ["fault"], description: "An error, as RFC 9457 has it." },
  ),
);
