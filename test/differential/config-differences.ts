/** Where this reader and Debian's supervisord (4.2.5) differ on purpose, each with the reason. */
import type { Outcome } from "./config-peer.ts";

export interface Comparison {
  readonly text: string;
  readonly ours: Outcome;
  readonly theirs: Outcome;
  /** Fields of getAllConfigInfo that differ, where both accept. */
  readonly fields: readonly string[];
}

export interface Difference {
  readonly reason: string;
  covers(comparison: Comparison): boolean;
}

const refusal = (outcome: Outcome): string => (outcome.kind === "refused" ? outcome.why : "");

function onlyOursRefuses(pattern: RegExp): (comparison: Comparison) => boolean {
  return ({ ours, theirs }) => theirs.kind === "accepted" && pattern.test(refusal(ours));
}

function onlyTheirsRefuses(pattern: RegExp): (comparison: Comparison) => boolean {
  return ({ ours, theirs }) => ours.kind === "accepted" && pattern.test(refusal(theirs));
}

export const knownDifferences: readonly Difference[] = [
  {
    reason:
      "A %s without a name is refused: Supervisor puts the whole list of names and values there, as Python shows it, " +
      "and with it the environment of the daemon.",
    covers: (comparison) =>
      onlyOursRefuses(/not enough arguments for format string/)(comparison) ||
      /\{'\w+': /.test(refusal(comparison.theirs)),
  },
  {
    reason:
      "In stdout_logfile, stderr_logfile and [supervisord] environment, which are expanded twice, %% does as well as %%%%.",
    covers: onlyTheirsRefuses(/for '(std(out|err)_logfile|environment)' is badly formatted/),
  },
  {
    reason:
      "In the file of a server %%(here)s is that text: Supervisor puts the directory there before it looks at percent signs.",
    covers: ({ text, ...rest }) =>
      text.includes("%%(here)s") &&
      onlyTheirsRefuses(/for 'unix_http_server\.file' is badly formatted/)({ text, ...rest }),
  },
  {
    reason: "%(here)s, %(host_node_name)s, %(program_name)s and %(group_name)s can be used in more places.",
    covers: onlyTheirsRefuses(
      /contains names \('(here|host_node_name|program_name|group_name)'\) which cannot be expanded/,
    ),
  },
  {
    reason: "Digits of other scripts, which Python's int() takes, are refused.",
    covers: ({ text, ...rest }) => text.includes("٣") && onlyOursRefuses(/٣/)({ text, ...rest }),
  },
  {
    reason: "The name of an event listener's group is trimmed as every other name is.",
    covers: ({ fields }) =>
      fields.length > 0 && fields.every((field) => /^only (theirs|ours) has listen[\]\s]*:/.test(field)),
  },
  {
    reason: "The factory of an RPC interface must be named exactly: modules of Python cannot be loaded.",
    covers: onlyOursRefuses(/cannot be resolved within \[rpcinterface:/),
  },
  {
    reason:
      "Quotes and backslashes in `environment` follow the rules of 4.3 and later (a quote may stand inside a word and " +
      "must be closed, pieces join, a backslash escapes); Debian's version knows the older ones.",
    covers: ({ text }) => environmentsOf(text).some((value) => /["'\\]/.test(value) && !plainEnvironment.test(value)),
  },
  {
    reason: "An empty log file, directory or serverurl is shown as none.",
    covers: ({ fields }) =>
      fields.length > 0 &&
      fields.every((field) => /(_logfile|directory|serverurl): ours "none", theirs ""$/.test(field)),
  },
  {
    reason: "Processes and groups that share a name are refused their double; Supervisor lists both and runs one.",
    covers: ({ fields }) => fields.length > 0 && fields.every((field) => field.startsWith("twice in theirs: ")),
  },
  {
    reason: "A byte order mark at the start of a file is ignored.",
    covers: (comparison) => comparison.text.startsWith("\ufeff") && comparison.ours.kind === "accepted",
  },
  {
    reason: "A FastCGI program in a [group:x] keeps its socket, which therefore must be right.",
    covers: onlyOursRefuses(/\[fcgi-program:[^\]]*\] socket/),
  },
  {
    reason: "A unix server must have a file name.",
    covers: onlyOursRefuses(/has no file value/),
  },
];

/**
 * Pairs with commas between them, each value quoted as a whole or not at all, and without a quote of the other kind at its
 * ends: Debian's version takes that off, too.
 */
const plainEnvironment = /^\s*([\w]+\s*=\s*("(?!')[^"\\]*(?<!')"|'(?!")[^']*(?<!")'|[\w/.+\-():]*)\s*(,\s*|$))*$/;

function environmentsOf(text: string): string[] {
  return [...text.matchAll(/^\s*environment\s*[=:](.*(?:\r?\n[ \t]+.*)*)/gim)].map(([, value = ""]) => value);
}
