import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { connection, supervisor } from "../state/daemon.ts";
import { count } from "../state/format.ts";
import { configuration, dismiss, panel, show, toasts } from "../state/page.ts";
import { useStore } from "../state/store.ts";
import { Icon, IconButton } from "./icons.tsx";

/** What concerns the whole page. */
export function Banners(): VNode {
  return (
    <div class="banners" role="status">
      <ConnectionBanner />
      <MoodBanner />
      <ConfigurationBanner />
    </div>
  );
}

function ConnectionBanner(): VNode | null {
  const state = useStore(connection);
  const ended = useStore(supervisor, (shape) => shape?.state === "SHUTDOWN");
  const [regained, setRegained] = useState(false);
  const wasLost = useRef(false);
  useEffect(() => {
    if (state !== "open") setRegained(false);
    if (state === "lost") wasLost.current = true;
    if (state !== "open" || !wasLost.current) return;
    wasLost.current = false;
    setRegained(true);
    const timer = setTimeout(() => setRegained(false), 4_000);
    return () => clearTimeout(timer);
  }, [state]);
  if (state === "lost" && ended) {
    return <p class="banner bad">supervisord has shut down. This page goes on when it is started again.</p>;
  }
  if (state === "lost") {
    return (
      <p class="banner bad">
        <span class="spinner" aria-hidden="true" />
        Connection lost. What you see may be out of date; trying again…
      </p>
    );
  }
  return regained ? <p class="banner good">Connected again.</p> : null;
}

function MoodBanner(): VNode | null {
  const mood = useStore(supervisor, (shape) => shape?.state);
  const lost = useStore(connection, (state) => state === "lost");
  if (lost) return null;
  if (mood === "SHUTDOWN") return <p class="banner bad">supervisord is shutting down.</p>;
  return mood === "RESTARTING" ? <p class="banner warn">supervisord is restarting.</p> : null;
}

function ConfigurationBanner(): VNode | null {
  const read = useStore(configuration);
  const open = useStore(panel, (shown) => shown?.kind === "configuration");
  const [hidden, setHidden] = useState<string>();
  if (read === undefined || open) return null;
  const { problems, difference } = read;
  const key = JSON.stringify([problems, difference]);
  if ((problems.length === 0 && difference.length === 0) || hidden === key) return null;
  const text =
    problems.length > 0
      ? `The configuration files have ${count(problems.length, "problem", "problems")}.`
      : `The configuration files differ from what runs: ${count(difference.length, "group", "groups")}.`;
  return (
    <p class={`banner ${problems.length > 0 ? "warn" : "info"}`}>
      <Icon name="change" />
      <span>{text}</span>
      <button type="button" class="text-button" onClick={() => show({ kind: "configuration" })}>
        Review
      </button>
      <IconButton icon="close" label="Hide this notice" onClick={() => setHidden(key)} />
    </p>
  );
}

/** How what was asked for went. */
export function Toasts(): VNode {
  const all = useStore(toasts);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {all.map(({ key, kind, text }) => (
        <div key={key} class={`toast ${kind}`}>
          <span>{text}</span>
          <IconButton icon="close" label="Dismiss" onClick={() => dismiss(key)} />
        </div>
      ))}
    </div>
  );
}
