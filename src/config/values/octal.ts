import { strip } from "../ini/whitespace.ts";
import { parsed, rejected, type ValueType } from "./value-type.ts";

/** What Python's `int(text, 8)` gives. */
function parseOctal(text: string): number | undefined {
  const stripped = strip(text);
  const match = /^([+-]?)(?:0[oO]_?)?([0-7]+(?:_[0-7]+)*)$/.exec(stripped);
  if (match === null) return undefined;
  const magnitude = Number.parseInt((match[2] ?? "").replaceAll("_", ""), 8);
  return match[1] === "-" ? -magnitude : magnitude;
}

export const octal: ValueType<number> = {
  name: "octal number",
  accepts: "an octal number such as 022",
  schema: { pattern: "^\\s*[+-]?(0[oO])?[0-7_]+\\s*$" },
  parse(text) {
    const value = parseOctal(text);
    return value === undefined ? rejected(`${text} can not be converted to an octal type`) : parsed(value);
  },
};
