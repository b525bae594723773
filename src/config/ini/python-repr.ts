/**
 * A text as Python's `repr` shows it: quoted, with escapes for what does not print. Supervisor's messages quote
 * values this way, and so do `%(x)r` and (with `asciiOnly`) `%(x)a`.
 */
export function pythonRepr(text: string, asciiOnly = false): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let shown = "";
  for (const character of text) shown += escapeOne(character, quote, asciiOnly);
  return quote + shown + quote;
}

const shortEscapes = new Map([
  ["\\", "\\\\"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

function escapeOne(character: string, quote: string, asciiOnly: boolean): string {
  const short = shortEscapes.get(character);
  if (short !== undefined) return short;
  if (character === quote) return `\\${quote}`;
  const code = character.codePointAt(0) ?? 0;
  const isAscii = code < 0x7f && code >= 0x20;
  if (isAscii) return character;
  if (!asciiOnly && code >= 0x80 && isPrintable(character)) return character;
  if (code <= 0xff) return `\\x${hex(code, 2)}`;
  if (code <= 0xffff) return `\\u${hex(code, 4)}`;
  return `\\U${hex(code, 8)}`;
}

function isPrintable(character: string): boolean {
  return !/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]/u.test(character);
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, "0");
}
