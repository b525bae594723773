import { pythonRepr } from "../ini/python-repr.ts";
import { parsed, rejected, type ValueType } from "./value-type.ts";

/** Levels of the activity log, most severe first, with the number and the code Supervisor gives them. */
export const logLevels = {
  critical: { severity: 50, code: "CRIT" },
  error: { severity: 40, code: "ERRO" },
  warn: { severity: 30, code: "WARN" },
  info: { severity: 20, code: "INFO" },
  debug: { severity: 10, code: "DEBG" },
  trace: { severity: 5, code: "TRAC" },
  blather: { severity: 3, code: "BLAT" },
} as const;

export type LogLevel = keyof typeof logLevels;

export const logLevel: ValueType<LogLevel> = {
  name: "log level",
  accepts: `one of ${Object.keys(logLevels).join(", ")}`,
  schema: { enum: Object.keys(logLevels) },
  parse(text) {
    const level = text.toLowerCase();
    return isLogLevel(level) ? parsed(level) : rejected(`bad logging level name ${pythonRepr(text)}`);
  },
};

function isLogLevel(text: string): text is LogLevel {
  return Object.hasOwn(logLevels, text);
}
