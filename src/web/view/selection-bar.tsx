import type { VNode } from "preact";
import { clear, restart, showLogs, signal, start, stop } from "../state/commands.ts";
import { processes } from "../state/daemon.ts";
import { selection } from "../state/page.ts";
import { useStore } from "../state/store.ts";
import { IconButton } from "./icons.tsx";

/** What can be done to the selected processes. */
export function SelectionBar(): VNode | null {
  const chosen = useStore(selection);
  const all = useStore(processes);
  const ids = [...chosen].filter((id) => all.has(id));
  if (ids.length === 0) return null;
  return (
    <div class="selection-bar" role="toolbar" aria-label="Selected processes">
      <strong>{ids.length} selected</strong>
      <IconButton icon="log" label="Logs" onClick={() => showLogs(ids)}>
        <span class="label">Logs</span>
      </IconButton>
      <IconButton icon="start" label="Start" onClick={() => start(ids)}>
        <span class="label">Start</span>
      </IconButton>
      <IconButton icon="restart" label="Restart" onClick={() => restart(ids)}>
        <span class="label">Restart</span>
      </IconButton>
      <IconButton icon="stop" label="Stop" onClick={() => stop(ids)}>
        <span class="label">Stop</span>
      </IconButton>
      <IconButton icon="signal" label="Send a signal" onClick={() => signal(ids)} />
      <IconButton icon="clear" label="Clear logs" onClick={() => clear(ids)} />
      <IconButton icon="close" label="Select none" onClick={() => selection.set(new Set())} />
    </div>
  );
}
