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
  if (style.bold) names.push("bold");
  if (style.faint) names.push("faint");
  if (style.italic) names.push("italic");
  if (style.underline) names.push("underline");
  if (found) names.push("found");
  return names.join(" ");
}

/** Colours that no class has. */
export function coloursOf({ style }: Piece): { readonly color?: string; readonly backgroundColor?: string } {
  const [front, back] = style.inverse ? [style.background, style.foreground] : [style.foreground, style.background];
  return {
    ...(front?.startsWith("#") ? { color: front } : {}),
    ...(back?.startsWith("#") ? { backgroundColor: back } : {}),
  };
}
