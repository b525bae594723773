/** What a row tells of a process. */
import type { VNode } from "preact";
import { useCallback } from "preact/hooks";
import type { ProcessShape } from "../../http/api/shapes.ts";
import { figures, histories, retryOf, uptimeOf } from "../state/daemon.ts";
import { bytes, duration, percent } from "../state/format.ts";
import { restText } from "../state/reason.ts";
import { useStore } from "../state/store.ts";
import { Sparkline } from "./sparkline.tsx";
import { Ticking } from "./ticking.tsx";

/** What matters in the state that it is in. */
export function DetailCell({ process }: { readonly process: ProcessShape }): VNode {
  return (
    <div class="cell detail" role="cell">
      <Detail process={process} />
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
        <span title={process.error ?? ""}>
          <Ticking text={retry} />
          {process.error !== null && ` · ${process.error}`}
        </span>
      );
    case "FATAL":
    case "UNKNOWN":
      return <span title={process.error ?? ""}>{process.error ?? ""}</span>;
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
