import type { VNode } from "preact";

export interface SparklineProps {
  readonly values: readonly number[];
  /** The height of the picture stands for at least so much. */
  readonly least: number;
  readonly tone: "cpu" | "memory";
  readonly width?: number;
  readonly height?: number;
  /** The picture grows from the right until there are so many figures. */
  readonly slots?: number;
  /** Room above the highest. */
  readonly headroom?: number;
}

/** Figures as a line, the last one at the right. */
export function Sparkline(props: SparklineProps): VNode {
  const { values, least, tone, width = 72, height = 22, slots = 12, headroom = 1.1 } = props;
  const top = Math.max(least, ...values) * headroom;
  const step = width / (Math.max(slots, values.length) - 1);
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
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <line x1="0" y1={height - 0.5} x2={width} y2={height - 0.5} />
      {points.length > 1 && (
        <>
          <polygon points={`${first.toFixed(1)},${height} ${points.join(" ")} ${width},${height}`} />
          <polyline points={points.join(" ")} />
        </>
      )}
    </svg>
  );
}
