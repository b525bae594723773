/**
 * Lays words out in columns, downwards, in as few lines as fit the width; two spaces between columns, every word padded
 * to its column's width.
 */
export function columns(words: readonly string[], width: number): readonly string[] {
  for (let rows = 1; rows <= words.length; rows++) {
    const widths: number[] = [];
    for (let at = 0; at < words.length; at += rows) {
      widths.push(Math.max(...words.slice(at, at + rows).map((word) => word.length)));
    }
    const total = widths.reduce((sum, columnWidth) => sum + columnWidth + 2, -2);
    if (total > width && rows < words.length) continue;
    return Array.from({ length: rows }, (_, row) =>
      widths
        .map((columnWidth, column) => [words[column * rows + row], columnWidth] as const)
        .filter(([word]) => word !== undefined)
        .map(([word = "", columnWidth]) => word.padEnd(columnWidth))
        .join("  "),
    );
  }
  return [];
}
