/** A time at the beginning of a line: perhaps coloured, in brackets, or the first member of a JSON object. */
const stamp =
  /^(?:\x1b\[[0-9;]*m|[[("]|\{ ?"(?:@?timestamp|time|ts)": ?")*(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(?: ?(Z|[+-]\d\d:?\d\d))?/;

/**
 * When a line was written, as it says itself, in milliseconds since the epoch; undefined if it does not begin with a date
 * and a time. A time without its zone is one of this machine's.
 */
export function lineTime(line: string): number | undefined {
  const match = stamp.exec(line);
  if (match === null) return undefined;
  const [, date, time, fraction = "0", zone = ""] = match;
  const offset = zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2");
  const ms = Date.parse(`${date}T${time}.${fraction.slice(0, 3).padEnd(3, "0")}${offset}`);
  return Number.isNaN(ms) ? undefined : ms;
}
