import { integerFailure, parseInteger } from "./integer.ts";
import { parsed, rejected, type ValueType } from "./value-type.ts";

const suffixes = new Map([
  ["kb", 1024],
  ["mb", 1024 ** 2],
  ["gb", 1024 ** 3],
]);

export const byteSize: ValueType<number> = {
  name: "byte size",
  accepts: "a whole number of bytes, with KB, MB or GB behind it for larger units (1024 each)",
  schema: { pattern: "^\\s*[+-]?\\d+(_\\d+)*\\s*([kKmMgG][bB])?\\s*$" },
  parse(text) {
    const factor = suffixes.get(text.slice(-2).toLowerCase());
    const digits = factor === undefined ? text : text.slice(0, -2);
    const value = parseInteger(digits);
    return value === undefined ? integerFailure(digits) : parsed(value * (factor ?? 1));
  },
};

/** A byte size between two others, both included and written as in a configuration. */
export function byteSizeWithin(least: string, most: string): ValueType<number> {
  return {
    ...byteSize,
    accepts: `${byteSize.accepts}, from ${least} to ${most}`,
    parse(text, lookups) {
      const size = byteSize.parse(text, lookups);
      if (!size.ok || (size.value >= bytesOf(least) && size.value <= bytesOf(most))) return size;
      return rejected(`${text} is not between ${least} and ${most}`);
    },
  };
}

function bytesOf(text: string): number {
  return Number(text.slice(0, -2)) * (suffixes.get(text.slice(-2).toLowerCase()) ?? 1);
}
