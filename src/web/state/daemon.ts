/** What the page knows of the daemon, kept up to date by its events. */
import type { GroupShape, ProcessShape, SupervisorShape, Usage } from "../../http/api/shapes.ts";
import { eventsPath } from "./api-client.ts";
import { EventConnection } from "./event-connection.ts";
import { type History, withUsage } from "./history.ts";
import { Store } from "./store.ts";
import { whileSeen } from "./while-seen.ts";

export type Connection = "connecting" | "open" | "lost";

export const connection = new Store<Connection>("connecting");
export const supervisor = new Store<SupervisorShape | undefined>(undefined);
/** By id. */
export const processes = new Store<ReadonlyMap<string, ProcessShape>>(new Map());
export const histories = new Store<ReadonlyMap<string, History>>(new Map());
/** When the figures of each process came (milliseconds of the page's clock), for uptimes that go on. */
const arrivals = new WeakMap<ProcessShape, number>();

/** Seconds since its start, as of now. */
export function uptimeOf(process: ProcessShape): number | undefined {
  if (process.uptimeSeconds === null) return undefined;
  return process.uptimeSeconds + (performance.now() - (arrivals.get(process) ?? performance.now())) / 1_000;
}

/** Seconds until the next try, as of now. */
export function retryOf(process: ProcessShape): number | undefined {
  if (process.retryInSeconds === null) return undefined;
  const elapsed = (performance.now() - (arrivals.get(process) ?? performance.now())) / 1_000;
  return Math.max(0, process.retryInSeconds - elapsed);
}

/** No event, not even the figures of every two seconds, for so long: the connection is dead without having ended. */
const silentMs = 12_000;

/** Follows the daemon for as long as the page is open. */
export function connect(): void {
  let heardAt = performance.now();
  const take = <T>(accept: (body: T) => void) => {
    return ({ data }: MessageEvent<string>): void => {
      heardAt = performance.now();
      connection.set("open");
      accept(JSON.parse(data) as T);
    };
  };
  const events = new EventConnection({
    address: () => eventsPath,
    onState: (state) => connection.set(state),
    on: {
      snapshot: take(takeSnapshot),
      process: take(takeProcess),
      "group-added": take((group: GroupShape) => {
        for (const process of group.processes) takeProcess(process);
      }),
      "group-removed": take(({ name }: { name: string }) => removeGroup(name)),
      supervisor: take((shape: SupervisorShape) => supervisor.set(shape)),
      usage: take(takeUsage),
    },
  });
  const open = (): void => {
    heardAt = performance.now();
    events.open();
  };
  setInterval(() => {
    if (events.isOpen && connection.value === "open" && performance.now() - heardAt > silentMs) {
      connection.set("lost");
      open();
    }
  }, 2_000);
  whileSeen(open, () => events.close());
}

function takeSnapshot(body: { supervisor: SupervisorShape; processes: readonly ProcessShape[] }): void {
  supervisor.set(body.supervisor);
  const now = performance.now();
  for (const process of body.processes) arrivals.set(process, now);
  incoming.clear();
  processes.set(new Map(body.processes.map((process) => [process.id, process])));
  takeFigures(body.processes.map(({ id, usage }) => [id, usage]));
}

/** Changes come in bursts (a restart of all); they are taken over together. */
const incoming = new Map<string, ProcessShape>();
const gatherMs = 40;

function takeProcess(process: ProcessShape): void {
  arrivals.set(process, performance.now());
  incoming.set(process.id, process);
  if (incoming.size === 1) setTimeout(takeIncoming, gatherMs);
}

function takeIncoming(): void {
  if (incoming.size === 0) return;
  const gone = [...incoming.values()].filter(({ pid }) => pid === null);
  processes.set(new Map([...processes.value, ...incoming]));
  incoming.clear();
  if (gone.length === 0) return;
  const rest = new Map(histories.value);
  for (const { id } of gone) rest.delete(id);
  histories.set(rest);
}

function removeGroup(name: string): void {
  takeIncoming();
  processes.set(new Map([...processes.value].filter(([, process]) => process.group !== name)));
}

function takeUsage(body: { supervisor: SupervisorShape; processes: Readonly<Record<string, Usage>> }): void {
  supervisor.set(body.supervisor);
  takeFigures(Object.entries(body.processes));
}

/** Of all that run; others have no figures any more. */
function takeFigures(figures: readonly (readonly [id: string, usage: Usage | null])[]): void {
  const next = new Map<string, History>();
  for (const [id, usage] of figures) if (usage !== null) next.set(id, withUsage(histories.value.get(id), usage));
  histories.set(next);
}
