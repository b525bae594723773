import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import type { ProcessShape } from "../../http/api/shapes.ts";
import { processes } from "../state/daemon.ts";
import { isProblem, isUp, type StateFilter, sectionsOf } from "../state/filter.ts";
import { count } from "../state/format.ts";
import { cursor, filterText, show, stateFilter } from "../state/page.ts";
import { useStore } from "../state/store.ts";
import { Icon } from "./icons.tsx";
import { toneOf } from "./state-mark.tsx";

/** Every process as one small field, and the filter. */
export function Overview(): VNode | null {
  const all = useStore(processes);
  const list = useMemo(() => sectionsOf(all.values()).flatMap((section) => section.processes), [all]);
  if (list.length === 0) return null;
  return (
    <div class="overview">
      <Ribbon list={list} />
      <div class="tools">
        <FilterBox />
        <StateTabs list={list} />
      </div>
    </div>
  );
}

function Ribbon({ list }: { readonly list: readonly ProcessShape[] }): VNode {
  const open = (id: string | undefined): void => {
    if (id === undefined) return;
    cursor.set(id);
    show({ kind: "process", id, tab: "logs" });
  };
  return (
    // For the mouse: the list below offers the same to everybody.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      class={`ribbon ${densityOf(list.length)}`}
      role="img"
      aria-label={`${list.filter(isUp).length} of ${count(list.length, "process", "processes")} running`}
      onClick={({ target }) => open((target as HTMLElement).dataset["id"])}
    >
      {list.map((process) => (
        <span
          key={process.id}
          class={toneOf(process)}
          data-id={process.id}
          title={`${process.id} — ${process.state.toLowerCase()}`}
        />
      ))}
    </div>
  );
}

/** Of many processes each field is smaller, so that all of them are seen at once. */
function densityOf(processes: number): string {
  if (processes > 250) return "denser";
  return processes > 70 ? "dense" : "";
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

function StateTabs({ list }: { readonly list: readonly ProcessShape[] }): VNode {
  const chosen = useStore(stateFilter);
  const problems = list.filter(isProblem).length;
  const running = list.filter(isUp).length;
  const stopped = list.filter((process) => !isUp(process) && process.state !== "STOPPING").length;
  const tabs: readonly (readonly [StateFilter, string, number])[] = [
    ["all", "All", list.length],
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
