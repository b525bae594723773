import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ProcessShape } from "../../http/api/shapes.ts";
import { clear, restart, signal, start, stop } from "../state/commands.ts";
import { isUp } from "../state/filter.ts";
import type { Item } from "../state/listing.ts";
import { memo } from "../state/memo.tsx";
import { cursor, selection, show } from "../state/page.ts";
import { IconButton } from "./icons.tsx";
import { Menu } from "./menu.tsx";
import { DetailCell, UsageCells } from "./process-cells.tsx";
import { StateMark, toneOf } from "./state-mark.tsx";

export interface ProcessRowProps {
  readonly process: ProcessShape;
  /** Name to show: within a group, without the group's. */
  readonly label: string;
  readonly edge: Extract<Item, { kind: "row" }>["edge"];
  /** In the whole list, of which only a part is drawn. */
  readonly place: number;
  readonly selected: boolean;
  /** The keys act on it. */
  readonly current: boolean;
  /** It is open beside the list. */
  readonly shown: boolean;
}

export const ProcessRow = memo(function ProcessRow(props: ProcessRowProps): VNode {
  const { process, label, edge, place, selected, current, shown } = props;
  const { id } = process;
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (current) row.current?.scrollIntoView({ block: "nearest" });
  }, [current]);
  const tone = toneOf(process);
  const open = (): void => {
    cursor.set(id);
    show({ kind: "process", id, tab: "logs" });
  };
  const classes = [
    "row row-grid",
    edge,
    tone,
    process.pid === null && "down",
    process.pid !== null && process.flapping !== null && "flapping",
    selected && "selected",
    current && "current",
    shown && "shown",
  ];
  return (
    // The keyboard has its own way: j and k, Enter; and the name is a button.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      class={classes.filter(Boolean).join(" ")}
      ref={row}
      role="row"
      aria-rowindex={place}
      data-id={id}
      aria-selected={selected}
      onClick={open}
    >
      <div class="cell check" role="cell">
        <input
          type="checkbox"
          aria-label={`Select ${id}`}
          checked={selected}
          onClick={(event) => event.stopPropagation()}
          onChange={() => toggle(id)}
        />
      </div>
      <div class="cell name" role="rowheader">
        <StateMark tone={tone} />
        <button type="button" class="link" onClick={open} title={process.command}>
          {label}
        </button>
      </div>
      <div class="cell state" role="cell">
        <span class={`state-name ${tone}`}>{process.state.toLowerCase()}</span>
      </div>
      <DetailCell process={process} />
      <div class="cell starts" role="cell">
        {process.starts}
      </div>
      <div class="cell pid" role="cell">
        {process.pid ?? ""}
      </div>
      <UsageCells id={id} alive={process.pid !== null} />
      <div class="cell command" role="cell">
        {process.command}
      </div>
      <div class="cell actions" role="cell">
        {isUp(process) || process.state === "BACKOFF" ? (
          <>
            <IconButton icon="restart" class="restart" label={`Restart ${id}`} onClick={() => restart([id])} />
            <IconButton icon="stop" label={`Stop ${id}`} onClick={() => stop([id])} />
          </>
        ) : (
          <>
            <span class="icon-button placeholder restart" />
            <IconButton
              icon="start"
              label={`Start ${id}`}
              disabled={process.state === "STOPPING"}
              onClick={() => start([id])}
            />
          </>
        )}
        <Menu
          label={`More for ${id}`}
          items={[
            { icon: "log", label: "Logs", act: open },
            { icon: "help", label: "Details", act: () => show({ kind: "process", id, tab: "details" }) },
            { icon: "restart", label: "Restart…", act: () => restart([id]) },
            { icon: "signal", label: "Send a signal…", act: () => signal([id]) },
            { icon: "clear", label: "Clear logs…", danger: true, act: () => clear([id]) },
          ]}
        />
      </div>
    </div>
  );
});

function toggle(id: string): void {
  cursor.set(id);
  selection.update((ids) => {
    const next = new Set(ids);
    if (!next.delete(id)) next.add(id);
    return next;
  });
}
