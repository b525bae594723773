/** The arguments of a program, read as getopt does without knowing more of it than which letters take a value. */
export interface Arguments {
  readonly words: readonly string[];
  /** Letters of options: `-abc` are three. */
  readonly letters: ReadonlySet<string>;
  /** What is no option and no value of one. */
  readonly operands: readonly string[];
}

/**
 * @param valued letters of options that take a value
 * @param endsAtOperand what follows the first operand is for somebody else
 */
export function readArguments(words: readonly string[], valued = "", endsAtOperand = false): Arguments {
  const letters = new Set<string>();
  const operands: string[] = [];
  let read = words;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "--" || (endsAtOperand && !word.startsWith("-"))) {
      read = words.slice(0, at);
      operands.push(...words.slice(word === "--" ? at + 1 : at));
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      operands.push(word);
      continue;
    }
    if (word.startsWith("--")) continue;
    for (const [index, letter] of [...word.slice(1)].entries()) {
      letters.add(letter);
      if (!valued.includes(letter)) continue;
      if (index === word.length - 2) at++;
      break;
    }
  }
  return { words: read, letters, operands };
}

/** Whether one of these is given: `-F`, also among other letters; `--foreground`; `-D FOREGROUND`; or what a pattern finds. */
export function givenOption({ words, letters }: Arguments, options: readonly (string | RegExp)[]): string | undefined {
  for (const option of options) {
    if (option instanceof RegExp) {
      const [found] = option.exec(words.join(" ")) ?? [];
      if (found !== undefined) return found.trim();
    } else if (isGiven(words, letters, option)) return option;
  }
  return undefined;
}

function isGiven(words: readonly string[], letters: ReadonlySet<string>, option: string): boolean {
  const [name = "", value] = option.split(" ");
  if (value !== undefined) return words.some((word, at) => word === name && words[at + 1] === value);
  if (/^-[A-Za-z0-9]$/.test(name) && letters.has(name.slice(1))) return true;
  return words.some((word) => word === name || (name.startsWith("--") && word.startsWith(`${name}=`)));
}
