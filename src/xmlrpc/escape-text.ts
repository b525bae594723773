/**
 * Text as it may stand between tags: `&`, `<` and `>` escaped, and every character made one that XML 1.0 allows.
 *
 * - A carriage return is written `&#13;`, since every reader turns a bare one into a line feed.
 * - Control characters that XML has no way to write (ESC of coloured logs, NUL of truncated ones) become their visible
 *   Unicode pictures (U+2400 + code): "\x1b[31mfailed" arrives as "␛[31mfailed", one character for one, readable, and a
 *   terminal client can turn them back. Sent raw, as Supervisor does, they make the whole answer unreadable.
 * - Unpaired surrogates and U+FFFE, U+FFFF become U+FFFD.
 */
export function escapeText(text: string): string {
  return needsEscape.test(text) ? text.replace(special, escapeCharacter) : text;
}

/** Undoes the pictures of `escapeText`, for clients that show text in a terminal. */
export function restoreControls(text: string): string {
  return text.replace(/[\u2400-\u2408\u240B\u240C\u240E-\u241F]/g, (picture) =>
    String.fromCharCode(picture.charCodeAt(0) - controlPictures),
  );
}

const controlPictures = 0x2400;
const needsEscape = /[&<>\r\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF\uD800-\uDFFF]/u;
const special = /[&<>\r\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF\uD800-\uDFFF]/gu;

function escapeCharacter(character: string): string {
  if (character === "&") return "&amp;";
  if (character === "<") return "&lt;";
  if (character === ">") return "&gt;";
  if (character === "\r") return "&#13;";
  const code = character.charCodeAt(0);
  return code < 0x20 ? String.fromCharCode(controlPictures + code) : "\uFFFD";
}
