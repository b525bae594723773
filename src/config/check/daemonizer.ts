/** A row of the tables of programs that supervisord loses sight of: how it is known, when it happens, and what to write. */
export interface Daemonizer {
  /** Its names, without the directory; the whole name must match. */
  readonly program: RegExp;
  /** For the reference page, where the name does not say it. */
  readonly title: string;
  /** Letters of options that take a value, so that the value is not taken for options. */
  readonly valued?: string;
  /** What follows the first operand is for another program. */
  readonly endsAtOperand?: true;
  /** The first operand has to be one of these. */
  readonly command?: RegExp;
  /** It goes into the background unless one of these is given. */
  readonly foreground?: readonly (string | RegExp)[];
  /** It goes into the background only if one of these is given. Neither: always. */
  readonly background?: readonly (string | RegExp)[];
  /** A configuration file of its own that says so, too. */
  readonly file?: ConfigurationFile;
  /** What it does, if it is not the program itself that goes into the background. */
  readonly effect?: string;
  /** What to do about it. */
  readonly mend: Mending;
}

export interface ConfigurationFile {
  /** Options that name it; "" for the first operand. */
  readonly options: readonly string[];
  /** Where it stands otherwise; * is any name. */
  readonly usual: readonly string[];
  /** A line of it that keeps the program in the foreground, or that sends it into the background. */
  readonly foreground?: RegExp;
  readonly background?: RegExp;
  /** That line, to be written there or taken out of it. */
  readonly line: string;
}

export type Mending =
  /** Goes behind the command. */
  | { readonly add: string }
  /** The options that send it into the background are left out. */
  | { readonly remove: true }
  /** In words: a command that does it. */
  | { readonly write: string };

/** `/etc/init.d/NAME start`, by the whole path. */
export const initScript = /^\/etc\/(?:rc\.d\/)?init\.d\/([^/]+)$/;
