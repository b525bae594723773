import { readShellTokens } from "../values/shell-tokens.ts";

/** A word of a command, as it is written and as it is meant. */
export interface CommandWord {
  /** What the program gets. */
  readonly text: string;
  readonly raw: string;
  /** As long as `raw`; whatever is quoted or escaped is NUL: what a shell would act on. */
  readonly bare: string;
  /** The same, but what stands between double quotes shows: what a shell would expand. */
  readonly open: string;
}

/** Undefined where a quote has no second one. */
export function commandWords(command: string): readonly CommandWord[] | undefined {
  const result = readShellTokens(command, { isWordCharacter: (one) => !" \t\r\n".includes(one), comments: false });
  if (!result.ok) return undefined;
  const characters = [...command];
  return result.tokens.map(({ text, start, end }) => wordOf(characters.slice(start, end).join(""), text));
}

/** A part of a word, or one made anew. */
export function wordOf(raw: string, text: string = raw): CommandWord {
  return { text, raw, bare: hide(raw, "'\""), open: hide(raw, "'") };
}

const hidden = "\0";

/** With NUL for escaped characters, quotes, and what stands between quotes of these kinds. */
function hide(raw: string, quotes: string): string {
  let shown = "";
  let quote = "";
  for (let at = 0; at < raw.length; at++) {
    const character = raw[at] ?? "";
    const escapes = character === "\\" && (quote === "" || (quote === '"' && /["\\$`]/.test(raw[at + 1] ?? "")));
    if (escapes) {
      shown += hidden + (at + 1 < raw.length ? hidden : "");
      at++;
    } else if (quote === "" ? character === "'" || character === '"' : character === quote) {
      quote = quote === "" ? character : "";
      shown += hidden;
    } else {
      shown += quote !== "" && quotes.includes(quote) ? hidden : character;
    }
  }
  return shown;
}
