import type { CommandFlag } from "./command-info.ts";

/** The options among the words behind an action, and the other words. */
export interface TakenFlags {
  /** Values by the name of the option; "" for a switch. The last one wins. */
  readonly given: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
  /** What is wrong with an option, for a message. */
  readonly problem: string | undefined;
}

/**
 * Takes the options of an action out of the words behind it, wherever they stand. What begins with a dash and is no option
 * of it stays among the operands; so does all behind `--`.
 */
export function takeFlags(flags: readonly CommandFlag[], words: readonly string[]): TakenFlags {
  const given = new Map<string, string>();
  const operands: string[] = [];
  let problem: string | undefined;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (word === "--") {
      operands.push(...words.slice(index + 1));
      break;
    }
    const { name, value } = splitWord(word);
    const flag = flags.find((candidate) => candidate.name === name);
    if (flag === undefined) {
      operands.push(word);
      continue;
    }
    if (flag.value === undefined) {
      if (value !== undefined) problem ??= `${name} takes no value`;
      given.set(name, "");
      continue;
    }
    const behind = value ?? words[++index];
    if (behind === undefined) problem ??= `${name} requires ${flag.value}`;
    else given.set(name, behind);
  }
  return { given, operands, problem };
}

/** `--grep=x` and `-n5` hold a value. */
function splitWord(word: string): { readonly name: string; readonly value: string | undefined } {
  const match = /^(--[^=]+)=([\s\S]*)$|^(-[a-z])([\s\S]+)$/i.exec(word);
  if (match === null) return { name: word, value: undefined };
  const [, long, longValue, short, shortValue] = match;
  return long === undefined ? { name: short ?? word, value: shortValue } : { name: long, value: longValue };
}
