import { type CommandWord, wordOf } from "./command-words.ts";

/** What a shell would see in a command: words, and what it would act on itself. */
export type ShellItem =
  | ({ readonly kind: "word" } & CommandWord)
  /** `&&`, `||`, `|`, `;`, `&`. */
  | { readonly kind: "operator"; readonly text: string }
  /** `>`, `2>&` and the like; its target is the next item. */
  | { readonly kind: "redirection"; readonly text: string };

/** Also `cd /x; y` and `>file`, where an operator has no white space on one side. */
export function shellItems(words: readonly CommandWord[]): readonly ShellItem[] {
  if (words.length > maxWords) return words.map((word) => ({ kind: "word", ...word }));
  return words.flatMap(itemsOf);
}

/** Longer commands and words were made by no person: they are not taken apart. */
const maxWords = 1000;
const maxWordLength = 500;

const redirection = /^(?:\d?(?:>>|>\||<<<?|[<>]&|<>|[<>])|&>>?)(?!=)/;

function itemsOf(word: CommandWord): ShellItem[] {
  const { raw, bare } = word;
  if (raw.length > maxWordLength) return [{ kind: "word", ...word }];
  if (/^(?:&&|\|\|?|\|&|;;?|&)$/.test(bare)) return [{ kind: "operator", text: raw }];
  // <file> is a place for something to be filled in, and so is <%= x %>.
  const [redirect] = /^<(?:%|[^<>]*>)/.test(bare) ? [] : (redirection.exec(bare) ?? []);
  if (redirect !== undefined) return [{ kind: "redirection", text: redirect }, ...rest(raw.slice(redirect.length))];
  const [before] = /^(?:&&|\|\|)/.exec(bare) ?? [];
  if (before !== undefined) return [{ kind: "operator", text: before }, ...rest(raw.slice(before.length))];
  // In a URL a & is nothing but a character.
  const [after] = (/:\/\/|\?/.test(raw) ? undefined : /(?:&&|\|\||;|&)$/.exec(bare)) ?? [];
  if (after !== undefined) return [...rest(raw.slice(0, -after.length)), { kind: "operator", text: after }];
  return [{ kind: "word", ...word }];
}

/** What is left of a word without its operator: perhaps it has another one at its other end. */
function rest(raw: string): ShellItem[] {
  return raw === "" ? [] : itemsOf(wordOf(raw));
}
