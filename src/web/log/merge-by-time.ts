/** A time at the beginning of a line, perhaps coloured or in brackets. */
const stamp = /^(?:\x1b\[[0-9;]*m|[[("])*(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)/;

export interface Backlog {
  readonly channel: string;
  readonly text: string;
}

interface Entry {
  readonly channel: string;
  /** With its line end. */
  text: string;
  readonly time: string;
}

/**
 * What several logs held before they were looked at, in one order: by the times at the beginnings of their lines, where
 * both have them; a line without one stays with the line before it. Undefined: the times do not tell.
 */
export function mergeByTime(backlogs: readonly Backlog[]): readonly Backlog[] | undefined {
  const columns: Entry[][] = [];
  for (const backlog of backlogs) {
    const entries = entriesOf(backlog);
    if (entries === undefined) return undefined;
    columns.push(entries);
  }
  const merged: Entry[] = [];
  const at = columns.map(() => 0);
  for (;;) {
    let first: number | undefined;
    for (const [index, column] of columns.entries()) {
      const candidate = column[at[index] ?? 0];
      const best = first === undefined ? undefined : columns[first]?.[at[first] ?? 0];
      if (candidate !== undefined && (best === undefined || candidate.time < best.time)) first = index;
    }
    if (first === undefined) return merged;
    merged.push(columns[first]?.[at[first] ?? 0] as Entry);
    at[first] = (at[first] ?? 0) + 1;
  }
}

function entriesOf({ channel, text }: Backlog): Entry[] | undefined {
  const entries: Entry[] = [];
  for (const line of text.split(/(?<=\n)/)) {
    const time = stamp.exec(line)?.[1]?.replace(" ", "T").replace(",", ".");
    const last = entries.at(-1);
    if (time !== undefined) {
      // Not in order: these are no times of writing.
      if (last !== undefined && time < last.time.slice(0, 10)) return undefined;
      entries.push({ channel, text: line, time });
    } else if (last !== undefined) last.text += line;
    else if (line.trim() !== "") return undefined;
  }
  return entries;
}
