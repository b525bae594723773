import type { LogLine } from "./log-buffer.ts";

/** A place in a line where what is looked for stands. */
export interface Match {
  readonly start: number;
  readonly end: number;
}

export type Search = (text: string) => readonly Match[];

/** Undefined for nothing to look for. `/pattern/` is a regular expression; text that is none is looked for as it is. */
export function searchFor(wanted: string): Search | undefined {
  if (wanted === "") return undefined;
  const pattern = /^\/(.+)\/$/.exec(wanted)?.[1];
  if (pattern !== undefined) {
    try {
      return byPattern(new RegExp(pattern, "giu"));
    } catch {
      // Not finished typing, or meant literally.
    }
  }
  return byText(wanted.toLowerCase());
}

function byText(wanted: string): Search {
  return (text) => {
    const lower = text.toLowerCase();
    const matches: Match[] = [];
    for (let at = lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, at + wanted.length)) {
      matches.push({ start: at, end: at + wanted.length });
    }
    return matches;
  };
}

function byPattern(pattern: RegExp): Search {
  return (text) =>
    [...text.matchAll(pattern)]
      .filter((match) => match[0] !== "")
      .map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

/** Indices of the lines that match. */
export function matchingLines(lines: readonly LogLine[], search: Search, from = 0): number[] {
  const found: number[] = [];
  for (let i = from; i < lines.length; i++) if (search(lines[i]?.text ?? "").length > 0) found.push(i);
  return found;
}
