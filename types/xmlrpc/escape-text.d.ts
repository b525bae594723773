/**
 * Text as it may stand between tags: `&`, `<` and `>` escaped, and every character made one that XML 1.0 allows.
 *
 * - A carriage return is written `&#13;`, since every reader turns a bare one into a line feed.
 * - Control characters that XML has no way to write (ESC of coloured logs, NUL of truncated ones) become their visible
 *   Unicode pictures (U+2400 + code): "\x1b[31mfailed" arrives as "␛[31mfailed", one character for one, readable, and a
 *   terminal client can turn them back. Sent raw, as Supervisor does, they make the whole answer unreadable.
 * - Unpaired surrogates and U+FFFE, U+FFFF become U+FFFD.
 */
export declare function escapeText(text: string): string;
/** Undoes the pictures of `escapeText`, for clients that show text in a terminal. */
export declare function restoreControls(text: string): string;
