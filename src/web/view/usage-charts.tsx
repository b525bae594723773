import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { figures, histories, processes } from "../state/daemon.ts";
import { bytes, percent } from "../state/format.ts";
import { historyLength } from "../state/history.ts";
import { useStore } from "../state/store.ts";
import { Chart } from "./chart.tsx";

const secondsPerFigure = 2;

/** What a process uses, over the last minutes. */
export function UsageCharts({ id }: { readonly id: string }): VNode {
  useStore(figures);
  const longest = useStore(processes, (all) => historyLength(all.size));
  const [slots, setSlots] = useState(60);
  const history = histories.get(id);
  const ranges = [60, 300].filter((length) => length <= longest);
  return (
    <section>
      {ranges.length > 1 && (
        <div class="tabs ranges" role="group" aria-label="Time shown">
          {ranges.map((length) => (
            <button type="button" key={length} aria-pressed={slots === length} onClick={() => setSlots(length)}>
              {(length * secondsPerFigure) / 60} minutes
            </button>
          ))}
        </div>
      )}
      <div class="charts">
        <Chart title="CPU" values={history?.cpuPercent ?? []} slots={slots} least={10} tone="cpu" write={percent} />
        <Chart
          title="Memory"
          values={history?.residentBytes ?? []}
          slots={slots}
          least={1 << 20}
          tone="memory"
          write={bytes}
        />
      </div>
    </section>
  );
}
