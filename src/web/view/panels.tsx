/** What is shown beside the list. */
import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ProcessShape } from "../../http/api/shapes.ts";
import { logPath, logsPath, processPath } from "../state/api-client.ts";
import { clear, clearMain, restart, start, stop } from "../state/commands.ts";
import { processes, supervisor } from "../state/daemon.ts";
import { isUp } from "../state/filter.ts";
import { count } from "../state/format.ts";
import { cursor, panel, show } from "../state/page.ts";
import { Store, useStore } from "../state/store.ts";
import { ConfigurationPanel } from "./configuration-panel.tsx";
import { IconButton } from "./icons.tsx";
import { LogView } from "./log-view.tsx";
import { ProcessDetails } from "./process-details.tsx";
import { StateMark, toneOf } from "./state-mark.tsx";

export const expanded = new Store(false);

export function SidePanel(): VNode | null {
  const open = useStore(panel);
  if (open === undefined) return null;
  switch (open.kind) {
    case "process":
      return <ProcessPanel key={open.id} id={open.id} tab={open.tab} />;
    case "logs":
      return <LogsPanel key={open.ids.join("/")} ids={open.ids} />;
    case "main-log":
      return <MainLogPanel />;
    case "configuration":
      return (
        <Frame title="Configuration">
          <ConfigurationPanel />
        </Frame>
      );
  }
}

interface FrameProps {
  readonly title: ComponentChildren;
  readonly buttons?: ComponentChildren;
  readonly children: ComponentChildren;
}

function Frame({ title, buttons, children }: FrameProps): VNode {
  const wide = useStore(expanded);
  const heading = useRef<HTMLHeadingElement>(null);
  // Who opens a panel goes on in it, and who closes it where the row is.
  useLayoutEffect(() => {
    heading.current?.focus({ preventScroll: true });
    return () => {
      const { value } = cursor;
      const row =
        value === undefined ? undefined : document.querySelector(`[data-id="${CSS.escape(value)}"][role="row"]`);
      row?.querySelector<HTMLElement>(".link")?.focus({ preventScroll: true });
    };
  }, []);
  return (
    <aside class="panel" aria-label="Details">
      <header class="panel-head">
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <span class="grow" />
        {buttons}
        <IconButton
          icon="expand"
          label={wide ? "Beside the list" : "Over the whole page"}
          class="only-wide"
          pressed={wide}
          onClick={() => expanded.set(!wide)}
        />
        <IconButton icon="close" label="Close" onClick={() => show(undefined)} />
      </header>
      {children}
    </aside>
  );
}

type Channel = "stdout" | "stderr" | "both";

function ProcessPanel({ id, tab }: { readonly id: string; readonly tab: "logs" | "details" }): VNode {
  const process = useStore(processes, (all) => all.get(id));
  const [chosen, setChosen] = useState<Channel>();
  if (process === undefined) {
    return (
      <Frame title={id}>
        <p class="empty">There is no such process (any more).</p>
      </Frame>
    );
  }
  const channels = (["stdout", "stderr"] as const).filter((channel) => process[channel] !== null);
  const usual: Channel = channels.length === 2 ? "both" : (channels[0] ?? "stdout");
  const channel = chosen ?? usual;
  const choices: readonly Channel[] = channels.length === 2 ? ["both", ...channels] : channels;
  return (
    <Frame title={<Title process={process} />} buttons={<Buttons process={process} />}>
      <div class="panel-tabs tabs">
        {choices.map((choice) => (
          <button
            type="button"
            key={choice}
            aria-pressed={tab === "logs" && channel === choice}
            onClick={() => {
              setChosen(choice);
              show({ kind: "process", id, tab: "logs" });
            }}
          >
            {choice === "both" ? "All output" : choice}
          </button>
        ))}
        <button
          type="button"
          aria-pressed={tab === "details"}
          onClick={() => show({ kind: "process", id, tab: "details" })}
        >
          Details
        </button>
      </div>
      {tab === "details" ? (
        <ProcessDetails process={process} />
      ) : channels.length === 0 ? (
        <p class="empty">Its output goes to no file that could be shown.</p>
      ) : (
        <LogView
          key={channel}
          path={`${processPath(id)}/logs/events`}
          channel={channel}
          downloads={(channel === "both" ? channels : [channel]).map((one) => ({
            label: `Download ${one}`,
            href: `${processPath(id)}/logs/${one}?download=1`,
          }))}
          onClear={() => clear([id])}
        />
      )}
    </Frame>
  );
}

function Title({ process }: { readonly process: ProcessShape }): VNode {
  const tone = toneOf(process);
  return (
    <>
      <StateMark tone={tone} />
      <span class="panel-name">{process.id}</span>
      <span class={`state-name ${tone}`}>{process.state.toLowerCase()}</span>
    </>
  );
}

function Buttons({ process }: { readonly process: ProcessShape }): VNode {
  const ids = [process.id];
  return isUp(process) || process.state === "BACKOFF" ? (
    <>
      <IconButton icon="restart" label={`Restart ${process.id}`} onClick={() => restart(ids)} />
      <IconButton icon="stop" label={`Stop ${process.id}`} onClick={() => stop(ids)} />
    </>
  ) : (
    <IconButton
      icon="start"
      label={`Start ${process.id}`}
      disabled={process.state === "STOPPING"}
      onClick={() => start(ids)}
    />
  );
}

/** What several processes write, in the order in which it comes. */
function LogsPanel({ ids }: { readonly ids: readonly string[] }): VNode {
  const known = useStore(processes, (all) => ids.filter((id) => all.has(id)).join("\n"));
  const [channel, setChannel] = useState<Channel>("both");
  const [shown, setShown] = useState<readonly string[]>([]);
  useLayoutEffect(() => setShown(known === "" ? [] : known.split("\n")), [known]);
  return (
    <Frame title={<span class="panel-name">Logs of {count(ids.length, "process", "processes")}</span>}>
      <div class="panel-tabs tabs">
        {(["both", "stdout", "stderr"] as const).map((choice) => (
          <button type="button" key={choice} aria-pressed={channel === choice} onClick={() => setChannel(choice)}>
            {choice === "both" ? "All output" : choice}
          </button>
        ))}
      </div>
      {shown.length === 0 ? (
        <p class="empty">There are no such processes (any more).</p>
      ) : (
        <LogView
          key={channel}
          path={`${logsPath}/events`}
          channel={channel}
          processes={shown}
          downloads={[]}
          onClear={() => clear(shown)}
        />
      )}
    </Frame>
  );
}

function MainLogPanel(): VNode {
  const path = useStore(supervisor, (shape) => shape?.logfile?.path);
  const known = useStore(supervisor, (shape) => shape !== undefined);
  return (
    <Frame title={<span class="panel-name">supervisord's log</span>}>
      {known && path === undefined ? (
        <p class="empty">supervisord logs to no file that could be shown.</p>
      ) : (
        <LogView
          path={`${logPath}/events`}
          downloads={[{ label: "Download", href: `${logPath}?download=1` }]}
          onClear={clearMain}
        />
      )}
    </Frame>
  );
}
