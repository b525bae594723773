/** How wide text is on a terminal, in columns, and cutting it to fit. Text is without control characters. */

export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** Text of exactly that width: cut with `~` as its last character, or padded. */
export function fit(text: string, width: number, align: "left" | "right" = "left"): string {
  if (width <= 0) return "";
  const own = displayWidth(text);
  if (own <= width) {
    const padding = " ".repeat(width - own);
    return align === "left" ? text + padding : padding + text;
  }
  let cut = "";
  let used = 0;
  for (const character of text) {
    used += widthOf(character);
    if (used > width - 1) break;
    cut += character;
  }
  return `${cut}~${" ".repeat(width - 1 - displayWidth(cut))}`;
}

function widthOf(character: string): number {
  if (character >= " " && character <= "~") return 1;
  patterns ??= makePatterns();
  if (patterns.zero.test(character)) return 0;
  return patterns.wide.test(character) ? 2 : 1;
}

/** Made when they are needed: to look properties of characters up takes a millisecond, also for those who want a status. */
let patterns: ReturnType<typeof makePatterns> | undefined;

function makePatterns() {
  return {
    zero: /[\p{Mn}\p{Me}\p{Cf}]/u,
    /** East Asian wide and full-width characters, and emoji. */
    wide: /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u,
  };
}
