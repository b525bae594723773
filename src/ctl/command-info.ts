/**
 * What can be typed after an action, for completion in the shell and in bash, zsh and fish.
 *
 * `processes` are `all`, names as `status` shows them and `group:*`; `signal-and-processes` begins with a signal's name.
 */
export type Operands =
  | "none"
  | "actions"
  | "groups"
  | "groups-or-all"
  | "processes"
  | "running-process"
  | "signal-and-processes"
  | "log-of-process"
  | "url"
  | "shell-name";

/** An option of an action, in its record: for `help`, completion and the reference page. */
export interface CommandFlag {
  /** As it is typed: `-f`, `--json`. */
  readonly name: string;
  /** Shown name of its value, which is the next word or follows behind `=`; an option without one is a switch. */
  readonly value?: string;
  /** In one line without a full stop. */
  readonly summary: string;
  /** Supervisor does not have it. */
  readonly added?: true;
}

/** What is said of an action of supervisorctl: for `help`, completion and the reference page. */
export interface CommandInfo {
  readonly name: string;
  /** What it does, in one line without a full stop, for completions and the reference page. */
  readonly summary: string;
  /** Text of `help <name>`: columns separated by tabs, as Supervisor prints them. */
  readonly help: readonly string[];
  /** Further lines of `help <name>`, about what Supervisor does not have; error messages leave them out. */
  readonly addedHelp?: readonly string[];
  readonly operands: Operands;
  /** Options among the operands. */
  readonly flags?: readonly CommandFlag[];
  /** Operands are refused, before anything else is looked at. */
  readonly takesNothing?: true;
  /** The server is asked for its API version first, so that a server that is down gets its own messages and status. */
  readonly checksServer?: true;
  /** Not listed among Supervisor's own commands in `help`. */
  readonly addedHere?: true;
  /** The `[ctlplugin:x]` that it comes from. */
  readonly plugin?: string;
}
