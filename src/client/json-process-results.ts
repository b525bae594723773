/** What the server's JSON API tells of processes beyond a list of them, as far as supervisorctl looks at it. */
import type { ProcessFlapping, ProcessStateName, ProcessTrouble, ProcessUsage } from "./results.ts";
import { listOf, number, orNull, struct, text, truth } from "./shape.ts";

/** One process, from `GET /processes`, `GET /processes/{process}` and the events. Moments are RFC 3339 text. */
export interface DescribedProcess {
  readonly id: string;
  readonly group: string;
  readonly name: string;
  readonly kind: string;
  readonly state: ProcessStateName;
  readonly stateSince: string | null;
  /** At rest, and nothing but a request will start it. */
  readonly settled: boolean;
  readonly description: string;
  readonly pid: number | null;
  readonly startedAt: string | null;
  readonly stoppedAt: string | null;
  readonly uptimeSeconds: number | null;
  readonly exit: { readonly code: number | null; readonly signal: string | null } | null;
  readonly error: string | null;
  readonly trouble: ProcessTrouble | null;
  readonly flapping: ProcessFlapping | null;
  readonly starts: number;
  readonly retryInSeconds: number | null;
  readonly usage: ProcessUsage | null;
  readonly command: string;
}

const exitShape = struct({ code: orNull(number), signal: orNull(text) });
const troubleShape = struct({ how: text, attempts: number, at: text, lastLine: orNull(text) });
const flappingShape = struct({ ends: number, withinSeconds: number, lastEnd: text, how: text });

export const describedShape = struct({
  id: text,
  group: text,
  name: text,
  kind: text,
  state: text,
  stateSince: orNull(text),
  settled: truth,
  description: text,
  pid: orNull(number),
  startedAt: orNull(text),
  stoppedAt: orNull(text),
  uptimeSeconds: orNull(number),
  exit: orNull(exitShape),
  error: orNull(text),
  trouble: orNull(troubleShape),
  flapping: orNull(flappingShape),
  starts: number,
  retryInSeconds: orNull(number),
  usage: orNull(struct({ cpuPercent: orNull(number), cpuSeconds: number, residentBytes: number })),
  command: text,
});

export const processesShape = listOf(describedShape);

type EndKind = "stopped" | "expected" | "unexpected" | "not-started";

/** One run of a process, or an attempt at one, from `GET /processes/{process}/lives`. */
export interface ProcessLife {
  readonly startedAt: string;
  /** Null while it goes on. */
  readonly endedAt: string | null;
  readonly seconds: number;
  readonly end: EndKind | null;
  readonly how: string | null;
}

export const livesShape = listOf(
  struct({ startedAt: text, endedAt: orNull(text), seconds: number, end: orNull(text), how: orNull(text) }),
);

/** A start or an end of a process, from `GET /history`. */
export interface PastEvent {
  readonly process: string;
  readonly event: "started" | "ended" | "not-started";
  readonly at: string;
  /** How long the life was that ended. */
  readonly seconds: number | null;
  readonly end: EndKind | null;
  readonly how: string | null;
  /** Of a failed start: which in a row it was. */
  readonly attempt: number | null;
}

export const historyShape = listOf(
  struct({
    process: text,
    event: text,
    at: text,
    seconds: orNull(number),
    end: orNull(text),
    how: orNull(text),
    attempt: orNull(number),
  }),
);

/** A place in a configuration file. */
export interface Place {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** How a process is configured, from `GET /options`. */
export interface ProcessOptions {
  readonly process: string;
  readonly options: {
    readonly section: ({ readonly name: string } & Place) | null;
    readonly options: readonly {
      readonly option: string;
      readonly value: string | null;
      readonly place: Place | null;
      /** The files say something else by now. */
      readonly differs: boolean;
    }[];
    /** Names of variables. */
    readonly environment: readonly string[];
  };
}

const placeMembers = { file: text, line: number };

export const optionsShape = listOf(
  struct({
    process: text,
    options: struct({
      section: orNull(struct({ name: text, ...placeMembers })),
      options: listOf(
        struct({ option: text, value: orNull(text), place: orNull(struct(placeMembers)), differs: truth }),
      ),
      environment: listOf(text),
    }),
  }),
);

/** What happens, from `GET /events`. */
export type DaemonNews =
  /** How everything is: at the beginning, and when it is not known what was missed. */
  | { readonly kind: "snapshot"; readonly processes: readonly DescribedProcess[]; readonly supervisor: string }
  | { readonly kind: "process"; readonly process: DescribedProcess }
  | { readonly kind: "group-added"; readonly group: string; readonly processes: readonly DescribedProcess[] }
  | { readonly kind: "group-removed"; readonly group: string }
  /** The state of the daemon itself. */
  | { readonly kind: "supervisor"; readonly supervisor: string };

const snapshotShape = struct({ processes: processesShape, supervisor: struct({ state: text }) });
const groupShape = struct({ name: text, processes: processesShape });
const namedShape = struct({ name: text });
const stateShape = struct({ state: text });

/** One event of the stream; undefined for what this version does not know. */
export function readDaemonNews(event: string, body: unknown): DaemonNews | undefined {
  const value = body as Parameters<typeof describedShape>[0];
  if (event === "snapshot" && snapshotShape(value)) {
    const { processes, supervisor } = body as Told & { supervisor: { state: string } };
    return { kind: event, processes, supervisor: supervisor.state };
  }
  if (event === "process" && describedShape(value)) return { kind: event, process: body as DescribedProcess };
  if (event === "group-added" && groupShape(value)) {
    const { name, processes } = body as Told & { name: string };
    return { kind: event, group: name, processes };
  }
  if (event === "group-removed" && namedShape(value)) return { kind: event, group: (body as { name: string }).name };
  if (event === "supervisor" && stateShape(value)) {
    return { kind: event, supervisor: (body as { state: string }).state };
  }
  return undefined;
}

interface Told {
  readonly processes: readonly DescribedProcess[];
}
