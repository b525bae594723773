/** Ratios as a picture: a bar for each measurement, how much of the other's cost ours is. Light and dark by the reader's own setting. */

export interface Bar {
  readonly label: string;
  readonly ours: string;
  readonly theirs: string;
  /** Ours by theirs: 0.25 is a quarter of their cost. */
  readonly ratio: number;
}

const width = 760;
const rowHeight = 34;
const labelWidth = 300;
const barWidth = 300;
const top = 64;

/** An SVG document that needs no font and no script of its own. */
export function ratioPicture(title: string, note: string, bars: readonly Bar[]): string {
  const height = top + bars.length * rowHeight + 24;
  const rows = bars.map(({ label, ours, theirs, ratio }, index) => {
    const y = top + index * rowHeight;
    const length = Math.max(2, Math.min(1, ratio) * barWidth);
    return `<g>
<text x="${labelWidth - 12}" y="${y + 17}" text-anchor="end">${escaped(label)}</text>
<rect class="theirs" x="${labelWidth}" y="${y + 4}" width="${barWidth}" height="18" rx="3"/>
<rect class="ours" x="${labelWidth}" y="${y + 4}" width="${length.toFixed(1)}" height="18" rx="3"/>
<text class="figure" x="${labelWidth + barWidth + 12}" y="${y + 17}">${escaped(`${ours} : ${theirs}`)}</text>
</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.title { font-size: 16px; font-weight: 600; }
.note, .figure { fill: #59636e; font-size: 12px; }
.ours { fill: #1a7f37; }
.theirs { fill: #d1d9e0; }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc; }
.note, .figure { fill: #9198a1; }
.ours { fill: #3fb950; }
.theirs { fill: #3d444d; }
}
</style>
<text class="title" x="0" y="20">${escaped(title)}</text>
<text class="note" x="0" y="42">${escaped(note)}</text>
${rows.join("\n")}
</svg>
`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
