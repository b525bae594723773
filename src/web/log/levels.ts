import { plain, type Span, type Style } from "./ansi.ts";

/** A line of supervisord's own log, up to its level. */
const head = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ([A-Z]{4}) /;

const styles: Readonly<Record<string, Style>> = {
  CRIT: { ...plain, foreground: "1", bold: true },
  ERRO: { ...plain, foreground: "1", bold: true },
  WARN: { ...plain, foreground: "3", bold: true },
  INFO: { ...plain, foreground: "4" },
  DEBG: { ...plain, foreground: "8" },
  TRAC: { ...plain, foreground: "8" },
  BLAT: { ...plain, foreground: "8" },
};

/** The level in its colour; of what is bad the sentence, too. */
export function levelSpans(text: string): readonly Span[] {
  const found = head.exec(text);
  const level = found?.[1] ?? "";
  const style = styles[level];
  if (found === null || style === undefined) return [];
  const end = found[0].length;
  const start = end - level.length - 1;
  const rest = style.bold ? { ...style, bold: false } : plain;
  return [
    { start, style },
    { start: end, style: rest },
  ];
}
