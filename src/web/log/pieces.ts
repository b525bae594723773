import { plain, type Style } from "./ansi.ts";
import type { Row } from "./rows.ts";
import type { Match } from "./search.ts";

/** A stretch of a row that looks the same throughout. */
export interface Piece {
  readonly text: string;
  readonly style: Style;
  readonly found: boolean;
}

/** A row cut where its style changes and where what was looked for begins and ends. */
export function piecesOf({ line, start, end }: Row, matches: readonly Match[]): readonly Piece[] {
  const cuts = new Set([start, end]);
  for (const span of line.spans) if (span.start > start && span.start < end) cuts.add(span.start);
  for (const match of matches) {
    if (match.start > start && match.start < end) cuts.add(match.start);
    if (match.end > start && match.end < end) cuts.add(match.end);
  }
  const sorted = [...cuts].sort((a, b) => a - b);
  return sorted.slice(0, -1).map((from, index) => ({
    text: line.text.slice(from, sorted[index + 1]),
    style: line.spans.findLast((span) => span.start <= from)?.style ?? plain,
    found: matches.some((match) => match.start <= from && from < match.end),
  }));
}

/** Classes for what the theme colours. */
export function classesOf({ style, found }: Piece): string {
  const names: string[] = [];
  const { foreground, background } = style.inverse
    ? { foreground: style.background ?? "inverse", background: style.foreground ?? "inverse" }
    : style;
  if (foreground !== undefined && !foreground.startsWith("#")) names.push(`fg-${foreground}`);
  if (background !== undefined && !background.startsWith("#")) names.push(`bg-${background}`);
  const reach = reachOf(style);
  if (reach !== undefined) names.push(reach);
  if (style.bold) names.push("bold");
  if (style.faint) names.push("faint");
  if (style.italic) names.push("italic");
  if (style.underline) names.push("underline");
  if (found) names.push("found");
  return names.join(" ");
}

/** Colours that no class has. One that is hard to see is given by name, and the theme makes it stronger. */
export function coloursOf({ style }: Piece): Readonly<Record<string, string>> {
  const [front, back] = style.inverse ? [style.background, style.foreground] : [style.foreground, style.background];
  return {
    ...(front?.startsWith("#") ? { [reachOf(style) === undefined ? "color" : "--colour"]: front } : {}),
    ...(back?.startsWith("#") ? { backgroundColor: back } : {}),
  };
}

/** "pale" is hard to see on light ground, "deep" on dark; where the log itself sets the ground it is its own affair. */
function reachOf({ foreground, background, inverse }: Style): "pale" | "deep" | undefined {
  if (inverse || background !== undefined || !foreground?.startsWith("#")) return undefined;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(foreground.slice(at, at + 2), 16) / 255;
    return channel <= 0.04 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  // Relative luminance; contrast with the ground is 3:1 a little beyond these.
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  if (luminance > 0.28) return "pale";
  return luminance < 0.12 ? "deep" : undefined;
}
