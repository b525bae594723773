/** Changes as they happen. */

import type { Change } from "../../control/change-feed.ts";
import type { ControlledProcess } from "../../control/control.ts";
import { allProcesses, nameOf } from "../../control/find.ts";
import type { Exchange } from "../exchange.ts";
import type { ApiContext } from "./api-context.ts";
import { describe, describeGroup, describeSupervisor } from "./describe.ts";
import { EventStream } from "./event-stream.ts";
import { type ApiRoute, choiceParameter, defineRoute } from "./route.ts";
import type { ProcessShape } from "./shapes.ts";
import type { AllUsage } from "./usage-sampler.ts";

export const eventRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: "GET",
    path: "/events",
    summary: "Follows what happens to processes, groups and the daemon",
    tag: "Events",
    query: { usage: choiceParameter("1: also processor time and memory, every two seconds.", ["0", "1"], "0") },
    success: [
      {
        status: 200,
        description:
          "Server-sent events. First, or when what came after Last-Event-ID is not known any more, `snapshot`: " +
          "`{supervisor, processes}`. Then `process`: a Process; `group-added`: a Group; `group-removed`: `{name}`; " +
          "`supervisor`: a Supervisor; of what was missed only the last change of each process. With usage=1 `usage`: `{supervisor, processes: {id: Usage}}`.",
        mediaType: "text/event-stream",
      },
    ],
    run: (context, { query, lastId }) => ({
      kind: "stream",
      begin: (exchange) => streamChanges(context, exchange, lastId, query.usage === "1"),
    }),
  }),
];

function streamChanges(context: ApiContext, exchange: Exchange, lastId: string | undefined, withUsage: boolean): void {
  const { changes, usage, clock } = context;
  const stops: (() => void)[] = [];
  const stream = new EventStream(exchange, clock, () => {
    for (const stop of stops) stop();
  });
  stream.retryAfter(1_000);
  let sentId = lastId;
  let behind = false;
  /** Brings the reader up to now. What has not been sent is not kept for it: the feed remembers, or a snapshot tells. */
  const catchUp = (): void => {
    behind = false;
    const missed = sentId === undefined ? undefined : changes.since(sentId);
    const now = changes.lastId;
    if (missed === undefined) behind = !sendSnapshot(context, stream);
    else for (const change of latest(missed)) behind = !tell(context, stream, change);
    sentId = now;
  };
  stream.onDrain(() => {
    if (behind) catchUp();
  });
  stops.push(
    changes.read((change) => {
      if (behind) return;
      behind = !tell(context, stream, change);
      sentId = changes.idOf(change.sequence);
    }),
  );
  catchUp();
  if (!withUsage) return;
  stops.push(
    usage.watch((all) => {
      if (behind) return;
      behind = !stream.sendJson("usage", usageJson(context, all));
    }),
  );
}

function sendSnapshot(context: ApiContext, stream: EventStream): boolean {
  const processes = allProcesses(context).map((process) => describe(context, process));
  return stream.send("snapshot", { supervisor: describeSupervisor(context), processes }, context.changes.lastId);
}

/** Readers are many, the figures are the same for all of them. */
const rendered = new WeakMap<AllUsage, string>();

function usageJson(context: ApiContext, all: AllUsage): string {
  const known = rendered.get(all);
  if (known !== undefined) return known;
  const processes = Object.fromEntries([...all].map(([process, used]) => [nameOf(process), used]));
  const json = JSON.stringify({ supervisor: describeSupervisor(context), processes });
  rendered.set(all, json);
  return json;
}

/** False: the reader is behind. */
function tell(context: ApiContext, stream: EventStream, change: Change): boolean {
  const id = context.changes.idOf(change.sequence);
  switch (change.kind) {
    case "process":
      return stream.send("process", describeOnce(context, change, change.process), id);
    case "group-added": {
      const group = context.control.groups.get(change.group);
      return group === undefined || stream.send("group-added", describeGroup(context, group), id);
    }
    case "group-removed":
      return stream.send("group-removed", { name: change.group }, id);
    case "mood":
      return stream.send("supervisor", describeSupervisor(context), id);
  }
}

/** Of several changes of the same process the last: what a process is like is asked for when it is told. */
function latest(changes: readonly Change[]): readonly Change[] {
  const last = new Map<unknown, Change>();
  for (const change of changes) last.set(change.kind === "process" ? change.process : change, change);
  return changes.filter((change) => last.get(change.kind === "process" ? change.process : change) === change);
}

/** Readers are many, the look at a process' files and memory is one. */
const described = new WeakMap<Change, ProcessShape>();

function describeOnce(context: ApiContext, change: Change, process: ControlledProcess): ProcessShape {
  const known = described.get(change);
  if (known !== undefined) return known;
  const shape = describe(context, process);
  described.set(change, shape);
  return shape;
}
