/**
 * What Python's `str.isspace` and `str.strip` call white space. It differs from JavaScript's `trim`: the separators
 * U+001C-U+001F and U+0085 count, the byte order mark U+FEFF does not.
 */
const space = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

const oneSpace = new RegExp(`^[${space}]$`);
const spaces = new RegExp(`[${space}]+`);

export function isSpace(character: string | undefined): boolean {
  return character !== undefined && oneSpace.test(character);
}

/** Number of white space characters at the start. */
export function indentOf(text: string): number {
  let index = 0;
  while (isSpace(text[index])) index++;
  return index;
}

/** Removes white space at both ends. */
export function strip(text: string): string {
  return stripEnd(text.slice(indentOf(text)));
}

/** Removes white space at the end. */
export function stripEnd(text: string): string {
  let end = text.length;
  while (isSpace(text[end - 1])) end--;
  return text.slice(0, end);
}

/** The words between white space; none for an empty text. */
export function splitWords(text: string): string[] {
  return text.split(spaces).filter((word) => word !== "");
}
