import type { StateName } from "../process/state.ts";
import type { EventType } from "./event-types.ts";

/** Something that happened, with all that its payload tells. */
export type SupervisorEvent =
  | ProcessStateEvent
  | ProcessOutputEvent
  | { readonly type: "REMOTE_COMMUNICATION"; readonly kind: string; readonly data: string }
  | { readonly type: Typed<"SUPERVISOR_STATE_CHANGE_RUNNING" | "SUPERVISOR_STATE_CHANGE_STOPPING"> }
  /** `when` is in seconds since the epoch, a multiple of the period. */
  | { readonly type: Typed<"TICK_5" | "TICK_60" | "TICK_3600">; readonly when: number }
  | { readonly type: Typed<"PROCESS_GROUP_ADDED" | "PROCESS_GROUP_REMOVED">; readonly group: string };

/** Names of the table only. */
type Typed<Name extends EventType> = Name;

export interface ProcessStateEvent {
  readonly type: `PROCESS_STATE_${StateName}`;
  readonly process: string;
  readonly group: string;
  readonly from: StateName;
  readonly pid: number;
  readonly tries: number;
  readonly expected: boolean;
}

export interface ProcessOutputEvent {
  readonly type: Extract<EventType, `PROCESS_LOG_${string}` | `PROCESS_COMMUNICATION_${string}`>;
  readonly process: string;
  readonly group: string;
  readonly pid: number;
  readonly data: Uint8Array;
}
