import type { VNode } from "preact";
import { useCallback } from "preact/hooks";
import { endDaemon, restart, start, stop } from "../state/commands.ts";
import { processes, supervisor } from "../state/daemon.ts";
import { bytes, duration } from "../state/format.ts";
import { configuration, helpShown, show } from "../state/page.ts";
import { useStore } from "../state/store.ts";
import { type Theme, theme } from "../state/theme.ts";
import { IconButton } from "./icons.tsx";
import { Menu } from "./menu.tsx";
import { Ticking } from "./ticking.tsx";

const nextTheme: Readonly<Record<Theme, Theme>> = { auto: "light", light: "dark", dark: "auto" };

export function Header(): VNode {
  const shape = useStore(supervisor);
  const chosen = useStore(theme);
  const uptime = useCallback(() => {
    const started = Date.parse(shape?.startedAt ?? "");
    return Number.isNaN(started) ? "" : `up ${duration((Date.now() - started) / 1_000)}`;
  }, [shape?.startedAt]);
  const all = (): string[] => [...processes.value.keys()];
  return (
    <header class="top">
      <div class="brand">
        <Mark />
        <div>
          <h1>{shape?.identifier ?? "Supervisor"}</h1>
          <p class="facts">
            <span>{shape?.host ?? location.hostname}</span>
            {shape !== undefined && (
              <>
                <span class="wide">pid {shape.pid}</span>
                <Ticking text={uptime} />
                <span class="wide">{bytes(shape.residentBytes)}</span>
                <span class="wide">v{shape.version}</span>
              </>
            )}
          </p>
        </div>
      </div>
      <nav class="top-actions" aria-label="Supervisor">
        <IconButton icon="log" label="supervisord's own log" onClick={() => show({ kind: "main-log" })}>
          <span class="wide">Log</span>
        </IconButton>
        <ConfigurationButton />
        <IconButton
          icon={chosen}
          label={`Colours: ${chosen === "auto" ? "as the system" : chosen}`}
          onClick={() => theme.set(nextTheme[chosen])}
        />
        <Menu
          label="More"
          items={[
            { icon: "start", label: "Start all", act: () => start(all()) },
            { icon: "restart", label: "Restart all…", act: () => restart(all()) },
            { icon: "stop", label: "Stop all…", danger: true, act: () => stop(all()) },
            { icon: "help", label: "Keyboard", act: () => helpShown.set(true) },
            { icon: "restart", label: "Restart supervisord…", danger: true, act: () => endDaemon("restart") },
            { icon: "power", label: "Shut down…", danger: true, act: () => endDaemon("shutdown") },
          ]}
        />
      </nav>
    </header>
  );
}

/** With a sign as long as the files are not what runs. */
function ConfigurationButton(): VNode {
  const sign = useStore(configuration, (read) => {
    if (read === undefined) return undefined;
    if (read.problems.length > 0) return "the files have problems";
    return read.difference.length > 0 ? "the files differ from what runs" : undefined;
  });
  return (
    <IconButton
      icon="change"
      label={sign === undefined ? "Configuration" : `Configuration: ${sign}`}
      class={sign === undefined ? "" : "signed"}
      onClick={() => show({ kind: "configuration" })}
    >
      <span class="wide">Configuration</span>
    </IconButton>
  );
}

function Mark(): VNode {
  return (
    <svg class="brand-mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M8 11.5h9M8 16.5h13M8 21.5h6" />
      <circle cx="22.5" cy="11.5" r="2.4" />
    </svg>
  );
}
