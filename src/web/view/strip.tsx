import type { VNode } from "preact";
import type { ProcessShape } from "../../http/api/shapes.ts";
import { processes, roster, tally } from "../state/daemon.ts";
import { count } from "../state/format.ts";
import { cursor, show } from "../state/page.ts";
import { useStore } from "../state/store.ts";
import { type Tone, toneOf } from "./state-mark.tsx";

/** So many fields stand in one row, as wide as there is room. */
const oneRow = 40;
/** More processes than this have no field of their own. */
const manyFields = 1_000;

/** Every process as a field of the same size; of very many, how large a share is how. */
export function Strip(): VNode {
  const all = useStore(processes);
  const groups = useStore(roster);
  const { running } = useStore(tally);
  const label = `${running} of ${count(all.size, "process", "processes")} running`;
  if (all.size > manyFields) return <Shares all={all} label={label} />;
  const list = groups.flatMap(({ ids }) => ids.flatMap((id) => all.get(id) ?? []));
  return (
    // For the mouse: the list below offers the same to everybody.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      class={`strip ${list.length <= oneRow ? "" : list.length <= 250 ? "dense" : "denser"}`}
      style={{ "--fields": list.length }}
      role="img"
      aria-label={label}
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

const tones: readonly (readonly [Tone, string])[] = [
  ["bad", "failed"],
  ["warn", "in trouble"],
  ["busy", "starting or stopping"],
  ["up", "running"],
  ["off", "not running"],
];

function Shares({ all, label }: { readonly all: ReadonlyMap<string, ProcessShape>; readonly label: string }): VNode {
  const sums = new Map<Tone, number>();
  for (const process of all.values()) sums.set(toneOf(process), (sums.get(toneOf(process)) ?? 0) + 1);
  return (
    <div class="strip shares" role="img" aria-label={label}>
      {tones.map(([tone, word]) => {
        const sum = sums.get(tone) ?? 0;
        return sum === 0 ? null : (
          <span key={tone} class={tone} style={{ flexGrow: sum }} title={`${sum.toLocaleString("en")} ${word}`} />
        );
      })}
    </div>
  );
}

function open(id: string | undefined): void {
  if (id === undefined) return;
  cursor.set(id);
  show({ kind: "process", id, tab: "logs" });
}
