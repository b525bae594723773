import { parsed, type ValueType } from "./value-type.ts";

export const text: ValueType<string> = {
  name: "text",
  accepts: "any text",
  schema: { type: "string" },
  parse: (value) => parsed(value),
};
