import { pythonRepr } from "../ini/python-repr.ts";
import { parseInteger } from "./integer.ts";
import { parsed, rejected, type ValueType } from "./value-type.ts";

export const exitCodes: ValueType<readonly number[]> = {
  name: "list of exit codes",
  accepts: "whole numbers from 0 to 255 with commas between them, or nothing",
  schema: { pattern: "^\\s*(\\d+(\\s*,\\s*\\d+)*)?\\s*$" },
  parse(text) {
    if (text === "") return parsed([]);
    const codes: number[] = [];
    for (const word of text.split(",")) {
      const code = parseInteger(word);
      if (code === undefined || code < 0 || code > 255) {
        return rejected(`not a valid list of exit codes: ${pythonRepr(text)}`);
      }
      codes.push(code);
    }
    return parsed(codes);
  },
};
