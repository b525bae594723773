import type { ComponentChildren, VNode } from "preact";
import { useCallback } from "preact/hooks";
import type { ProcessShape } from "../../http/api/shapes.ts";
import { histories, uptimeOf } from "../state/daemon.ts";
import { bytes, count, dateTime, duration, percent } from "../state/format.ts";
import { useStore } from "../state/store.ts";
import { Sparkline } from "./sparkline.tsx";
import { Ticking } from "./ticking.tsx";

/** Everything that is known of a process. */
export function ProcessDetails({ process }: { readonly process: ProcessShape }): VNode {
  const history = useStore(histories, (all) => all.get(process.id));
  const uptime = useCallback(() => duration(uptimeOf(process) ?? 0), [process]);
  const cpu = history?.cpuPercent ?? [];
  const memory = history?.residentBytes ?? [];
  return (
    <div class="details">
      {process.pid !== null && (
        <div class="charts">
          <Chart title="CPU" figure={percent(cpu.at(-1) ?? 0)}>
            <Sparkline values={cpu} least={10} tone="cpu" width={280} height={64} />
          </Chart>
          <Chart title="Memory" figure={bytes(memory.at(-1) ?? 0)}>
            <Sparkline values={memory} least={1 << 20} tone="memory" width={280} height={64} />
          </Chart>
        </div>
      )}
      <dl class="facts-list">
        <Fact name="Command">
          <code>{process.command}</code>
        </Fact>
        {process.error !== null && <Fact name="Problem">{process.error}</Fact>}
        {process.pid !== null && (
          <>
            <Fact name="pid">{process.pid}</Fact>
            <Fact name="Up for">
              <Ticking text={uptime} />
            </Fact>
          </>
        )}
        <Fact name="Started">{process.startedAt === null ? "never" : dateTime(process.startedAt)}</Fact>
        {process.exit !== null && (
          <Fact name="Last end">
            {process.exit.signal === null ? `exit status ${process.exit.code}` : process.exit.signal}
            {process.stoppedAt !== null && `, ${dateTime(process.stoppedAt)}`}
          </Fact>
        )}
        <Fact name="Starts">{count(process.starts, "start", "starts")} since supervisord came up</Fact>
        <Fact name="Kind">{process.kind}</Fact>
        <Fact name="Autostart">{process.autostart ? "yes" : "no"}</Fact>
        <Fact name="Priority">{process.priority}</Fact>
        <LogFact name="stdout" log={process.stdout} />
        <LogFact name="stderr" log={process.stderr} />
      </dl>
    </div>
  );
}

function Chart({
  title,
  figure,
  children,
}: {
  readonly title: string;
  readonly figure: string;
  readonly children: VNode;
}): VNode {
  return (
    <figure class="chart">
      <figcaption>
        {title} <strong>{figure}</strong>
      </figcaption>
      {children}
    </figure>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }): VNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
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
