import type { VNode } from "preact";
import { Sparkline } from "./sparkline.tsx";

export interface ChartProps {
  readonly title: string;
  /** One figure every two seconds, the oldest first. */
  readonly values: readonly number[];
  /** How many of them there is room for. */
  readonly slots: number;
  readonly least: number;
  readonly tone: "cpu" | "memory";
  readonly write: (value: number) => string;
}

/** A figure over time, with what its height and its width stand for. */
export function Chart({ title, values: all, slots, least, tone, write }: ChartProps): VNode {
  const values = all.slice(-slots);
  const now = values.at(-1);
  const top = Math.max(least, ...values);
  return (
    <figure class="chart">
      <figcaption>
        {title} <strong>{now === undefined ? "" : write(now)}</strong>
        {values.length > 1 && (
          <span class="range">
            {write(Math.min(...values))} to {write(Math.max(...values))}
          </span>
        )}
      </figcaption>
      <div class="plot" aria-hidden="true">
        <span class="axis">{write(top)}</span>
        <span class="axis axis-middle">{write(top / 2)}</span>
        <span class="axis axis-zero">{write(0)}</span>
        <Sparkline values={values} least={least} tone={tone} width={280} height={84} slots={slots} headroom={1} />
        <span class="time from">{(slots * 2) / 60} min ago</span>
        <span class="time to">now</span>
      </div>
    </figure>
  );
}
