/** Command lines as Python's getopt reads them: options end at the first word that is none, or at `--`. */
export interface CommandLineOption {
  /** One letter, without the dash. */
  readonly short?: string;
  /** Without the dashes. */
  readonly long: string;
  /** Shown name of its argument; an option without one is a flag. */
  readonly argument?: string;
  /** Supervisor does not have it. It never makes an abbreviation ambiguous that Supervisor understands. */
  readonly added?: true;
}

export interface GivenOption<Option> {
  readonly option: Option;
  /** As messages name it: "-c" or "--configuration", abbreviations spelled out. */
  readonly spelling: string;
  /** "" for a flag. */
  readonly value: string;
}

export interface CommandLine<Option> {
  readonly given: readonly GivenOption<Option>[];
  readonly positional: readonly string[];
  /** In the order of the words they are about. */
  readonly problems: readonly string[];
}

/** Reads the words after the program's name. */
export function getopt<Option extends CommandLineOption>(
  words: readonly string[],
  options: readonly Option[],
): CommandLine<Option> {
  const given: GivenOption<Option>[] = [];
  const problems: string[] = [];
  let index = 0;
  const takeNext = (): string | undefined => words[++index];
  for (; index < words.length; index++) {
    const word = words[index] ?? "";
    if (word === "--") {
      index++;
      break;
    }
    if (word.startsWith("--")) readLong(word, options, takeNext, given, problems);
    else if (word.startsWith("-") && word !== "-") readShort(word, options, takeNext, given, problems);
    else break;
  }
  return { given, positional: words.slice(index), problems };
}

function readLong<Option extends CommandLineOption>(
  word: string,
  options: readonly Option[],
  takeNext: () => string | undefined,
  given: GivenOption<Option>[],
  problems: string[],
): void {
  const equals = word.indexOf("=");
  const name = word.slice(2, equals === -1 ? undefined : equals);
  const attached = equals === -1 ? undefined : word.slice(equals + 1);
  const matches = findLong(name, options);
  const [option] = matches;
  if (option === undefined) {
    problems.push(`option --${name} not recognized`);
    return;
  }
  if (matches.length > 1) {
    problems.push(`option --${name} not a unique prefix`);
    return;
  }
  const spelling = `--${option.long}`;
  if (option.argument === undefined) {
    if (attached === undefined) given.push({ option, spelling, value: "" });
    else problems.push(`option ${spelling} must not have an argument`);
    return;
  }
  const value = attached ?? takeNext();
  if (value === undefined) problems.push(`option ${spelling} requires argument`);
  else given.push({ option, spelling, value });
}

/** The option of that name; else those that begin with it, Supervisor's own before added ones. */
function findLong<Option extends CommandLineOption>(name: string, options: readonly Option[]): readonly Option[] {
  const exact = options.find((option) => option.long === name);
  if (exact !== undefined) return [exact];
  const matches = options.filter((option) => option.long.startsWith(name));
  const own = matches.filter((option) => !option.added);
  return own.length > 0 ? own : matches;
}

/** One word may hold several flags, and the argument of the last option in it. */
function readShort<Option extends CommandLineOption>(
  word: string,
  options: readonly Option[],
  takeNext: () => string | undefined,
  given: GivenOption<Option>[],
  problems: string[],
): void {
  for (let at = 1; at < word.length; at++) {
    const letter = word[at];
    const spelling = `-${letter}`;
    const option = options.find((candidate) => candidate.short === letter);
    if (option === undefined) {
      problems.push(`option ${spelling} not recognized`);
    } else if (option.argument === undefined) {
      given.push({ option, spelling, value: "" });
    } else {
      const value = at + 1 < word.length ? word.slice(at + 1) : takeNext();
      if (value === undefined) problems.push(`option ${spelling} requires argument`);
      else given.push({ option, spelling, value });
      return;
    }
  }
}
