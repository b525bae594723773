import { strip } from "../ini/whitespace.ts";
import { parsed, type ValueType } from "./value-type.ts";

/** Splits at commas; a comma at the end leaves an empty last element, an empty text is an empty list. */
export function splitList(value: string): string[] {
  return strip(value) === "" ? [] : value.split(",").map(strip);
}

export const list: ValueType<readonly string[]> = {
  name: "list",
  accepts: "names with commas between them",
  schema: { type: "string" },
  parse: (value) => parsed(splitList(value)),
};
