import { pythonRepr } from "../ini/python-repr.ts";
import { strip } from "../ini/whitespace.ts";
import { type ParsedValue, parsed, rejected } from "./value-type.ts";

/** The name of a program, group or process: it stands in `group:process` and in URLs, so three characters are out. */
export function parseProcessName(text: string): ParsedValue<string> {
  const name = strip(text);
  for (const character of [" ", ":", "/"]) {
    if (name.includes(character)) {
      return rejected(
        `Invalid name: ${pythonRepr(name)} because of character: ${pythonRepr(character)}`,
        "a name must not contain a space, ':' or '/'",
      );
    }
  }
  return parsed(name);
}
