/**
 * `%(name)s` expansion: Python's `text % mapping` with all its conversions. Never throws; a hostile text costs time in
 * proportion to its length.
 */
import { type Conversion, convert } from "./convert.ts";

export type ExpansionValue = string | number;

/** Gives the value of a name, undefined for one that is not to be had. Never looks at properties of plain objects. */
export type NameLookup = (name: string) => ExpansionValue | undefined;

export type ExpandResult =
  | { readonly ok: true; readonly text: string }
  /** A name that is not among the expansions. */
  | { readonly ok: false; readonly kind: "unknown"; readonly name: string }
  /** Bad syntax; `reason` has Python's words. */
  | { readonly ok: false; readonly kind: "malformed"; readonly reason: string };

/** Python has no such bound; it keeps a short text from becoming a huge value. */
const maxWidth = 1000;

/** Expands `text`; a text without `%` comes back as it is. */
export function expand(text: string, lookUp: NameLookup): ExpandResult {
  let expanded = "";
  let position = 0;
  for (;;) {
    const percent = text.indexOf("%", position);
    if (percent === -1) return { ok: true, text: expanded + text.slice(position) };
    expanded += text.slice(position, percent);
    position = percent + 1;
    if (text[position] === "%") {
      expanded += "%";
      position++;
      continue;
    }
    let value: ExpansionValue | undefined;
    if (text[position] === "(") {
      const end = closingParenthesis(text, position);
      if (end === -1) return malformed("incomplete format key");
      const name = text.slice(position + 1, end);
      value = lookUp(name);
      if (value === undefined) return { ok: false, kind: "unknown", name };
      position = end + 1;
    }
    const found = readConversion(text, position);
    if (!found.ok) return malformed(found.reason);
    position = found.end;
    // Python would put the whole mapping here, the environment included; nobody means that.
    if (value === undefined) return malformed("not enough arguments for format string");
    const converted = convert(value, found.conversion);
    if (!converted.ok) return malformed(converted.reason);
    expanded += converted.text;
  }
}

function malformed(reason: string): ExpandResult {
  return { ok: false, kind: "malformed", reason };
}

type ReadResult =
  | { readonly ok: true; readonly conversion: Conversion; readonly end: number }
  | { readonly ok: false; readonly reason: string };

/** Reads what follows `%` or `%(name)`: flags, width, precision, a length that means nothing, the type. */
function readConversion(text: string, start: number): ReadResult {
  const flagsEnd = skip(text, start, "-+ #0");
  const flags = text.slice(start, flagsEnd);
  if (text[flagsEnd] === "*") return { ok: false, reason: starReason(text, flagsEnd) };
  const widthEnd = skip(text, flagsEnd, "0123456789");
  const width = Number(text.slice(flagsEnd, widthEnd));
  let at = widthEnd;
  let precision: number | undefined;
  if (text[at] === ".") {
    if (text[at + 1] === "*") return { ok: false, reason: starReason(text, at + 1) };
    const precisionEnd = skip(text, at + 1, "0123456789");
    precision = Number(text.slice(at + 1, precisionEnd));
    at = precisionEnd;
  }
  if (width > maxWidth) return { ok: false, reason: "width too big" };
  if (precision !== undefined && precision > maxWidth) return { ok: false, reason: "precision too big" };
  if (text[at] === "h" || text[at] === "l" || text[at] === "L") at++;
  const code = text.codePointAt(at);
  if (code === undefined) return { ok: false, reason: "incomplete format" };
  const type = String.fromCodePoint(code);
  if (!"sradiuoxXeEfFgGc".includes(type)) {
    const shown = code > 0x1f && code < 0x7f ? type : "?";
    return {
      ok: false,
      reason: `unsupported format character '${shown}' (0x${code.toString(16)}) at index ${at}`,
    };
  }
  return { ok: true, conversion: { flags, width, precision, type }, end: at + type.length };
}

/** A width from the arguments; a mapping has none to give. */
function starReason(text: string, star: number): string {
  return star + 1 === text.length ? "incomplete format" : "* wants int";
}

/** Parentheses nest inside a name. */
function closingParenthesis(text: string, open: number): number {
  let depth = 0;
  for (let index = open; index < text.length; index++) {
    if (text[index] === "(") depth++;
    if (text[index] === ")" && --depth === 0) return index;
  }
  return -1;
}

function skip(text: string, start: number, characters: string): number {
  let at = start;
  while (at < text.length && characters.includes(text[at] ?? "")) at++;
  return at;
}
