/** A line as it is typed: its action, and the words behind it. */
export interface SplitLine {
  readonly name: string;
  readonly operands: readonly string[];
}

/**
 * As in Supervisor an action ends at the first character that cannot be in one (`?start` is `help start`), and operands at
 * white space.
 *
 * @param quotes where nobody has taken quotes away yet: a word that begins with one goes to the next of its kind that
 *   stands before white space, so that `'web:*'` can be typed as in a shell. A quote elsewhere is a character like any other.
 */
export function splitLine(line: string, { quotes }: { readonly quotes: boolean }): SplitLine {
  const trimmed = line.trim();
  const spelled = trimmed.startsWith("?") ? `help ${trimmed.slice(1)}` : trimmed;
  const name = /^\w*/.exec(spelled)?.[0] ?? "";
  const rest = spelled.slice(name.length);
  return { name, operands: [...rest.matchAll(quotes ? quotedWord : word)].map(unquote) };
}

const word = /\S+/g;
/** `--grep='a b'` as well. */
const quotedWord = /(?:(?<option>--[\w-]+=)?(?:'(?<single>[^']*)'|"(?<double>[^"]*)")(?!\S))|\S+/g;

function unquote({ 0: whole, groups }: RegExpMatchArray): string {
  const { option = "", single, double } = groups ?? {};
  const text = single ?? double;
  return text === undefined ? whole : option + text;
}
