import type { VNode } from "preact";
import { restart, start, stop } from "../state/commands.ts";
import { figures, figuresOf } from "../state/daemon.ts";
import { bytes, count, percent } from "../state/format.ts";
import { type Item, problemsKey } from "../state/listing.ts";
import { collapsed, selection } from "../state/page.ts";
import { useStore } from "../state/store.ts";
import { Icon, IconButton } from "./icons.tsx";

export interface GroupHeadProps {
  readonly head: Extract<Item, { kind: "head" }>;
  /** Its place in the list, for who cannot see it. */
  readonly place: number;
}

/** The line above the processes of a group: how they are together, and what can be done to all of them. */
export function GroupHead({ head, place }: GroupHeadProps): VNode {
  const { key, title, group, ids, up, problems, closed, bare } = head;
  useStore(figures);
  const used = figuresOf(ids);
  return (
    <div class={`row-grid group-head ${bare ? "bare" : ""} ${closed ? "closed" : ""}`} role="row" aria-rowindex={place}>
      <div class="cell check" role="cell">
        <GroupCheck title={title} ids={ids} />
      </div>
      <div class="cell group-title" role="rowheader">
        <button type="button" class="fold" aria-expanded={!closed} onClick={() => fold(key)}>
          <Icon name={closed ? "right" : "down"} />
          <h2>{title}</h2>
        </button>
        <Tally head={head} up={up} problems={problems} />
      </div>
      <div class="cell usage cpu" role="cell">
        {used.residentBytes > 0 && <span class="figure">{percent(used.cpuPercent)}</span>}
      </div>
      <div class="cell usage memory" role="cell">
        {used.residentBytes > 0 && <span class="figure">{bytes(used.residentBytes)}</span>}
      </div>
      <div class="cell actions" role="cell">
        {group !== undefined && (
          <>
            <IconButton icon="start" label={`Start group ${group}`} onClick={() => start(ids)} />
            <IconButton icon="restart" label={`Restart group ${group}`} onClick={() => restart(ids)} />
            <IconButton icon="stop" label={`Stop group ${group}`} onClick={() => stop(ids)} />
          </>
        )}
      </div>
    </div>
  );
}

function Tally({
  head: { key, ids },
  up,
  problems,
}: Pick<GroupHeadProps, "head"> & { up: number; problems: number }): VNode {
  if (key === problemsKey) return <span class="tally bad">{count(ids.length, "process", "processes")}</span>;
  return (
    <>
      <span class="tally">
        {up}/{ids.length}
        <span class="word"> running</span>
      </span>
      {problems > 0 && <span class="tally bad">{count(problems, "problem", "problems")}</span>}
    </>
  );
}

function GroupCheck({ title, ids }: { readonly title: string; readonly ids: readonly string[] }): VNode {
  const chosen = useStore(selection, (all) => (all.size === 0 ? 0 : ids.filter((id) => all.has(id)).length));
  return (
    <input
      type="checkbox"
      aria-label={`Select all of ${title}`}
      checked={chosen === ids.length}
      indeterminate={chosen > 0 && chosen < ids.length}
      onChange={() =>
        selection.update((all) => {
          const next = new Set(all);
          for (const id of ids) {
            if (chosen === ids.length) next.delete(id);
            else next.add(id);
          }
          return next;
        })
      }
    />
  );
}

function fold(key: string): void {
  collapsed.update((names) => {
    const next = new Set(names);
    if (!next.delete(key)) next.add(key);
    return next;
  });
}
