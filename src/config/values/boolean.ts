import { pythonRepr } from "../ini/python-repr.ts";
import { parsed, rejected, type ValueType } from "./value-type.ts";

const words = new Map([
  ["yes", true],
  ["true", true],
  ["on", true],
  ["1", true],
  ["no", false],
  ["false", false],
  ["off", false],
  ["0", false],
]);

/** The words of a boolean; undefined for anything else. */
export function booleanWord(text: string): boolean | undefined {
  return words.get(text.toLowerCase());
}

export const boolean: ValueType<boolean> = {
  name: "boolean",
  accepts: "true, yes, on, 1, false, no, off or 0, in any case",
  schema: { enum: ["true", "false", "yes", "no", "on", "off", "1", "0"] },
  parse(text) {
    const value = booleanWord(text);
    return value === undefined ? rejected(`not a valid boolean value: ${pythonRepr(text)}`) : parsed(value);
  },
};
