import type { VNode } from "preact";
import { figures, processes, tally } from "../state/daemon.ts";
import type { StateFilter } from "../state/filter.ts";
import { bytes, percent } from "../state/format.ts";
import { filterText, stateFilter } from "../state/page.ts";
import { useStore } from "../state/store.ts";
import { OrderChoice } from "./column-heads.tsx";
import { Icon } from "./icons.tsx";
import { Strip } from "./strip.tsx";

/** Every process as one small field, what they use together, and the filter. */
export function Overview(): VNode | null {
  const all = useStore(processes);
  if (all.size === 0) return null;
  return (
    <div class="overview">
      <Strip />
      <div class="tools">
        <FilterBox />
        <StateTabs />
        <Totals />
        <OrderChoice />
      </div>
    </div>
  );
}

function Totals(): VNode | null {
  const { cpuPercent, residentBytes } = useStore(figures);
  if (residentBytes === 0) return null;
  return (
    <p class="totals">
      <span title="Processor time of all processes, in percent of one core">
        CPU <strong>{percent(cpuPercent)}</strong>
      </span>
      <span title="Resident memory of all processes">
        Memory <strong>{bytes(residentBytes)}</strong>
      </span>
    </p>
  );
}

function FilterBox(): VNode {
  const text = useStore(filterText);
  return (
    <label class="filter">
      <Icon name="search" />
      <span class="hidden">Filter processes</span>
      <input
        id="filter"
        type="search"
        placeholder="Filter by name, state, pid or command"
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={(event) => filterText.set(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" && event.key !== "Enter") return;
          if (event.key === "Escape") filterText.set("");
          event.currentTarget.blur();
          event.stopPropagation();
        }}
      />
      <kbd title="Key">/</kbd>
    </label>
  );
}

function StateTabs(): VNode {
  const chosen = useStore(stateFilter);
  const { all, running, problems, stopped } = useStore(tally);
  const tabs: readonly (readonly [StateFilter, string, number])[] = [
    ["all", "All", all],
    ["running", "Running", running],
    ["problems", "Problems", problems],
    ["stopped", "Not running", stopped],
  ];
  return (
    <div class="tabs" role="group" aria-label="Show">
      {tabs.map(([value, label, number]) => (
        <button
          type="button"
          key={value}
          class={`${value} ${number === 0 ? "none" : ""}`}
          aria-pressed={chosen === value}
          onClick={() => stateFilter.set(value)}
        >
          {label} <span class="number">{number}</span>
        </button>
      ))}
    </div>
  );
}
