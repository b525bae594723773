import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import type { ProcessShape } from "../../http/api/shapes.ts";
import { restart, start, stop } from "../state/commands.ts";
import { connection, processes, supervisor } from "../state/daemon.ts";
import { isProblem, isUp, matches, type Section, sectionsOf } from "../state/filter.ts";
import { collapsed, filterText, selection, show, stateFilter } from "../state/page.ts";
import { useStore } from "../state/store.ts";
import { Icon, IconButton } from "./icons.tsx";
import { ProcessRow } from "./process-row.tsx";

/** All processes that the filter lets through, by group. */
export function ProcessList(): VNode {
  const all = useStore(processes);
  const text = useStore(filterText);
  const states = useStore(stateFilter);
  const connected = useStore(connection);
  const sections = useMemo(
    () => sectionsOf([...all.values()].filter((process) => matches(process, text, states))),
    [all, text, states],
  );
  if (all.size === 0) {
    return connected === "open" ? <NoPrograms /> : <p class="empty">Connecting to supervisord…</p>;
  }
  if (sections.length === 0) return <p class="empty">No process matches the filter.</p>;
  return (
    <div class="sections" role="table" aria-label="Processes">
      {sections.map((section) => (
        <SectionView key={section.group ?? "\0"} section={section} />
      ))}
    </div>
  );
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

function SectionView({ section: { group, processes: members } }: { readonly section: Section }): VNode {
  const key = group ?? "";
  const closed = useStore(collapsed, (names) => names.has(key));
  const ids = members.map(({ id }) => id);
  const up = members.filter(isUp).length;
  const problems = members.filter(isProblem).length;
  const title = group ?? "Programs";
  return (
    <div class={`group ${closed ? "closed" : ""}`} role="rowgroup" aria-label={title}>
      <div class="group-head" role="row">
        <div class="group-title" role="columnheader">
          <GroupCheck title={title} ids={ids} />
          <button type="button" class="fold" aria-expanded={!closed} onClick={() => fold(key)}>
            <Icon name={closed ? "right" : "down"} />
            <h2>{title}</h2>
          </button>
          <span class="tally">
            {up}/{members.length}
            <span class="word"> running</span>
          </span>
          {problems > 0 && <span class="tally bad">{problems === 1 ? "1 problem" : `${problems} problems`}</span>}
        </div>
        {group !== undefined && (
          <div class="cell actions" role="cell">
            <IconButton icon="start" label={`Start group ${group}`} onClick={() => start(ids)} />
            <IconButton icon="restart" label={`Restart group ${group}`} onClick={() => restart(ids)} />
            <IconButton icon="stop" label={`Stop group ${group}`} onClick={() => stop(ids)} />
          </div>
        )}
      </div>
      {!closed && members.map((process) => <Row key={process.id} process={process} grouped={group !== undefined} />)}
    </div>
  );
}

function Row({ process, grouped }: { readonly process: ProcessShape; readonly grouped: boolean }): VNode {
  return <ProcessRow process={process} label={grouped ? process.name : process.id} />;
}

function GroupCheck({ title, ids }: { readonly title: string; readonly ids: readonly string[] }): VNode {
  const chosen = useStore(selection, (all) => ids.filter((id) => all.has(id)).length);
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
