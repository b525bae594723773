import type { IniEntry } from "./ini/ini-document.ts";
import { shellSplit } from "./values/shell-split.ts";

/** What to do about a quoted ` ;` or ` #`. */
export const cutQuoteHint =
  "a ; or # after white space starts a comment, even inside quotes; leave out the white space in front of it";

/** Whether the comment that was taken off a value has the closing quote that the value lacks. */
export function isQuoteCut(entry: IniEntry): boolean {
  if (entry.comment === undefined) return false;
  return !shellSplit(entry.value).ok && shellSplit(`${entry.value} ${entry.comment}`).ok;
}
