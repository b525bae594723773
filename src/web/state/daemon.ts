/** What the page knows of the daemon, kept up to date by its events. */
import type { GroupShape, ProcessShape, SupervisorShape, Usage } from "../../http/api/shapes.ts";
import { eventsPath } from "./api-client.ts";
import { EventConnection } from "./event-connection.ts";
import { isProblem, isStopped, isUp, noteRetry } from "./filter.ts";
import { addUsage, type History, historyLength } from "./history.ts";
import { type RosterGroup, rosterOf } from "./roster.ts";
import { Store } from "./store.ts";
import { whileSeen } from "./while-seen.ts";

export type Connection = "connecting" | "open" | "lost";

export const connection = new Store<Connection>("connecting");
export const supervisor = new Store<SupervisorShape | undefined>(undefined);
/** By id. */
export const processes = new Store<ReadonlyMap<string, ProcessShape>>(new Map());
/** Which there are, in order. */
export const roster = new Store<readonly RosterGroup[]>([]);

export interface Tally {
  readonly all: number;
  readonly running: number;
  readonly problems: number;
  readonly stopped: number;
}

/** How many are how. */
export const tally = new Store<Tally>({ all: 0, running: 0, problems: 0, stopped: 0 });

/** By id; changed in place, see `figures`. */
export const histories = new Map<string, History>();

export interface Figures {
  readonly cpuPercent: number;
  readonly residentBytes: number;
}

/** What all use together; set whenever new figures have come. */
export const figures = new Store<Figures>({ cpuPercent: 0, residentBytes: 0 });

/** What some of them use together. */
export function figuresOf(ids: Iterable<string>): Figures {
  let cpuPercent = 0;
  let residentBytes = 0;
  for (const id of ids) {
    const history = histories.get(id);
    cpuPercent += history?.cpuPercent.at(-1) ?? 0;
    residentBytes += history?.residentBytes.at(-1) ?? 0;
  }
  return { cpuPercent, residentBytes };
}

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
  setProcesses(new Map(body.processes.map((process) => [process.id, process])), true);
  // Of very many the list is drawn before.
  setTimeout(() => takeFigures(body.processes.map(({ id, usage }) => [id, usage])));
}

/** @param others Others than before. */
function setProcesses(next: ReadonlyMap<string, ProcessShape>, others: boolean): void {
  if (others) roster.set(rosterOf(next.values()));
  const count = { all: next.size, running: 0, problems: 0, stopped: 0 };
  for (const process of next.values()) {
    if (isUp(process)) count.running++;
    if (isProblem(process)) count.problems++;
    if (isStopped(process)) count.stopped++;
  }
  processes.set(next);
  tally.set(count);
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
  const before = processes.value;
  let others = false;
  for (const process of incoming.values()) {
    const known = before.get(process.id);
    others ||= known === undefined;
    noteRetry(known, process);
    if (process.pid === null) histories.delete(process.id);
  }
  const next = new Map([...before, ...incoming]);
  incoming.clear();
  setProcesses(next, others);
}

function removeGroup(name: string): void {
  takeIncoming();
  setProcesses(new Map([...processes.value].filter(([, process]) => process.group !== name)), true);
}

/** Nobody tells when one has been calm for long enough. */
function endFlapping(nowMs: number): void {
  const isOver = ({ flapping }: ProcessShape): boolean => flapping !== null && Date.parse(flapping.until) <= nowMs;
  const calm = [...processes.value.values()].filter(isOver);
  if (calm.length === 0) return;
  const next = new Map(processes.value);
  for (const process of calm) {
    const calmer: ProcessShape = { ...process, flapping: null };
    arrivals.set(calmer, arrivals.get(process) ?? performance.now());
    next.set(process.id, calmer);
  }
  setProcesses(next, false);
}

function takeUsage(body: { supervisor: SupervisorShape; processes: Readonly<Record<string, Usage>> }): void {
  supervisor.set(body.supervisor);
  takeFigures(Object.entries(body.processes));
  // By the daemon's clock: a browser's own may be another.
  const { startedAt, uptimeSeconds } = body.supervisor;
  endFlapping(Date.parse(startedAt) + uptimeSeconds * 1_000);
}

/** Of all that run; others have no figures any more. */
function takeFigures(all: readonly (readonly [id: string, usage: Usage | null])[]): void {
  const length = historyLength(all.length);
  const living = new Set<string>();
  for (const [id, usage] of all) {
    if (usage === null) continue;
    living.add(id);
    let history = histories.get(id);
    if (history === undefined) {
      history = { cpuPercent: [], residentBytes: [] };
      histories.set(id, history);
    }
    addUsage(history, usage, length);
  }
  for (const id of histories.keys()) if (!living.has(id)) histories.delete(id);
  figures.set(figuresOf(living));
}
