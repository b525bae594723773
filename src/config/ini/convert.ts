import { pythonRepr } from "./python-repr.ts";

/** One `%` conversion of Python, read: `%-05.3d` has the flags "-0", the width 5, the precision 3, the type "d". */
export interface Conversion {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly type: string;
}

export type ConvertResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string };

/** Renders one value as Python's `%` operator does. Numbers are integers; reasons of refusal are Python's. */
export function convert(value: string | number, conversion: Conversion): ConvertResult {
  const { type, precision, flags } = conversion;
  switch (type) {
    case "s":
    case "r":
    case "a": {
      const shown = type === "s" || typeof value === "number" ? String(value) : pythonRepr(value, type === "a");
      // Python cuts by characters, not by UTF-16 units.
      const cut = precision === undefined ? shown : [...shown].slice(0, precision).join("");
      return { ok: true, text: padText(cut, conversion) };
    }
    case "c":
      return convertCharacter(value, conversion);
    case "d":
    case "i":
    case "u":
      if (typeof value === "string") return refusal(`%${type} format: a real number is required, not str`);
      return { ok: true, text: padNumber(sign(value, flags), "", digits(value, 10, precision), conversion) };
    case "o":
    case "x":
    case "X": {
      if (typeof value === "string") return refusal(`%${type} format: an integer is required, not str`);
      const prefix = flags.includes("#") ? `0${type}` : "";
      const magnitude = digits(value, type === "o" ? 8 : 16, precision);
      const shown = type === "X" ? magnitude.toUpperCase() : magnitude;
      return { ok: true, text: padNumber(sign(value, flags), prefix, shown, conversion) };
    }
    default:
      if (typeof value === "string") return refusal("must be real number, not str");
      return {
        ok: true,
        text: padNumber(sign(value, flags), "", floatDigits(Math.abs(value), conversion), conversion),
      };
  }
}

function refusal(reason: string): ConvertResult {
  return { ok: false, reason };
}

function convertCharacter(value: string | number, conversion: Conversion): ConvertResult {
  if (typeof value === "string") {
    return [...value].length === 1
      ? { ok: true, text: padText(value, conversion) }
      : refusal("%c requires int or char");
  }
  if (value < 0 || value > 0x10ffff) return refusal("%c arg not in range(0x110000)");
  return { ok: true, text: padText(String.fromCodePoint(value), conversion) };
}

function digits(value: number, radix: number, precision: number | undefined): string {
  return Math.abs(value)
    .toString(radix)
    .padStart(precision ?? 0, "0");
}

/** `e`, `f` and `g`, in both cases, of an integer that is not negative. */
function floatDigits(value: number, { type, precision = 6, flags }: Conversion): string {
  const alternate = flags.includes("#");
  const lower = type.toLowerCase();
  let shown: string;
  if (lower === "f") shown = withPoint(fixed(value, precision), alternate);
  else if (lower === "e") shown = exponential(value, precision, alternate);
  else shown = general(value, precision === 0 ? 1 : precision, alternate);
  return type === lower ? shown : shown.toUpperCase();
}

/** `toFixed` ends at 100 decimals, and an integer has none but zeros anyway. */
function fixed(value: number, precision: number): string {
  const whole = BigInt(value).toString();
  return precision === 0 ? whole : `${whole}.${"0".repeat(precision)}`;
}

function exponential(value: number, precision: number, alternate: boolean): string {
  const [mantissa = "0", exponent = "+0"] = value.toExponential(Math.min(precision, 100)).split("e");
  const padded = precision > 100 ? mantissa + "0".repeat(precision - 100) : mantissa;
  return `${withPoint(padded, alternate)}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}

function general(value: number, precision: number, alternate: boolean): string {
  const exponent = value === 0 ? 0 : Number(value.toExponential(Math.min(precision, 101) - 1).split("e")[1]);
  const isSmall = exponent < precision;
  const shown = isSmall ? fixed(value, precision - 1 - exponent) : exponential(value, precision - 1, alternate);
  if (alternate) return withPoint(shown, true);
  const [mantissa = "", power] = shown.split("e");
  const trimmed = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return power === undefined ? trimmed : `${trimmed}e${power}`;
}

function withPoint(shown: string, alternate: boolean): string {
  return alternate && !shown.includes(".") && !shown.includes("e") ? `${shown}.` : shown;
}

function sign(value: number, flags: string): string {
  if (value < 0) return "-";
  if (flags.includes("+")) return "+";
  return flags.includes(" ") ? " " : "";
}

function padText(shown: string, { flags, width }: Conversion): string {
  const missing = " ".repeat(Math.max(0, width - [...shown].length));
  return flags.includes("-") ? shown + missing : missing + shown;
}

/** Zeros go between the sign or prefix and the digits, and only on the left. */
function padNumber(sign: string, prefix: string, digits: string, { flags, width }: Conversion): string {
  const zeros =
    flags.includes("0") && !flags.includes("-") ? Math.max(0, width - sign.length - prefix.length - digits.length) : 0;
  const shown = sign + prefix + "0".repeat(zeros) + digits;
  return flags.includes("-") ? shown.padEnd(width) : shown.padStart(width);
}
