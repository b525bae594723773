import { boolean } from "../values/boolean.ts";
import { byteSize } from "../values/byte-size.ts";
import { environment } from "../values/environment.ts";
import { integer } from "../values/integer.ts";
import { logLevel } from "../values/log-level.ts";
import { logTarget } from "../values/log-target.ts";
import { octal } from "../values/octal.ts";
import { existingDirectory, filePath } from "../values/path.ts";
import { text } from "../values/text.ts";
import { user } from "../values/user.ts";
import type { OptionTable } from "./option.ts";

/** [supervisord] */
export const supervisordOptions = {
  logfile: {
    type: logTarget,
    default: "supervisord.log",
    expansions: "file",
    doc: "The activity log of supervisord. A relative path starts in the directory where supervisord was started; the word syslog sends the log to syslog, NONE drops it.",
    since: "3.0",
    change: "reload",
    sample: "/tmp/supervisord.log",
  },
  logfile_maxbytes: {
    type: byteSize,
    default: "50MB",
    expansions: "file",
    doc: "Size at which the activity log is rotated. 0 means that it grows without limit.",
    since: "3.0",
    change: "reload",
  },
  logfile_backups: {
    type: integer,
    default: "10",
    expansions: "file",
    doc: "Number of rotated activity logs that are kept. 0 keeps none.",
    since: "3.0",
    change: "reload",
  },
  loglevel: {
    type: logLevel,
    default: "info",
    expansions: "file",
    doc: "The least severe messages that the activity log takes. From debug on it also holds what the programs write.",
    since: "3.0",
    change: "reload",
  },
  pidfile: {
    type: filePath,
    default: "supervisord.pid",
    expansions: "file",
    doc: "File that holds the process id of supervisord while it runs.",
    since: "3.0",
    change: "reload",
    sample: "/tmp/supervisord.pid",
  },
  umask: {
    type: octal,
    default: "022",
    expansions: "file",
    doc: "File creation mask of supervisord, which programs inherit.",
    since: "3.0",
    change: "reload",
  },
  nodaemon: {
    type: boolean,
    default: "false",
    expansions: "file",
    doc: "Stay in the foreground instead of becoming a daemon.",
    since: "3.0",
    change: "restart",
  },
  silent: {
    type: boolean,
    default: "false",
    expansions: "file",
    doc: "In the foreground, write no copy of the activity log to the standard output.",
    since: "4.2.0",
    change: "reload",
  },
  minfds: {
    type: integer,
    default: "1024",
    expansions: "file",
    doc: "Number of file descriptors that must be available; the limit is raised as far as needed and allowed. Programs inherit it.",
    since: "3.0",
    change: "restart",
  },
  minprocs: {
    type: integer,
    default: "200",
    expansions: "file",
    doc: "Number of processes that must be available to the user; the limit is raised as far as needed and allowed.",
    since: "3.0",
    change: "restart",
  },
  nocleanup: {
    type: boolean,
    default: "false",
    expansions: "file",
    doc: "Keep the automatic log files of earlier runs instead of deleting them at start.",
    since: "3.0",
    change: "reload",
  },
  childlogdir: {
    type: existingDirectory,
    defaultNote: "the system's directory for temporary files",
    expansions: "file",
    doc: "Directory of the automatic (AUTO) log files of programs.",
    since: "3.0",
    change: "reload",
    sample: "/tmp",
  },
  user: {
    type: user,
    expansions: "file",
    doc: "Become this user before doing anything else; supervisord must have been started as root.",
    since: "3.0",
    change: "restart",
    sample: "root",
  },
  directory: {
    type: existingDirectory,
    expansions: "file",
    doc: "Directory into which supervisord changes at start.",
    since: "3.0",
    change: "reload",
    sample: "/tmp",
  },
  strip_ansi: {
    type: boolean,
    default: "false",
    expansions: "file",
    doc: "Remove ANSI escape sequences from what programs write before it is logged.",
    since: "3.0",
    change: "reload",
  },
  subreaper: {
    type: boolean,
    default: "false",
    expansions: "file",
    doc:
      "Adopt the orphans that programs leave behind, and reap them. As process 1 of a container supervisord always does; " +
      "elsewhere the system's init adopts them.",
    change: "reload",
  },
  environment: {
    type: environment,
    default: "",
    expansions: "file",
    expandedTwice: true,
    doc: "Environment variables for every program; the program's own environment goes over them. They do not change the environment of supervisord itself.",
    since: "3.0",
    change: "update",
    sample: 'KEY="value",KEY2="value2"',
  },
  identifier: {
    type: text,
    default: "supervisor",
    expansions: "file",
    doc: "Name of this supervisord, which clients and event listeners see; part of the names of automatic log files.",
    since: "3.0",
    change: "reload",
  },
} as const satisfies OptionTable;
