import { integer } from "../values/integer.ts";
import { octal } from "../values/octal.ts";
import { text } from "../values/text.ts";
import type { OptionTable } from "./option.ts";
import { programSectionOptions } from "./program.ts";

/** What [fcgi-program:x] has beyond the options of a program. */
export const fcgiProgramOptions = {
  socket: {
    type: text,
    required: (section) => `[${section}] section requires a "socket" line`,
    emptyIsMissing: true,
    expansions: "program",
    doc: "Socket that the processes share as their descriptor 0: tcp://host:port or unix:///absolute/path.",
    since: "3.0",
    change: "update",
    sample: "unix:///var/run/%(program_name)s.sock",
  },
  socket_backlog: {
    type: integer,
    defaultNote: "the system's largest",
    expansions: "daemon",
    doc: "Number of connections that may wait, from 1 to 65535.",
    since: "3.4.0",
    change: "update",
    sample: "1024",
  },
  socket_owner: {
    type: text,
    defaultNote: "the program's user and that user's group, where they differ from those of supervisord",
    expansions: "daemon",
    doc: "Owner of a unix socket, user or user:group.",
    since: "3.0",
    change: "update",
    sample: "chrism:chrism",
  },
  socket_mode: {
    type: octal,
    defaultNote: "0700",
    invalid: (value) => `Invalid socket_mode value ${value}`,
    expansions: "daemon",
    doc: "Permissions of a unix socket.",
    since: "3.0",
    change: "update",
    sample: "0700",
  },
} as const satisfies OptionTable;

/** Everything that may stand in [fcgi-program:x]. */
export const fcgiProgramSectionOptions = { ...fcgiProgramOptions, ...programSectionOptions } as const;
