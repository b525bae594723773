import type { VNode } from "preact";
import { useEffect, useReducer, useRef } from "preact/hooks";
import { connection, figures, processes, roster, supervisor } from "../state/daemon.ts";
import { listedItems, sortAgain } from "../state/list.ts";
import type { Item } from "../state/listing.ts";
import { isByUsage } from "../state/order.ts";
import { collapsed, cursor, filterText, order, panel, selection, show, stateFilter } from "../state/page.ts";
import { useStore } from "../state/store.ts";
import { BlockList } from "./block-list.tsx";
import { ColumnHeads } from "./column-heads.tsx";
import { GroupHead } from "./group-head.tsx";
import { ProcessRow } from "./process-row.tsx";

/** All processes that the filter lets through. */
export function ProcessList(): VNode {
  const all = useStore(processes);
  const connected = useStore(connection);
  useStore(roster);
  useStore(filterText);
  useStore(stateFilter);
  const { column } = useStore(order);
  useStore(collapsed);
  const at = useStore(cursor);
  const chosen = useStore(selection);
  const open = useStore(panel);
  const table = useSortingByUsage();
  const items = listedItems();
  const reveal = at === undefined ? -1 : items.findIndex((item) => item.kind === "row" && item.process.id === at);
  const draw = (some: readonly Item[], first: number): readonly VNode[] =>
    some.map((item, index) => {
      const place = first + index + 2;
      if (item.kind === "head") return <GroupHead key={item.key} head={item} place={place} />;
      const { process, label, edge } = item;
      const { id } = process;
      return (
        <ProcessRow
          key={id}
          process={process}
          label={label}
          edge={edge}
          place={place}
          selected={chosen.has(id)}
          current={at === id}
          shown={open?.kind === "process" && open.id === id}
        />
      );
    });
  if (all.size === 0) {
    return connected === "open" ? <NoPrograms /> : <p class="empty">Connecting to supervisord…</p>;
  }
  return (
    <div
      class={`sections by-${column}`}
      role="table"
      aria-label="Processes"
      aria-rowcount={items.length + 1}
      ref={table}
    >
      <div role="rowgroup">
        <ColumnHeads />
      </div>
      {items.length === 0 ? (
        <p class="empty">No process matches the filter.</p>
      ) : (
        <BlockList items={items} draw={draw} scroller=".main-column" reveal={reveal === -1 ? undefined : reveal} />
      )}
    </div>
  );
}

/** Sorts anew when figures come, but never under somebody's hand: a click must not hit another row than was meant. */
function useSortingByUsage(): { current: HTMLDivElement | null } {
  const table = useRef<HTMLDivElement>(null);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const sort = (): void => {
      if (!isByUsage(order.value) || table.current?.querySelector(".block:hover, .block :focus-visible")) return;
      sortAgain();
      redraw(undefined as never);
    };
    // After the figures themselves: of ten thousand processes each of the two takes its time.
    return figures.watch(() => void setTimeout(sort));
  }, []);
  return table;
}

function NoPrograms(): VNode {
  const file = useStore(supervisor, (shape) => shape?.configuration);
  return (
    <div class="empty">
      <h2>No programs to manage</h2>
      <p>
        Add a <code>[program:…]</code> section to <code>{file}</code>, then update the configuration.
      </p>
      <button type="button" class="button" onClick={() => show({ kind: "configuration" })}>
        Configuration
      </button>
    </div>
  );
}
