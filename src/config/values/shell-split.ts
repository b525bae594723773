import { readShellTokens } from "./shell-tokens.ts";

export type ShellSplitResult =
  | { readonly ok: true; readonly words: readonly string[] }
  /** "No closing quotation" or "No escaped character". */
  | { readonly ok: false; readonly reason: string };

/** Splits a command into words as a POSIX shell would, without expanding or running anything. */
export function shellSplit(text: string): ShellSplitResult {
  const result = readShellTokens(text, {
    isWordCharacter: (character) => !" \t\r\n".includes(character),
    comments: false,
  });
  return result.ok ? { ok: true, words: result.tokens.map((token) => token.text) } : result;
}
