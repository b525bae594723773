import type { VNode } from "preact";
import { useCallback } from "preact/hooks";
import type { ProcessShape } from "../../http/api/shapes.ts";
import { uptimeOf } from "../state/daemon.ts";
import { bytes, count, dateTime, duration } from "../state/format.ts";
import { flappingText, troubleText } from "../state/reason.ts";
import { Fact } from "./fact.tsx";
import { ProcessLives } from "./process-lives.tsx";
import { ProcessOptions } from "./process-options.tsx";
import { Ticking } from "./ticking.tsx";
import { UsageCharts } from "./usage-charts.tsx";

/** Everything that is known of a process. */
export function ProcessDetails({ process }: { readonly process: ProcessShape }): VNode {
  const uptime = useCallback(() => duration(uptimeOf(process) ?? 0), [process]);
  return (
    <div class="details">
      {process.pid !== null && <UsageCharts id={process.id} />}
      <dl class="facts-list">
        <Fact name="Command">
          <code>{process.command}</code>
        </Fact>
        {(process.trouble !== null || process.error !== null) && (
          <Fact name="Problem">
            {troubleText(process)}
            {process.trouble?.lastLine != null && <code class="last-line">{process.trouble.lastLine}</code>}
          </Fact>
        )}
        {process.flapping !== null && <Fact name="Flapping">{flappingText(process)}</Fact>}
        {process.pid !== null && (
          <>
            <Fact name="pid">{process.pid}</Fact>
            <Fact name="Up for">
              <Ticking text={uptime} />
            </Fact>
          </>
        )}
        <Fact name="Started">{process.startedAt === null ? "never" : dateTime(process.startedAt)}</Fact>
        <Fact name="Starts">{count(process.starts, "start", "starts")} since supervisord came up</Fact>
        <Fact name="Kind">{process.kind}</Fact>
        <LogFact name="stdout" log={process.stdout} />
        <LogFact name="stderr" log={process.stderr} />
      </dl>
      <ProcessLives process={process} />
      <ProcessOptions process={process} />
    </div>
  );
}

function LogFact({ name, log }: { readonly name: string; readonly log: ProcessShape["stdout"] }): VNode | null {
  if (log === null) return null;
  return (
    <Fact name={name}>
      <code>{log.path}</code>
      {log.bytes !== null && <span class="dim size"> {bytes(log.bytes)}</span>}
    </Fact>
  );
}
