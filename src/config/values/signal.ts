import { signalNumbers } from "../../system/signal-names.ts";
import { pythonRepr } from "../ini/python-repr.ts";
import { strip } from "../ini/whitespace.ts";
import { parseInteger } from "./integer.ts";
import { parsed, rejected, type ValueType } from "./value-type.ts";

const known = new Set([0, ...signalNumbers.values()]);

export type SignalResult =
  | { readonly ok: true; readonly signal: number }
  | { readonly ok: false; readonly reason: string };

/** Reads a signal: a number known here (0 too), or a name in any case, with or without SIG. */
function parseSignal(text: string): SignalResult {
  const value = strip(text);
  const number = parseInteger(value);
  if (number !== undefined) {
    return known.has(number)
      ? { ok: true, signal: number }
      : { ok: false, reason: `value ${pythonRepr(text)} is not a valid signal number` };
  }
  const upper = value.toUpperCase();
  const signal = signalNumbers.get(upper.startsWith("SIG") ? upper : `SIG${upper}`);
  return signal === undefined
    ? { ok: false, reason: `value ${pythonRepr(text)} is not a valid signal name` }
    : { ok: true, signal };
}

export const signal: ValueType<number> = {
  name: "signal",
  accepts: "the name of a signal such as TERM or SIGTERM, or its number",
  schema: { type: "string" },
  parse(text) {
    const result = parseSignal(text);
    return result.ok ? parsed(result.signal) : rejected(result.reason);
  },
};
