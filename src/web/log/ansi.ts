/** Colours and weights of terminal output (SGR sequences). Everything else that a terminal would obey is taken out. */

/** Names of classes, such as `fg-1 bold`; colours beyond the sixteen are given as `#rrggbb`. */
export interface Style {
  readonly foreground: string | undefined;
  readonly background: string | undefined;
  readonly bold: boolean;
  readonly faint: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
}

export const plain: Style = {
  foreground: undefined,
  background: undefined,
  bold: false,
  faint: false,
  italic: false,
  underline: false,
  inverse: false,
};

/** A style from `start` on, up to the next span or the end of the text. */
export interface Span {
  readonly start: number;
  readonly style: Style;
}

export interface StyledLine {
  /** Without any control character. */
  readonly text: string;
  /** Empty: the whole line is plain. */
  readonly spans: readonly Span[];
  /** What goes on in the next line. */
  readonly end: Style;
}

// CSI, OSC (ended by BEL or ST), other two-character escapes.
const sequence = /\x1b(?:\[([0-?]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])/g;

/** One line as it was written, without its end. `from` is the style in which the line before ended. */
export function parseLine(raw: string, from: Style): StyledLine {
  const line = afterCarriageReturns(raw);
  if (!line.includes("\x1b")) {
    return { text: visible(line), spans: from === plain ? [] : [{ start: 0, style: from }], end: from };
  }
  let text = "";
  let style = from;
  let last = 0;
  const spans: Span[] = from === plain ? [] : [{ start: 0, style: from }];
  for (const match of line.matchAll(sequence)) {
    text += visible(line.slice(last, match.index));
    last = match.index + match[0].length;
    if (match[2] !== "m") continue;
    style = applySgr(style, match[1] ?? "");
    if (spans.at(-1)?.start === text.length) spans.pop();
    spans.push({ start: text.length, style });
  }
  return { text: text + visible(line.slice(last)), spans, end: style };
}

/** What a terminal shows of a progress line: the part after the last carriage return that says something. */
function afterCarriageReturns(raw: string): string {
  if (!raw.includes("\r")) return raw;
  return raw.split("\r").findLast((part) => part !== "") ?? "";
}

/** Control characters as their pictures. */
function visible(text: string): string {
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, (character) =>
    character === "\x7f" ? "\u2421" : String.fromCharCode(0x2400 + character.charCodeAt(0)),
  );
}

function applySgr(style: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map((code) => (code === "" ? 0 : Number(code)));
  let next = style;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    if (code === 38 || code === 48) {
      const [colour, used] = extendedColour(codes.slice(i + 1));
      i += used;
      if (colour !== undefined) next = { ...next, [code === 38 ? "foreground" : "background"]: colour };
    } else next = applyCode(next, code);
  }
  return isPlain(next) ? plain : next;
}

function applyCode(style: Style, code: number): Style {
  if (code === 0) return plain;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, faint: true };
  if (code === 3) return { ...style, italic: true };
  if (code === 4) return { ...style, underline: true };
  if (code === 7) return { ...style, inverse: true };
  if (code === 22) return { ...style, bold: false, faint: false };
  if (code === 23) return { ...style, italic: false };
  if (code === 24) return { ...style, underline: false };
  if (code === 27) return { ...style, inverse: false };
  if (code === 39) return { ...style, foreground: undefined };
  if (code === 49) return { ...style, background: undefined };
  if (code >= 30 && code <= 37) return { ...style, foreground: String(code - 30) };
  if (code >= 40 && code <= 47) return { ...style, background: String(code - 40) };
  if (code >= 90 && code <= 97) return { ...style, foreground: String(code - 82) };
  if (code >= 100 && code <= 107) return { ...style, background: String(code - 92) };
  return style;
}

/** The colour after 38 or 48, and how many codes it took. */
function extendedColour(codes: readonly number[]): readonly [string | undefined, number] {
  const [mode, ...values] = codes;
  if (mode === 5) return [paletteColour(values[0] ?? 0), 2];
  if (mode === 2) return [hex(values.slice(0, 3)), 4];
  return [undefined, codes.length];
}

function paletteColour(index: number): string | undefined {
  if (!(index >= 0 && index <= 255)) return undefined;
  if (index < 16) return String(index);
  if (index >= 232) return hex(Array(3).fill(8 + (index - 232) * 10));
  const level = (step: number): number => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return hex([level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)]);
}

function hex(channels: readonly number[]): string {
  return `#${channels
    .map((value) =>
      Math.min(255, Math.max(0, value || 0))
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

function isPlain(style: Style): boolean {
  const { foreground, background, bold, faint, italic, underline, inverse } = style;
  return foreground === undefined && background === undefined && !(bold || faint || italic || underline || inverse);
}
