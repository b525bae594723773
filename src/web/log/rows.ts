import type { LogLine } from "./log-buffer.ts";

/** One row on the screen: a line, or with wrapping a part of one. All rows are equally high. */
export interface Row {
  readonly line: LogLine;
  readonly start: number;
  readonly end: number;
}

/**
 * Puts a line into rows of at most `columns` cells (undefined: no wrapping), so that a hundred thousand lines can be
 * shown by drawing the few that are seen: where a row is follows from its number.
 */
export function appendRows(rows: Row[], line: LogLine, columns: number | undefined): void {
  const { text } = line;
  if (columns === undefined || text.length * 2 <= columns) {
    rows.push({ line, start: 0, end: text.length });
    return;
  }
  // Blanks at its end, of a padded table for instance, would be rows of nothing.
  const last = text.trimEnd().length;
  let start = 0;
  do {
    const end = Math.min(last, afterWord(text, start, breakAt(text, start, columns)));
    // So would be a wide gap between its columns.
    if (start === 0 || text.slice(start, end).trim() !== "") rows.push({ line, start, end });
    start = end;
  } while (start < last);
}

/** A longer word is broken. */
const longestWord = 24;

/** The last place up to `end` where no word is cut, if there is one near. */
function afterWord(text: string, start: number, end: number): number {
  if (end >= text.length || text[end] === " ") return end;
  const space = text.lastIndexOf(" ", end - 1);
  return space > start && end - space <= longestWord ? space + 1 : end;
}

/** Where the row that begins at `start` is full. */
function breakAt(text: string, start: number, columns: number): number {
  let cells = 0;
  let at = start;
  while (at < text.length) {
    const code = text.codePointAt(at) ?? 0;
    cells += code === 9 ? 8 : isWide(code) ? 2 : 1;
    const next = at + (code > 0xffff ? 2 : 1);
    if (cells > columns) return Math.max(at, start + 1);
    at = next;
  }
  return at;
}

/** Characters of two cells, roughly: East Asian and emoji. */
function isWide(code: number): boolean {
  return (
    code >= 0x1100 &&
    (code <= 0x115f ||
      (code >= 0x2e80 && code <= 0xa4cf) ||
      (code >= 0xac00 && code <= 0xd7a3) ||
      (code >= 0xf900 && code <= 0xfaff) ||
      (code >= 0xfe30 && code <= 0xfe6f) ||
      (code >= 0xff00 && code <= 0xff60) ||
      (code >= 0x1f300 && code <= 0x1faff) ||
      (code >= 0x20000 && code <= 0x3fffd))
  );
}
