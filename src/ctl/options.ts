/** What the command line asks for, taken apart but not yet looked up in any file. */
export interface CommandLine {
  readonly kind: "run";
  readonly configuration: string | undefined;
  readonly serverurl: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly historyFile: string | undefined;
  readonly interactive: boolean;
  /** The action and its operands, one line as in the shell; "" for none. */
  readonly action: string;
}

export type ParsedCommandLine =
  | CommandLine
  | { readonly kind: "help" }
  | { readonly kind: "error"; readonly message: string };

interface OptionSpelling {
  readonly option: "configuration" | "help" | "interactive" | "serverurl" | "username" | "password" | "historyFile";
  readonly short: string;
  readonly long: readonly string[];
  readonly takesValue: boolean;
}

const spellings: readonly OptionSpelling[] = [
  { option: "configuration", short: "c", long: ["configuration"], takesValue: true },
  { option: "help", short: "h?", long: ["help"], takesValue: false },
  { option: "interactive", short: "i", long: ["interactive"], takesValue: false },
  { option: "serverurl", short: "s", long: ["serverurl"], takesValue: true },
  { option: "username", short: "u", long: ["username"], takesValue: true },
  { option: "password", short: "p", long: ["password"], takesValue: true },
  // Supervisor's help names the first spelling, its parser takes only the second.
  { option: "historyFile", short: "r", long: ["history-file", "history_file"], takesValue: true },
];

/** Reads the arguments in the manner of getopt(3): options end at the first operand or at `--`. */
export function parseCommandLine(args: readonly string[]): ParsedCommandLine {
  const scanned = scan(args);
  if ("message" in scanned) return { kind: "error", message: scanned.message };
  const values = new Map<OptionSpelling["option"], string>();
  for (const { option, spelled, value } of scanned.options) {
    if (option === "help") return { kind: "help" };
    if (values.has(option)) return { kind: "error", message: `conflicting command line option '${spelled}'` };
    if (option === "serverurl" && !looksLikeUrl(value)) {
      return { kind: "error", message: `invalid value for ${spelled} '${value}': value '${value}' is not a URL` };
    }
    values.set(option, value);
  }
  return {
    kind: "run",
    configuration: values.get("configuration"),
    serverurl: values.get("serverurl"),
    username: values.get("username"),
    password: values.get("password"),
    historyFile: values.get("historyFile"),
    interactive: values.has("interactive"),
    action: scanned.operands.join(" "),
  };
}

interface FoundOption {
  readonly option: OptionSpelling["option"];
  /** As it was written, without its value: `-c`, `--conf`. */
  readonly spelled: string;
  readonly value: string;
}

interface Scanned {
  readonly options: readonly FoundOption[];
  readonly operands: readonly string[];
}

interface Mistake {
  readonly message: string;
}

function scan(args: readonly string[]): Scanned | Mistake {
  const options: FoundOption[] = [];
  const rest = [...args];
  while (rest[0]?.startsWith("-") && rest[0] !== "-") {
    const argument = rest.shift() ?? "";
    if (argument === "--") break;
    const found = argument.startsWith("--") ? scanLong(argument, rest) : scanShort(argument, rest);
    if ("message" in found) return found;
    options.push(...found);
  }
  return { options, operands: rest };
}

function scanLong(argument: string, rest: string[]): readonly FoundOption[] | Mistake {
  const equals = argument.indexOf("=");
  const name = argument.slice(2, equals === -1 ? undefined : equals);
  const matches = spellings.filter(({ long }) => long.some((spelling) => spelling.startsWith(name)));
  const [spelling] = matches.length > 1 ? matches.filter(({ long }) => long.includes(name)) : matches;
  if (spelling === undefined) {
    return { message: `option --${name} ${matches.length > 1 ? "not a unique prefix" : "not recognized"}` };
  }
  const { option, takesValue, long } = spelling;
  const complete = long.find((candidate) => candidate.startsWith(name)) ?? name;
  if (!takesValue) {
    if (equals !== -1) return { message: `option --${complete} must not have an argument` };
    return [{ option, spelled: `--${complete}`, value: "" }];
  }
  const value = equals === -1 ? rest.shift() : argument.slice(equals + 1);
  if (value === undefined) return { message: `option --${complete} requires argument` };
  return [{ option, spelled: `--${complete}`, value }];
}

function scanShort(argument: string, rest: string[]): readonly FoundOption[] | Mistake {
  const options: FoundOption[] = [];
  for (let at = 1; at < argument.length; at++) {
    const letter = argument[at] ?? "";
    const spelling = spellings.find(({ short }) => short.includes(letter));
    if (spelling === undefined) return { message: `option -${letter} not recognized` };
    const spelled = `-${letter}`;
    if (!spelling.takesValue) {
      options.push({ option: spelling.option, spelled, value: "" });
      continue;
    }
    const value = at + 1 < argument.length ? argument.slice(at + 1) : rest.shift();
    if (value === undefined) return { message: `option ${spelled} requires argument` };
    return [...options, { option: spelling.option, spelled, value }];
  }
  return options;
}

/** A scheme, and a host or a path; what the URL is good for is seen when it is used. */
export function looksLikeUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:(?:\/\/)?[^?#]/i.test(text);
}
