/** A place in a line where what is looked for stands. */
export interface Match {
  readonly start: number;
  readonly end: number;
}

export type Search = (text: string) => readonly Match[];

export type Wanted =
  | { readonly pattern: string }
  | { readonly text: string }
  /** Why the pattern is none. */
  | { readonly invalid: string };

/** What is to be looked for: `/pattern/` is a regular expression, anything else is text. Undefined: nothing. */
export function readSearch(wanted: string): Wanted | undefined {
  if (wanted === "") return undefined;
  const pattern = /^\/(.+)\/$/.exec(wanted)?.[1];
  if (pattern === undefined) return { text: wanted };
  try {
    new RegExp(pattern, "giu");
    return { pattern };
  } catch (error) {
    return { invalid: error instanceof Error ? error.message : String(error) };
  }
}

/** Looks for text, whatever the case. */
export function textSearch(text: string): Search {
  const wanted = text.toLowerCase();
  return (line) => {
    const lower = line.toLowerCase();
    const matches: Match[] = [];
    for (let at = lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, at + wanted.length)) {
      matches.push({ start: at, end: at + wanted.length });
    }
    return matches;
  };
}

/** @param pattern With the flag g. */
export function matchesOf(text: string, pattern: RegExp): readonly Match[] {
  return [...text.matchAll(pattern)]
    .filter((match) => match[0] !== "")
    .map((match) => ({ start: match.index, end: match.index + match[0].length }));
}
