import { pythonRepr } from "../ini/python-repr.ts";
import { booleanWord } from "./boolean.ts";
import { parsed, rejected, type ValueType } from "./value-type.ts";

export type AutoRestart = boolean | "unexpected";

export const autoRestart: ValueType<AutoRestart> = {
  name: "autorestart",
  accepts: "true, false or unexpected",
  schema: { enum: ["true", "false", "unexpected", "yes", "no", "on", "off", "1", "0"] },
  parse(text) {
    if (text.toLowerCase() === "unexpected") return parsed("unexpected");
    const value = booleanWord(text);
    return value === undefined ? rejected(`invalid 'autorestart' value ${pythonRepr(text)}`) : parsed(value);
  },
};
