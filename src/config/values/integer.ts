import { pythonRepr } from "../ini/python-repr.ts";
import { strip } from "../ini/whitespace.ts";
import { type ParsedValue, parsed, rejected, type ValueType } from "./value-type.ts";

/** What Python's `int(text)` gives: sign, surrounding white space and single underscores between digits are fine. */
export function parseInteger(text: string): number | undefined {
  const stripped = strip(text);
  return /^[+-]?\d+(?:_\d+)*$/.test(stripped) ? Number(stripped.replaceAll("_", "")) : undefined;
}

export function integerFailure(text: string): ParsedValue<never> {
  return rejected(`invalid literal for int() with base 10: ${pythonRepr(text)}`);
}

export const integer: ValueType<number> = {
  name: "integer",
  accepts: "a whole number",
  schema: { pattern: "^\\s*[+-]?\\d+(_\\d+)*\\s*$" },
  parse(text) {
    const value = parseInteger(text);
    return value === undefined ? integerFailure(text) : parsed(value);
  },
};
