/**
 * The lexer under `environment=` and under the splitting of commands: Python's shlex in POSIX mode. Linear time.
 *
 * Outside quotes a backslash takes the next character as it is; inside double quotes it does so for `"` and `\`;
 * single quotes protect everything. Adjacent pieces, quoted or not, join.
 */
export interface ShellToken {
  readonly text: string;
  /** Whether any part of it was quoted or escaped; tells `""` from nothing and `"="` from `=`. */
  readonly quoted: boolean;
  /** Where it starts in the source, and where what follows it starts. */
  readonly start: number;
  readonly end: number;
}

export type TokensResult =
  | { readonly ok: true; readonly tokens: readonly ShellToken[] }
  | { readonly ok: false; readonly reason: "No closing quotation" | "No escaped character" };

export interface TokenRules {
  /** Characters that make up words outside quotes; every other one is a token of its own. */
  isWordCharacter(character: string): boolean;
  /** Whether an unquoted `#` starts a comment that ends with the line. */
  readonly comments: boolean;
}

export function readShellTokens(source: string, rules: TokenRules): TokensResult {
  const characters = [...source];
  const tokens: ShellToken[] = [];
  let at = 0;
  while (at < characters.length) {
    const character = characters[at] ?? "";
    if (isBlank(character)) {
      at++;
      continue;
    }
    if (rules.comments && character === "#") {
      at = endOfLine(characters, at);
      continue;
    }
    if (!startsWord(character, rules)) {
      tokens.push({ text: character, quoted: false, start: at, end: at + 1 });
      at++;
      continue;
    }
    const word = readWord(characters, at, rules);
    if (!word.ok) return word;
    tokens.push(word.token);
    at = word.token.end;
  }
  return { ok: true, tokens };
}

type WordResult =
  | { readonly ok: true; readonly token: ShellToken }
  | { readonly ok: false; readonly reason: "No closing quotation" | "No escaped character" };

function readWord(characters: readonly string[], start: number, rules: TokenRules): WordResult {
  let text = "";
  let quoted = false;
  let at = start;
  for (; at < characters.length; at++) {
    const character = characters[at] ?? "";
    if (character === "\\") {
      at++;
      if (at >= characters.length) return { ok: false, reason: "No escaped character" };
      text += characters[at];
      quoted = true;
    } else if (character === "'" || character === '"') {
      quoted = true;
      for (at++; characters[at] !== character; at++) {
        if (at >= characters.length) return { ok: false, reason: "No closing quotation" };
        if (characters[at] === "\\" && character === '"') {
          const next = characters[at + 1];
          if (next === undefined) return { ok: false, reason: "No escaped character" };
          if (next === '"' || next === "\\") at++;
        }
        text += characters[at];
      }
    } else if (rules.isWordCharacter(character)) {
      text += character;
    } else {
      break;
    }
  }
  return { ok: true, token: { text, quoted, start, end: at } };
}

function startsWord(character: string, rules: TokenRules): boolean {
  return character === "\\" || character === "'" || character === '"' || rules.isWordCharacter(character);
}

function isBlank(character: string): boolean {
  return character === " " || character === "\t" || character === "\r" || character === "\n";
}

function endOfLine(characters: readonly string[], start: number): number {
  let at = start;
  while (at < characters.length && characters[at] !== "\n") at++;
  return at;
}
