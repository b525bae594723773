/** What a row tells of a process. */
import type { VNode } from "preact";
import { useCallback } from "preact/hooks";
import type { ProcessShape } from "../../http/api/shapes.ts";
import { figures, histories, retryOf, uptimeOf } from "../state/daemon.ts";
import { bytes, dateTime, duration, percent } from "../state/format.ts";
import { flappingText, restText, troubleText } from "../state/reason.ts";
import { useStore } from "../state/store.ts";
import { Sparkline } from "./sparkline.tsx";
import { Ticking } from "./ticking.tsx";

/** What matters in the state that it is in; below it what a process that failed said last. */
export function DetailCell({ process }: { readonly process: ProcessShape }): VNode {
  const { flapping, trouble } = process;
  return (
    <div class="cell detail" role="cell">
      <Detail process={process} />
      {flapping !== null && (
        <span class="why flapping" title={`Until ${dateTime(flapping.until)} if it does not end again`}>
          <strong>flapping</strong> {flappingText(process)}
        </span>
      )}
      {trouble?.lastLine != null && (
        <code class="why" title={trouble.lastLine}>
          {trouble.lastLine}
        </code>
      )}
    </div>
  );
}

function Detail({ process }: { readonly process: ProcessShape }): VNode | null {
  const uptime = useCallback(() => duration(uptimeOf(process) ?? 0), [process]);
  const retry = useCallback(() => `retry in ${duration(Math.ceil(retryOf(process) ?? 0))}`, [process]);
  switch (process.state) {
    case "RUNNING":
      return <Ticking text={uptime} />;
    case "BACKOFF":
      return (
        <span title={troubleText(process)}>
          <Ticking text={retry} />
          {troubleText(process) !== "" && ` · ${troubleText(process)}`}
        </span>
      );
    case "FATAL":
    case "UNKNOWN":
      return <span title={troubleText(process)}>{troubleText(process)}</span>;
    case "EXITED":
    case "STOPPED":
      return <span>{restText(process)}</span>;
    default:
      return null;
  }
}

const mebibyte = 1 << 20;
/** Two minutes. */
const sparks = 60;

export function UsageCells({ id, alive }: { readonly id: string; readonly alive: boolean }): VNode {
  useStore(figures);
  const history = alive ? histories.get(id) : undefined;
  const cpu = history?.cpuPercent.at(-1);
  const memory = history?.residentBytes.at(-1);
  return (
    <>
      <div class="cell usage cpu" role="cell">
        {history !== undefined && <Sparkline values={history.cpuPercent.slice(-sparks)} least={10} tone="cpu" />}
        <span class="figure">{cpu === undefined ? "" : percent(cpu)}</span>
      </div>
      <div class="cell usage memory" role="cell">
        {history !== undefined && (
          <Sparkline values={history.residentBytes.slice(-sparks)} least={mebibyte} tone="memory" />
        )}
        <span class="figure">{memory === undefined ? "" : bytes(memory)}</span>
      </div>
    </>
  );
}
