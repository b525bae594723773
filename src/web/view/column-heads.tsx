import type { VNode } from "preact";
import { type Column, columns, nextOrder } from "../state/order.ts";
import { order } from "../state/page.ts";
import { useStore } from "../state/store.ts";
import { Icon } from "./icons.tsx";

const titles: Readonly<Record<Column, string>> = {
  name: "Name",
  state: "State",
  uptime: "Uptime",
  starts: "Starts",
  pid: "pid",
  cpu: "CPU",
  memory: "Memory",
};

/** The heads of the columns: a click sorts, another one turns it round. */
export function ColumnHeads(): VNode {
  const now = useStore(order);
  return (
    <div class="row-grid heads" role="row" aria-rowindex={1}>
      <div class="cell check" role="columnheader">
        <span class="hidden">Selected</span>
      </div>
      {columns.map((column) => {
        const sorted = now.column === column;
        return (
          <div
            key={column}
            class={`cell ${column} ${sorted ? "sorted" : ""}`}
            role="columnheader"
            aria-sort={sorted ? (now.descending ? "descending" : "ascending") : "none"}
          >
            <button type="button" onClick={() => order.set(nextOrder(now, column))}>
              {titles[column]}
              {sorted && <Icon name={now.descending ? "down" : "up"} />}
            </button>
          </div>
        );
      })}
      <div class="cell command" role="columnheader">
        Command
      </div>
      <div class="cell actions" role="columnheader">
        <span class="hidden">Actions</span>
      </div>
    </div>
  );
}

/** The same where there is no room for columns. */
export function OrderChoice(): VNode {
  const now = useStore(order);
  return (
    <label class="order-choice">
      <span aria-hidden="true">Sort by</span>
      <select
        aria-label="Sort by"
        value={now.column}
        onChange={({ currentTarget }) => {
          const column = columns.find((one) => one === currentTarget.value);
          if (column !== undefined) order.set(nextOrder({ column: "name", descending: true }, column));
        }}
      >
        {columns.map((column) => (
          <option key={column} value={column}>
            {titles[column].toLowerCase()}
          </option>
        ))}
      </select>
    </label>
  );
}
