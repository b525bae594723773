import type { VNode } from "preact";
import { useCallback, useEffect, useRef } from "preact/hooks";
import type { ProcessShape } from "../../http/api/shapes.ts";
import { clear, restart, signal, start, stop } from "../state/commands.ts";
import { histories, retryOf, uptimeOf } from "../state/daemon.ts";
import { isUp } from "../state/filter.ts";
import { bytes, dateTime, duration, percent } from "../state/format.ts";
import { memo } from "../state/memo.tsx";
import { cursor, panel, selection, show } from "../state/page.ts";
import { useStore } from "../state/store.ts";
import { IconButton } from "./icons.tsx";
import { Menu } from "./menu.tsx";
import { Sparkline } from "./sparkline.tsx";
import { StateMark, toneOf } from "./state-mark.tsx";
import { Ticking } from "./ticking.tsx";

export interface ProcessRowProps {
  readonly process: ProcessShape;
  /** Name to show: within a group, without the group's. */
  readonly label: string;
}

const mebibyte = 1 << 20;
/** So much of the end of a name is always shown. */
const tailLength = 8;

export const ProcessRow = memo(function ProcessRow({ process, label }: ProcessRowProps): VNode {
  const { id } = process;
  const selected = useStore(selection, (ids) => ids.has(id));
  const current = useStore(cursor, (at) => at === id);
  const shown = useStore(panel, (open) => open?.kind === "process" && open.id === id);
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
    "row",
    tone,
    process.pid === null && "down",
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
        <button type="button" class="link" onClick={open} title={`${label}\n${process.command}`}>
          <span class="head">{label.slice(0, -tailLength)}</span>
          <span class="tail">{label.slice(-tailLength)}</span>
        </button>
      </div>
      <div class="cell state" role="cell">
        <span class={`state-name ${tone}`}>{process.state.toLowerCase()}</span>
        <Detail process={process} />
      </div>
      <div class="cell pid" role="cell" title="pid">
        {process.pid ?? ""}
      </div>
      <UsageCells id={id} alive={process.pid !== null} />
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

/** What matters in the state that it is in. */
function Detail({ process }: { readonly process: ProcessShape }): VNode | null {
  const uptime = useCallback(() => duration(uptimeOf(process) ?? 0), [process]);
  const retry = useCallback(() => `retry in ${duration(Math.ceil(retryOf(process) ?? 0))}`, [process]);
  switch (process.state) {
    case "RUNNING":
      return <Ticking class="detail" text={uptime} />;
    case "BACKOFF":
      return (
        <span class="detail" title={process.error ?? ""}>
          <Ticking text={retry} />
          {process.error !== null && ` · ${process.error}`}
        </span>
      );
    case "FATAL":
    case "UNKNOWN":
      return (
        <span class="detail" title={process.error ?? ""}>
          {process.error ?? ""}
        </span>
      );
    case "EXITED":
    case "STOPPED":
      return <span class="detail">{restText(process)}</span>;
    default:
      return null;
  }
}

/** `exit 1 · 21 Nov, 02:09`, `not started yet`. */
function restText({ startedAt, stoppedAt, exit, state }: ProcessShape): string {
  if (startedAt === null) return "not started yet";
  const end = exit === null || (state === "STOPPED" && exit.code === null) ? "" : (exit.signal ?? `exit ${exit.code}`);
  return [end, stoppedAt === null ? "" : dateTime(stoppedAt)].filter((text) => text !== "").join(" · ");
}

function UsageCells({ id, alive }: { readonly id: string; readonly alive: boolean }): VNode {
  const history = useStore(histories, (all) => all.get(id));
  const cpu = history?.cpuPercent.at(-1);
  const memory = history?.residentBytes.at(-1);
  return (
    <>
      <div class="cell usage cpu" role="cell">
        {alive && history !== undefined && <Sparkline values={history.cpuPercent} least={10} tone="cpu" />}
        <span class="figure">{alive && cpu !== undefined ? percent(cpu) : ""}</span>
      </div>
      <div class="cell usage memory" role="cell">
        {alive && history !== undefined && <Sparkline values={history.residentBytes} least={mebibyte} tone="memory" />}
        <span class="figure">{alive && memory !== undefined ? bytes(memory) : ""}</span>
      </div>
    </>
  );
}

function toggle(id: string): void {
  cursor.set(id);
  selection.update((ids) => {
    const next = new Set(ids);
    if (!next.delete(id)) next.add(id);
    return next;
  });
}
