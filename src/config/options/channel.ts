import { boolean } from "../values/boolean.ts";
import { byteSize } from "../values/byte-size.ts";
import { integer } from "../values/integer.ts";
import { logTarget } from "../values/log-target.ts";
import type { OptionTable } from "./option.ts";

/** The `stdout_*` options of a program that may differ from process to process. */
export const stdoutLogOptions = {
  stdout_logfile: {
    type: logTarget,
    default: "AUTO",
    expansions: "process",
    expandedTwice: true,
    doc: "File for what the program writes to its standard output. AUTO picks a file in childlogdir that is deleted when supervisord starts again; NONE or an empty value keeps nothing.",
    since: "3.0",
    change: "update",
  },
  stdout_logfile_maxbytes: {
    type: byteSize,
    default: "50MB",
    expansions: "process",
    doc: "Size at which stdout_logfile is rotated. 0 means that it grows without limit.",
    since: "3.0",
    change: "update",
  },
  stdout_logfile_backups: {
    type: integer,
    default: "10",
    expansions: "process",
    doc: "Number of rotated files of stdout_logfile that are kept. 0 keeps none.",
    since: "3.0",
    change: "update",
  },
  stdout_syslog: {
    type: boolean,
    default: "false",
    expansions: "process",
    doc: "Send the standard output to syslog, with the name of the process.",
    since: "4.0.0",
    change: "update",
  },
} as const satisfies OptionTable;

/** The `stderr_*` options of a program that may differ from process to process. */
export const stderrLogOptions = {
  stderr_logfile: {
    type: logTarget,
    default: "AUTO",
    expansions: "process",
    expandedTwice: true,
    doc: "File for what the program writes to its standard error, as stdout_logfile; unused with redirect_stderr.",
    since: "3.0",
    change: "update",
  },
  stderr_logfile_maxbytes: {
    type: byteSize,
    default: "50MB",
    expansions: "process",
    doc: "Size at which stderr_logfile is rotated. 0 means that it grows without limit.",
    since: "3.0",
    change: "update",
  },
  stderr_logfile_backups: {
    type: integer,
    default: "10",
    expansions: "process",
    doc: "Number of rotated files of stderr_logfile that are kept. 0 keeps none.",
    since: "3.0",
    change: "update",
  },
  stderr_syslog: {
    type: boolean,
    default: "false",
    expansions: "process",
    doc: "Send the standard error to syslog, with the name of the process.",
    since: "4.0.0",
    change: "update",
  },
} as const satisfies OptionTable;

/** The `stdout_*` and `stderr_*` options that are the same for every process of a program. */
export const captureOptions = {
  stdout_capture_maxbytes: {
    type: byteSize,
    default: "0",
    expansions: "program",
    doc: "Size of the buffer for output between the capture marks, which becomes PROCESS_COMMUNICATION events. 0 turns capturing off.",
    since: "3.0",
    change: "update",
  },
  stdout_events_enabled: {
    type: boolean,
    default: "false",
    expansions: "program",
    doc: "Send a PROCESS_LOG_STDOUT event for what the program writes to its standard output.",
    since: "3.0a7",
    change: "update",
  },
  stderr_capture_maxbytes: {
    type: byteSize,
    default: "0",
    expansions: "program",
    doc: "As stdout_capture_maxbytes, for the standard error.",
    since: "3.0",
    change: "update",
  },
  stderr_events_enabled: {
    type: boolean,
    default: "false",
    expansions: "program",
    doc: "Send a PROCESS_LOG_STDERR event for what the program writes to its standard error.",
    since: "3.0a7",
    change: "update",
  },
} as const satisfies OptionTable;
