import type { VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

export interface BlockListProps<T> {
  readonly items: readonly T[];
  /** Draws a stretch of the items. `first` is the place of its first one. */
  readonly draw: (items: readonly T[], first: number) => readonly VNode[];
  /** What scrolls, by its selector. */
  readonly scroller: string;
  /** Place of an item that is to be drawn, wherever it is. */
  readonly reveal: number | undefined;
}

const blockSize = 8;
/** Until a block was seen: what its rows measure, usually. */
const usualRowHeight = 47;
/** Drawn beyond the edges of what is seen, in pixels. */
const margin = 200;
/** So few are all drawn: the browser's own search finds them. */
const fewItems = 100;

interface Range {
  readonly first: number;
  readonly last: number;
}

/**
 * A list of any length of which only what is near the screen is drawn. Rows may be of any height: they come in blocks,
 * which are measured when they are drawn, and for the others there is as much room as they had, or probably have.
 */
export function BlockList<T>({ items, draw, scroller: selector, reveal }: BlockListProps<T>): VNode {
  const host = useRef<HTMLDivElement>(null);
  const heights = useRef<number[]>([]);
  const [range, setRange] = useState<Range>({ first: 0, last: 1 });
  const blocks = Math.ceil(items.length / blockSize);
  const heightOf = (block: number): number =>
    heights.current[block] ?? Math.min(blockSize, items.length - block * blockSize) * usualRowHeight;
  const between = (from: number, to: number): number => {
    let sum = 0;
    for (let block = from; block < to; block++) sum += heightOf(block);
    return sum;
  };
  const look = (): void => {
    const element = host.current;
    const scroller = element?.closest<HTMLElement>(selector);
    if (!element || !scroller) return;
    const top = scroller.getBoundingClientRect().top - element.getBoundingClientRect().top - margin;
    const next =
      items.length <= fewItems
        ? { first: 0, last: blocks }
        : rangeOf(top, top + scroller.clientHeight + 2 * margin, blocks, heightOf);
    setRange((before) => (before.first === next.first && before.last === next.last ? before : next));
  };
  const latest = useRef(look);
  latest.current = look;

  useLayoutEffect(() => {
    const scroller = host.current?.closest<HTMLElement>(selector);
    if (!scroller) return;
    const onScroll = (): void => latest.current();
    let width = scroller.clientWidth;
    const observer = new ResizeObserver(() => {
      // In another width rows have other heights.
      if (scroller.clientWidth !== width) heights.current = [];
      width = scroller.clientWidth;
      latest.current();
    });
    scroller.addEventListener("scroll", onScroll, { passive: true });
    observer.observe(scroller);
    return () => {
      scroller.removeEventListener("scroll", onScroll);
      observer.disconnect();
    };
  }, []);

  useLayoutEffect(() => {
    measure(host.current, heights.current);
    look();
  });

  useLayoutEffect(() => {
    const element = host.current;
    const scroller = element?.closest<HTMLElement>(selector);
    if (reveal === undefined || !element || !scroller) return;
    const block = Math.floor(reveal / blockSize);
    if (block >= range.first && block < range.last) return;
    const listTop = element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
    const within = (heightOf(block) * (reveal % blockSize)) / blockSize;
    scroller.scrollTop = listTop + between(0, block) + within - scroller.clientHeight / 2;
    look();
  }, [reveal]);

  const first = Math.min(range.first, Math.max(0, blocks - 1));
  const last = Math.max(Math.min(range.last, blocks), Math.min(blocks, first + 1));
  const drawn: VNode[] = [];
  for (let block = first; block < last; block++) {
    const begin = block * blockSize;
    drawn.push(
      <div key={block} class="block" role="rowgroup" data-block={block}>
        {draw(items.slice(begin, begin + blockSize), begin)}
      </div>,
    );
  }
  return (
    <div ref={host} role="presentation">
      <div style={{ height: `${between(0, first)}px` }} />
      {drawn}
      <div style={{ height: `${between(last, blocks)}px` }} />
    </div>
  );
}

function rangeOf(top: number, bottom: number, blocks: number, heightOf: (block: number) => number): Range {
  let at = 0;
  let first = 0;
  let block = 0;
  for (; block < blocks && at < bottom; block++) {
    at += heightOf(block);
    if (at <= top) first = block + 1;
  }
  return { first: Math.min(first, Math.max(0, blocks - 1)), last: Math.max(block, 1) };
}

function measure(host: HTMLElement | null, heights: number[]): void {
  for (const element of host?.querySelectorAll<HTMLElement>(":scope > .block") ?? []) {
    heights[Number(element.dataset["block"])] = element.offsetHeight;
  }
}
