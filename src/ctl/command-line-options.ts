/** An option of supervisorctl's command line. */
export interface CtlOption {
  readonly name:
    | "configuration"
    | "help"
    | "interactive"
    | "serverurl"
    | "username"
    | "password"
    | "history-file"
    | "version";
  /** One letter, without the dash. */
  readonly short?: string;
  /** Without the dashes. */
  readonly long: string;
  /** Shown name of its argument; an option without one is a flag. */
  readonly argument?: string;
  /** Supervisor does not have it. It never makes an abbreviation ambiguous that Supervisor understands. */
  readonly added?: true;
  /** What it does, in a few words, for completions and the reference page. */
  readonly summary: string;
}

/** Options of supervisorctl, in the order of its help text. */
export const ctlOptions: readonly CtlOption[] = [
  {
    name: "configuration",
    short: "c",
    long: "configuration",
    argument: "FILENAME",
    summary: "configuration file (without it the usual places are searched)",
  },
  { name: "help", short: "h", long: "help", summary: "print the usage message" },
  { name: "interactive", short: "i", long: "interactive", summary: "open the shell after the action" },
  {
    name: "serverurl",
    short: "s",
    long: "serverurl",
    argument: "URL",
    summary: "where supervisord listens: http://host:port or unix:///path",
  },
  { name: "username", short: "u", long: "username", argument: "USERNAME", summary: "user name for the server" },
  { name: "password", short: "p", long: "password", argument: "PASSWORD", summary: "password for the server" },
  {
    name: "history-file",
    short: "r",
    long: "history_file",
    argument: "FILENAME",
    summary: "keep the shell's history in this file",
  },
  // Supervisor's help names this spelling, its parser only the one above.
  {
    name: "history-file",
    long: "history-file",
    argument: "FILENAME",
    added: true,
    summary: "keep the shell's history in this file",
  },
  { name: "version", short: "v", long: "version", added: true, summary: "print the version of supervisorctl" },
  { name: "help", short: "?", long: "?", added: true, summary: "print the usage message" },
];
