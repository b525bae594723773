import { parsed, type ValueType } from "./value-type.ts";

export const text: ValueType<string> = {
  name: "text",
  accepts: "any text",
  schema: { type: "string" },
  parse: (value) => parsed(value),
};

/** Text of which one word, in any case, stands for no value: AUTO, or an empty one. */
export function textUnless(word: string): ValueType<string | undefined> {
  return { ...text, parse: (value) => parsed(value.toUpperCase() === word.toUpperCase() ? undefined : value) };
}
