import type { EventType } from "../events/event-types.ts";
import type { EventHeaderFields } from "./event-reader.ts";

/** An event as a handler gets it: `type` tells which other fields there are. */
export type ListenerEvent = EventFields & {
  readonly header: EventHeaderFields;
  /** The whole payload as it was sent. */
  readonly payload: Buffer;
};

type EventFields =
  | (StateFields<"STARTING" | "BACKOFF"> & {
      /** Failed starts in a row. */
      readonly tries: number;
    })
  | (StateFields<"RUNNING" | "STOPPING" | "STOPPED"> & { readonly pid: number })
  | (StateFields<"EXITED"> & {
      readonly pid: number;
      /** Whether its exit status is among `exitcodes`. */
      readonly expected: boolean;
    })
  | StateFields<"FATAL" | "UNKNOWN">
  | OutputFields<"PROCESS_LOG_STDOUT" | "PROCESS_LOG_STDERR">
  | OutputFields<"PROCESS_COMMUNICATION_STDOUT" | "PROCESS_COMMUNICATION_STDERR">
  | { readonly type: "REMOTE_COMMUNICATION"; readonly kind: string; readonly data: Buffer }
  | { readonly type: "SUPERVISOR_STATE_CHANGE_RUNNING" | "SUPERVISOR_STATE_CHANGE_STOPPING" }
  /** `when` is in seconds since the epoch. */
  | { readonly type: "TICK_5" | "TICK_60" | "TICK_3600"; readonly when: number }
  | { readonly type: "PROCESS_GROUP_ADDED" | "PROCESS_GROUP_REMOVED"; readonly group: string }
  /** A type that this library does not know: look at `header.eventname` and `payload`. */
  | { readonly type: "OTHER" };

interface StateFields<State extends string> {
  readonly type: `PROCESS_STATE_${State}`;
  readonly process: string;
  readonly group: string;
  /** State before. */
  readonly from: string;
}

interface OutputFields<Type extends EventType> {
  readonly type: Type;
  readonly process: string;
  readonly group: string;
  readonly pid: number;
  readonly data: Buffer;
}

/** Makes sense of a payload. */
export function parseEvent(header: EventHeaderFields, payload: Buffer): ListenerEvent {
  return { ...fieldsOf(header.eventname, payload), header, payload };
}

function fieldsOf(eventname: string, payload: Buffer): EventFields {
  const end = payload.indexOf("\n");
  const head = payload.toString("utf8", 0, end === -1 ? payload.length : end);
  const data = end === -1 ? Buffer.alloc(0) : payload.subarray(end + 1);
  const words = new Map(
    head.split(" ").map((word) => [word.slice(0, word.indexOf(":")), word.slice(word.indexOf(":") + 1)]),
  );
  const text = (key: string): string => words.get(key) ?? "";
  const number = (key: string): number => Number(text(key));
  const process = text("processname");
  const group = text("groupname");
  const type = eventname as EventType;
  switch (type) {
    case "PROCESS_STATE_STARTING":
    case "PROCESS_STATE_BACKOFF":
      return { type, process, group, from: text("from_state"), tries: number("tries") };
    case "PROCESS_STATE_RUNNING":
    case "PROCESS_STATE_STOPPING":
    case "PROCESS_STATE_STOPPED":
      return { type, process, group, from: text("from_state"), pid: number("pid") };
    case "PROCESS_STATE_EXITED":
      return { type, process, group, from: text("from_state"), pid: number("pid"), expected: text("expected") === "1" };
    case "PROCESS_STATE_FATAL":
    case "PROCESS_STATE_UNKNOWN":
      return { type, process, group, from: text("from_state") };
    case "PROCESS_LOG_STDOUT":
    case "PROCESS_LOG_STDERR":
      return { type, process, group, pid: number("pid"), data };
    case "PROCESS_COMMUNICATION_STDOUT":
    case "PROCESS_COMMUNICATION_STDERR":
      return { type, process, group, pid: number("pid"), data };
    case "REMOTE_COMMUNICATION":
      return { type, kind: head.slice("type:".length), data };
    case "SUPERVISOR_STATE_CHANGE_RUNNING":
    case "SUPERVISOR_STATE_CHANGE_STOPPING":
      return { type };
    case "TICK_5":
    case "TICK_60":
    case "TICK_3600":
      return { type, when: number("when") };
    case "PROCESS_GROUP_ADDED":
    case "PROCESS_GROUP_REMOVED":
      return { type, group };
    default:
      return { type: "OTHER" };
  }
}
