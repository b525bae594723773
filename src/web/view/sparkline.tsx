import type { VNode } from "preact";

export interface SparklineProps {
  readonly values: readonly number[];
  /** The height of the picture stands for at least so much. */
  readonly least: number;
  readonly tone: "cpu" | "memory";
  readonly width?: number;
  readonly height?: number;
}

const slots = 60;

/** The last two minutes; it grows from the right. */
export function Sparkline({ values, least, tone, width = 72, height = 22 }: SparklineProps): VNode {
  const top = Math.max(least, ...values) * 1.1;
  const step = width / (slots - 1);
  const points = values.map((value, index) => {
    const x = width - (values.length - 1 - index) * step;
    const y = height - 1.5 - (value / top) * (height - 3);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  const first = width - (values.length - 1) * step;
  return (
    <svg
      class={`sparkline ${tone}`}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      aria-hidden="true"
    >
      {points.length > 1 && (
        <>
          <polygon points={`${first.toFixed(1)},${height} ${points.join(" ")} ${width},${height}`} />
          <polyline points={points.join(" ")} />
        </>
      )}
    </svg>
  );
}
