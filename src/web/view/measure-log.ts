export interface LogSize {
  readonly top: number;
  readonly height: number;
  /** Cells of text in a row. */
  readonly columns: number;
  /** Width of one, in pixels. */
  readonly cell: number;
}

/** @param before Classes of what stands before the text of a line. */
export function measureLog(element: HTMLElement, before: readonly string[]): LogSize {
  const row = document.createElement("div");
  row.className = "log-row log-probe";
  const spans = [...before, "text"].map((name) => {
    const span = document.createElement("span");
    span.className = name;
    return span;
  });
  const probe = spans.at(-1) as HTMLElement;
  probe.textContent = "0".repeat(100);
  row.append(...spans);
  element.append(row);
  const box = probe.getBoundingClientRect();
  const cell = box.width / 100 || 7.5;
  // What stands before the text, and a little room behind it.
  const gutter = box.left - row.getBoundingClientRect().left + 12;
  row.remove();
  const columns = Math.max(20, Math.floor((element.clientWidth - gutter) / cell));
  return { top: element.scrollTop, height: element.clientHeight, columns, cell };
}
